"""Handles that unrelated parties show, so that they are nobody's own: go-betweens, footers, templates."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, or_, select, update

from market.model import Scope
from market.sharing import Showing, is_beside_go_between, why_shared
from storage.alarms import raise_alarm
from storage.bulk import chunks, upsert_rows
from storage.codes import Node
from storage.joining import NodeInHand, Step
from storage.models import HandlePartyRow, HandleRow, ListingRow, SightingRow, VerdictRow
from storage.settling import settle
from storage.ties import BY_RULE

_SEVERAL = 2
_LOOKED_AT = 20
"""Listings of one party that are looked at for one handle."""
_LOOKED_AT_UNNAMED = 200
"""The same where the site names no seller, so that each listing may be a party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """What shared handles came to."""

    handles: int
    """How many there are."""
    created: list[dict[str, Any]]
    """Rows of sellers that what they had joined fell into."""


def part_shared(connection: Connection, step: Step, *, now: datetime, cap: int) -> Parted:
    """Return how many handles of *step* turn out to be nobody's own: unrelated parties show it, or more than *cap*.

    Such a handle joins nobody from now on. What it had joined is computed anew.
    """
    pairs = {
        (handle.id, stand_in.id)
        for party in step.parties
        for stand_in in [party.record or step.sites[party.site_id].record]
        if stand_in is not None
        for handle in party.handles
    }
    upsert_rows(
        connection,
        HandlePartyRow,
        [{"handle_id": handle_id, "record_id": record_id} for handle_id, record_id in sorted(pairs)],
        by=["handle_id", "record_id"],
    )
    crowds = _crowds(connection, {handle_id for handle_id, _ in pairs})
    found = {key: f"more than {cap} parties show it" for key, count in crowds.items() if count > cap}
    found |= _unowned(connection, {key for key, count in crowds.items() if count <= cap} | _of_unnamed(step))
    owners = [_part(connection, step.nodes[Node.HANDLE, key], now=now, why=why) for key, why in found.items()]
    left = {owner for owner in owners if owner is not None}
    return Parted(handles=len(found), created=settle(connection, sellers=left, now=now).created if left else [])


def _crowds(connection: Connection, handle_ids: set[int]) -> dict[int, int]:
    """Return by how many parties each handle is shown that several show and that is not known to be shared."""
    crowds: dict[int, int] = {}
    for some in chunks(handle_ids):
        query = (
            select(HandlePartyRow.handle_id, func.count())
            .join(HandleRow, HandleRow.id == HandlePartyRow.handle_id)
            .where(HandlePartyRow.handle_id.in_(some), HandleRow.shared_at.is_(None))
            .group_by(HandlePartyRow.handle_id)
        )
        crowds |= {key: count for key, count in connection.execute(query) if count >= _SEVERAL}
    return crowds


def _of_unnamed(step: Step) -> set[int]:
    """Return the handles that stand beside others in listings whose seller the site does not name."""
    return {
        handle.id
        for party in step.parties
        if party.listing is not None and party.listing["record_id"] is None and len(party.handles) >= _SEVERAL
        for handle in party.handles
        if not handle.shared
    }


def _unowned(connection: Connection, handle_ids: set[int]) -> dict[int, str]:
    """Return those of some handles that can be nobody's own, and why; the most widely shown ones are judged first."""
    shown = _sightings(connection, handle_ids)
    beside = _beside(connection, {row.listing_id for some in shown.values() for row in some})
    found: dict[int, str] = {}
    for key in sorted(shown, key=lambda one: (-len({_party(row) for row in shown[one]}), one)):
        showings: dict[Hashable, Showing] = {}
        for row in shown[key]:
            party = _party(row)
            known = showings.get(party)
            others = beside[row.listing_id] - {key} - found.keys()
            named = is_beside_go_between(f"{row.title}\n{row.text}", row.span_start, row.span_end)
            showings[party] = Showing(
                party=party,
                site=row.site_id,
                others=others | known.others if known else others,
                beside_go_between=named or (known is not None and known.beside_go_between),
            )
        if len(showings) < _SEVERAL:
            continue
        why = why_shared(list(showings.values()), site_share=_share(connection, key, shown[key]))
        if why:
            found[key] = why
    return found


