"""Handles that unrelated parties show, so that they are nobody's own: go-betweens, footers, templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from market.sharing import Showing, why_shared
from storage.alarms import raise_alarm
from storage.bulk import chunks
from storage.codes import Node
from storage.joining import Step
from storage.models import HandlePartyRow, HandleRow, ListingRow, SightingRow, VerdictRow
from storage.own_addresses import find_addresses, why_nobodys
from storage.settling import settle
from storage.showings import Kept, keep_showings, load_missing, load_pairs, load_unnamed, showings_of
from storage.ties import BY_RULE

_SEVERAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """What shared handles came to."""

    handles: int
    """How many there are."""
    created: list[dict[str, Any]]
    """Rows of sellers that what they had joined fell into."""


def part_shared(connection: Connection, step: Step, *, now: datetime, cap: int) -> Parted:
    """Return how many handles turn out to be nobody's own: unrelated parties show it, or more than *cap*.

    Judged are those of which *step* tells something new, and then those that stand beside one found shared. Such a
    handle joins nobody from now on. What it had joined is computed anew.
    """
    judging = _Judging(connection=connection, cap=cap)
    todo = keep_showings(connection, step, cap=cap) | _of_unnamed(step)
    for one in find_addresses(connection, step):
        why = why_nobodys(connection, one)
        if why is not None:
            judging.part(one.handle_id, why)
    while todo:
        todo = judging.beside(judging.judge(todo))
    owners = [_part(connection, key, now=now, why=why) for key, why in judging.shared.items()]
    left = {owner for owner in owners if owner is not None}
    made = settle(connection, sellers=left, now=now).created if left else []
    return Parted(handles=len(judging.shared), created=made)


def _of_unnamed(step: Step) -> set[int]:
    """Return the handles that stand beside others in listings whose seller the site does not name."""
    return {
        handle.id
        for party in step.parties
        if party.listing is not None and party.listing["record_id"] is None and len(party.handles) >= _SEVERAL
        for handle in party.handles
        if not handle.shared
    }


@dataclass(slots=True, kw_only=True)
class _Judging:
    """What was found out of handles in one go."""

    connection: Connection
    cap: int
    shared: dict[int, str] = field(default_factory=dict)
    """Handle found to be nobody's -> why."""
    records: dict[int, set[int]] = field(default_factory=dict)
    """Handle -> the records that show it."""
    sizes: dict[int, int] = field(default_factory=dict)
    """Site -> its listings."""

    def judge(self, handle_ids: set[int]) -> set[int]:
        """Return which of some handles are nobody's; those that most parties show are judged first."""
        own = handle_ids - self.shared.keys() - _shared_among(self.connection, handle_ids)
        pairs = self._pairs(own)
        found = {key for key, some in pairs.items() if len(some) > self.cap}
        self.shared |= dict.fromkeys(sorted(found), f"more than {self.cap} parties show it")
        shown = self._showings({key: some for key, some in pairs.items() if key not in found})
        for key in sorted(shown, key=lambda one: (-len(shown[one]), one)):
            showings = [replace(one, others=one.others - self.shared.keys()) for one in shown[key]]
            why = why_shared(showings, partial(self._share, key, showings[0].site))
            if why:
                self.shared[key] = why
                found.add(key)
        return found

    def part(self, handle_id: int, why: str) -> None:
        """Take a handle for nobody's own whoever shows it."""
        self.shared[handle_id] = why

    def beside(self, found: set[int]) -> set[int]:
        """Return the handles of those who show one that was found shared: it no longer holds them together."""
        records = {record for key in found for record in self.records[key]}
        near: set[int] = set()
        for some in chunks(sorted(records)):
            near |= set(
                self.connection.scalars(select(HandlePartyRow.handle_id).where(HandlePartyRow.record_id.in_(some)))
            )
        return near - self.shared.keys()

    def _pairs(self, handle_ids: set[int]) -> dict[int, dict[int, Kept]]:
        pairs = load_pairs(self.connection, handle_ids)
        self.records |= {key: set(some) for key, some in pairs.items()}
        return pairs

    def _showings(self, pairs: dict[int, dict[int, Kept]]) -> dict[int, list[Showing]]:
        """Return the parties that show each handle in listings, where there are several."""
        several = {key for key, some in pairs.items() if len(some) >= _SEVERAL}
        missing = [(key, record) for key in sorted(several) for record, kept in pairs[key].items() if not kept.is_told]
        for (key, record), looked_up in load_missing(self.connection, missing).items():
            pairs[key][record] = replace(pairs[key][record], shown=looked_up, is_told=True)
        of_nobody = {key for key, some in pairs.items() if any(one.is_site and one.shown for one in some.values())}
        unnamed = load_unnamed(self.connection, of_nobody)
        told = [one.shown for key in several for one in pairs[key].values() if one.shown is not None]
        told += [one.shown for some in unnamed.values() for one in some]
        nobodys = _shared_among(self.connection, {other for one in told for other in one.others})
        shown = {
            key: showings_of(pairs[key].values(), unnamed.get(key, ()), nobodys) for key in several | unnamed.keys()
        }
        return {key: some for key, some in shown.items() if len(some) >= _SEVERAL}

    def _share(self, handle_id: int, site_id: int) -> float:
        """Return in how many of the listings of the one site that shows it a handle stands."""
        if site_id not in self.sizes:
            of_site = select(func.count()).select_from(ListingRow).where(ListingRow.site_id == site_id)
            self.sizes[site_id] = self.connection.scalar(of_site) or 0
        showing = select(func.count()).where(SightingRow.handle_id == handle_id, SightingRow.ended_at.is_(None))
        return (self.connection.scalar(showing) or 0) / max(1, self.sizes[site_id])


def _shared_among(connection: Connection, handle_ids: Iterable[int]) -> set[int]:
    """Return which of some handles are known to be shared."""
    found: set[int] = set()
    for some in chunks(sorted(handle_ids)):
        query = select(HandleRow.id).where(HandleRow.id.in_(some), HandleRow.shared_at.is_not(None))
        found |= set(connection.scalars(query))
    return found


def _part(connection: Connection, handle_id: int, *, now: datetime, why: str) -> int | None:
    """Take a handle from its seller; return that seller, which has to be computed anew."""
    query = select(HandleRow.type, HandleRow.value, HandleRow.seller_id).where(HandleRow.id == handle_id)
    kind, value, seller_id = connection.execute(query).one()
    connection.execute(update(HandleRow).where(HandleRow.id == handle_id).values(shared_at=now, seller_id=None))
    connection.execute(
        update(VerdictRow)
        .where(
            or_(
                and_(VerdictRow.a_kind == Node.HANDLE, VerdictRow.a_id == handle_id),
                and_(VerdictRow.b_kind == Node.HANDLE, VerdictRow.b_id == handle_id),
            ),
            VerdictRow.withdrawn_at.is_(None),
            VerdictRow.by.is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by=f"{BY_RULE}: shown by too many")
    )
    detail = f"{kind.value}:{value} is nobody's own: {why}; it joins nobody from now on"
    raise_alarm(connection, "shared_handle", detail, now=now)
    return seller_id
