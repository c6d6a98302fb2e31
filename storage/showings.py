"""Beside which others each party shows a handle: kept with the pair, so that judging it reads no listing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from market.model import Scope
from market.sharing import Showing, is_beside_go_between
from storage.bulk import IDS, look_up, rows_for, upsert_rows
from storage.codes import SCOPE
from storage.handles import SITE_KEY
from storage.joining import Step
from storage.models import HandlePartyRow, ListingRow, SightingRow

MOST_OTHERS = 30
"""Handles kept of those that stand beside one: a party that shows more is told well enough by these."""
_LOOKED_AT = 5
"""Listings of one party that are looked at where nothing was kept yet."""
_LOOKED_AT_UNNAMED = 200
"""Newest listings of one handle where the site names no seller, so that each listing may be a party."""
_PAIRS: Final = (
    "SELECT record_id, others, beside_go_between, site_id, key FROM handle_party "
    "JOIN seller_record ON seller_record.id = record_id WHERE handle_id = ?"
)
_UNNAMED: Final = (
    "SELECT newest.listing_id, site_id FROM (SELECT listing_id FROM sighting "  # noqa: S608 - numbers of our own
    f"WHERE handle_id = ? AND ended_at IS NULL AND scope = {SCOPE[Scope.LISTING]} "
    f"ORDER BY listing_id DESC LIMIT {_LOOKED_AT_UNNAMED}) AS newest "
    "JOIN listing ON listing.id = newest.listing_id WHERE record_id IS NULL ORDER BY newest.listing_id DESC"
)
_SPANS = (
    select(
        SightingRow.listing_id,
        SightingRow.handle_id,
        SightingRow.span_start,
        SightingRow.span_end,
        ListingRow.title,
        ListingRow.text,
    )
    .join(ListingRow, ListingRow.id == SightingRow.listing_id)
    .where(SightingRow.listing_id.in_(IDS), SightingRow.scope == Scope.LISTING, SightingRow.ended_at.is_(None))
)
_BESIDE = select(SightingRow.listing_id, SightingRow.handle_id).where(
    SightingRow.listing_id.in_(IDS), SightingRow.ended_at.is_(None)
)
Pair = tuple[int, int]
"""Ids of a handle and of the record that shows it, the site's own where a listing names nobody."""


@dataclass(slots=True, kw_only=True)
class Shown:
    """What the listings of one party say of one handle."""

    others: set[int] = field(default_factory=set)
    beside_go_between: bool = False

    def take(self, other: Shown) -> bool:
        """Add what another says; return whether that is news."""
        new = other.others - self.others
        news = bool(new) and len(self.others) < MOST_OTHERS
        self.others |= set(sorted(new)[: MOST_OTHERS - len(self.others)])
        if other.beside_go_between and not self.beside_go_between:
            self.beside_go_between = news = True
        return news


@dataclass(frozen=True, slots=True, kw_only=True)
class Unnamed:
    """A listing that names no seller, as a party of its own."""

    listing_id: int
    site_id: int
    shown: Shown


def keep_showings(connection: Connection, step: Step, *, cap: int) -> set[int]:
    """Keep who shows the handles of *step* and beside what.

    Return the handles of which that tells something new, or that more than *cap* show.
    """
    seen = _of_step(connection, step)
    known = load_pairs(connection, {handle_id for handle_id, _ in seen})
    rows, changed = [], {key for key, some in known.items() if len(some) > cap}
    for (handle_id, record_id), shown in sorted(seen.items(), key=itemgetter(0)):
        before = known.get(handle_id, {}).get(record_id)
        if before is None:
            rows.append(_row((handle_id, record_id), shown))
        elif shown is None:
            continue
        elif before.is_told:
            kept = before.shown or Shown()
            if not kept.take(shown) and before.shown is not None:
                continue
            rows.append(_row((handle_id, record_id), kept))
        changed.add(handle_id)
    upsert_rows(connection, HandlePartyRow, rows, by=["handle_id", "record_id"], change=["others", "beside_go_between"])
    return changed


def _row(pair: Pair, shown: Shown | None) -> dict[str, Any]:
    return {
        "handle_id": pair[0],
        "record_id": pair[1],
        "others": "" if shown is None else orjson.dumps(sorted(shown.others)).decode(),
        "beside_go_between": shown is not None and shown.beside_go_between,
    }


def _of_step(connection: Connection, step: Step) -> dict[Pair, Shown | None]:
    """Return what the due listings say of their handles; None where a party shows one outside its listings only."""
    named = _named_beside(connection, [party.listing["id"] for party in step.parties if party.listing])
    found: dict[Pair, Shown | None] = {}
    for party in step.parties:
        stand_in = party.record or step.sites[party.site_id].record
        if stand_in is None:
            continue
        own = () if party.listing is None else step.own.get(party.listing["id"], ())
        for handle in party.handles:
            pair = (handle.id, stand_in.id)
            if party.listing is None or handle.id not in own:
                found.setdefault(pair, None)
                continue
            shown = Shown(
                others={one for one in own if one != handle.id},
                beside_go_between=(party.listing["id"], handle.id) in named,
            )
            known = found.get(pair)
            if known is None:
                found[pair] = shown
            else:
                known.take(shown)
    return found