def _party(row: Row[*tuple[Any, ...]]) -> Hashable:
    return ("listing", row.listing_id) if row.record_id is None else row.record_id


def _sightings(connection: Connection, handle_ids: set[int]) -> dict[int, list[Row[*tuple[Any, ...]]]]:
    """Return where handles stand now: for each of them the newest listings of each party."""
    nth = (
        func.row_number()
        .over(partition_by=(SightingRow.handle_id, ListingRow.record_id), order_by=SightingRow.listing_id.desc())
        .label("nth")
    )
    found: dict[int, list[Row[*tuple[Any, ...]]]] = {}
    for some in chunks(sorted(handle_ids)):
        newest = (
            select(
                SightingRow.handle_id,
                SightingRow.listing_id,
                SightingRow.span_start,
                SightingRow.span_end,
                ListingRow.record_id,
                ListingRow.site_id,
                ListingRow.title,
                ListingRow.text,
                nth,
            )
            .join(ListingRow, ListingRow.id == SightingRow.listing_id)
            .where(
                SightingRow.handle_id.in_(some),
                SightingRow.ended_at.is_(None),
                SightingRow.scope == Scope.LISTING,
                SightingRow.span_start.is_not(None),
            )
            .subquery()
        )
        most = case((newest.c.record_id.is_(None), _LOOKED_AT_UNNAMED), else_=_LOOKED_AT)
        for row in connection.execute(select(newest).where(newest.c.nth <= most)):
            found.setdefault(row.handle_id, []).append(row)
    return found


def _beside(connection: Connection, listing_ids: set[int]) -> dict[int, frozenset[int]]:
    """Return the handles of listings that are not known to be shared."""
    beside: dict[int, set[int]] = {key: set() for key in listing_ids}
    for some in chunks(sorted(listing_ids)):
        query = (
            select(SightingRow.listing_id, SightingRow.handle_id)
            .join(HandleRow, HandleRow.id == SightingRow.handle_id)
            .where(SightingRow.listing_id.in_(some), SightingRow.ended_at.is_(None), HandleRow.shared_at.is_(None))
        )
        for listing_id, handle_id in connection.execute(query):
            beside[listing_id].add(handle_id)
    return {key: frozenset(some) for key, some in beside.items()}


def _share(connection: Connection, handle_id: int, rows: Sequence[Row[*tuple[Any, ...]]]) -> float:
    """Return in how many of the listings of its site a handle stands; 0 where it stands on several sites."""
    sites = {row.site_id for row in rows}
    if len(sites) != 1:
        return 0.0
    of_site = select(func.count()).select_from(ListingRow).where(ListingRow.site_id == sites.pop())
    showing = of_site.join(SightingRow, SightingRow.listing_id == ListingRow.id).where(
        SightingRow.handle_id == handle_id, SightingRow.ended_at.is_(None)
    )
    return (connection.scalar(showing) or 0) / max(1, connection.scalar(of_site) or 0)


def _part(connection: Connection, handle: NodeInHand, *, now: datetime, why: str) -> int | None:
    """Take a handle from its seller; return that seller, which has to be computed anew."""
    seller_id = connection.scalar(select(HandleRow.seller_id).where(HandleRow.id == handle.id))
    connection.execute(update(HandleRow).where(HandleRow.id == handle.id).values(shared_at=now, seller_id=None))
    connection.execute(
        update(VerdictRow)
        .where(
            or_(
                and_(VerdictRow.a_kind == Node.HANDLE, VerdictRow.a_id == handle.id),
                and_(VerdictRow.b_kind == Node.HANDLE, VerdictRow.b_id == handle.id),
            ),
            VerdictRow.withdrawn_at.is_(None),
            VerdictRow.by.is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by=f"{BY_RULE}: shown by too many")
    )
    detail = f"{handle.label} is nobody's own: {why}; it joins nobody from now on"
    raise_alarm(connection, "shared_handle", detail, now=now)
    return seller_id