def _named_beside(connection: Connection, listing_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return listing and handle where the words beside the handle name a go-between."""
    return {
        (row.listing_id, row.handle_id)
        for row in rows_for(connection, _SPANS, listing_ids)
        if row.span_start is not None and is_beside_go_between(f"{row.title}\n{row.text}", row.span_start, row.span_end)
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A pair as it is kept."""

    record_id: int
    site_id: int
    is_site: bool
    is_told: bool
    """False where nothing was kept yet."""
    shown: Shown | None
    """None where no listing of the party shows the handle."""


def load_pairs(connection: Connection, handle_ids: Iterable[int]) -> dict[int, dict[int, Kept]]:
    """Return what is kept of some handles, by handle and record that shows it."""
    found: dict[int, dict[int, Kept]] = {}
    for handle_id, rows in look_up(connection, _PAIRS, sorted(handle_ids)):
        for record_id, others, beside, site_id, key in rows:
            told = orjson.loads(others) if others else ()
            found.setdefault(handle_id, {})[record_id] = Kept(
                record_id=record_id,
                site_id=site_id,
                is_site=key == SITE_KEY,
                is_told=others is not None,
                shown=Shown(others=set(told), beside_go_between=bool(beside)) if others else None,
            )
    return found


def load_missing(connection: Connection, pairs: Collection[Pair]) -> dict[Pair, Shown | None]:
    """Return what the newest listings say of pairs of which nothing was kept; None where none shows the handle."""
    listings = {pair: _newest(connection, *pair) for pair in pairs}
    every = {key for some in listings.values() for key in some}
    named, beside = _named_beside(connection, sorted(every)), _beside(connection, every)
    found: dict[Pair, Shown | None] = {}
    for pair, some in listings.items():
        total = Shown()
        for key in some:
            total.take(Shown(others=beside[key] - {pair[0]}, beside_go_between=(key, pair[0]) in named))
        found[pair] = total if some else None
    rows = [_row(pair, shown) for pair, shown in sorted(found.items(), key=itemgetter(0))]
    upsert_rows(connection, HandlePartyRow, rows, by=["handle_id", "record_id"], change=["others", "beside_go_between"])
    return found


def _newest(connection: Connection, handle_id: int, record_id: int) -> list[int]:
    """Return the newest listings of a record that show a handle."""
    query = (
        select(SightingRow.listing_id)
        .join(ListingRow, ListingRow.id == SightingRow.listing_id)
        .where(
            SightingRow.handle_id == handle_id,
            SightingRow.ended_at.is_(None),
            SightingRow.scope == Scope.LISTING,
            ListingRow.record_id == record_id,
        )
        .order_by(SightingRow.listing_id.desc())
        .limit(_LOOKED_AT)
    )
    return list(connection.scalars(query))


def _beside(connection: Connection, listing_ids: Iterable[int]) -> Mapping[int, set[int]]:
    """Return the handles of listings."""
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for listing_id, handle_id in rows_for(connection, _BESIDE, sorted(listing_ids)):
        beside[listing_id].add(handle_id)
    return beside


def load_unnamed(connection: Connection, handle_ids: Iterable[int]) -> dict[int, list[Unnamed]]:
    """Return the newest listings without a named seller that show some handles, as parties of their own."""
    newest = dict(look_up(connection, _UNNAMED, sorted(handle_ids)))
    listings = {listing_id for rows in newest.values() for listing_id, _ in rows}
    named, beside = _named_beside(connection, sorted(listings)), _beside(connection, listings)
    found: dict[int, list[Unnamed]] = {}
    for handle_id, rows in newest.items():
        for listing_id, site_id in rows:
            shown = Shown(others=beside[listing_id] - {handle_id}, beside_go_between=(listing_id, handle_id) in named)
            found.setdefault(handle_id, []).append(Unnamed(listing_id=listing_id, site_id=site_id, shown=shown))
    return found


def showings_of(kept: Iterable[Kept], unnamed: Iterable[Unnamed], nobodys: set[int]) -> list[Showing]:
    """Return the parties that show a handle in their listings; *nobodys* are the handles known to be shared."""
    found = [
        Showing(
            party=one.record_id,
            site=one.site_id,
            others=frozenset(one.shown.others - nobodys),
            beside_go_between=one.shown.beside_go_between,
        )
        for one in kept
        if not one.is_site and one.shown is not None
    ]
    found += [
        Showing(
            party=("listing", one.listing_id),
            site=one.site_id,
            others=frozenset(one.shown.others - nobodys),
            beside_go_between=one.shown.beside_go_between,
        )
        for one in unnamed
    ]
    return found
