"""What the runs of a site brought, as rules see it once the runs have their verdict and the sellers are resolved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, and_, exists, select
from sqlalchemy.orm import aliased

from market.changes import ChangeKind
from market.model import HandleType
from market.occasions import Judge, Occasion, OccasionKind
from market.text.folding import fold
from storage.bulk import chunks
from storage.codes import EndCause
from storage.models import (
    HandleRow,
    ListingRow,
    OfferRow,
    RecordRow,
    RecordSightingRow,
    RunRow,
    SellerRow,
    SightingRow,
    SnapshotRow,
    TransitionRow,
)
from storage.occasion_facts import Shown, offer_query, offers_by_id, parties, shown
from storage.occasions import STILL_NEW, changes_behind, shaped_occasions, transition_columns
from storage.records import Health
from storage.watchlist import HANDLE, TERM, Partners, WatchEntry, partners_of, standing_entries

_ALWAYS = frozenset(
    {OccasionKind.SITE_DOWN, OccasionKind.SITE_BACK, OccasionKind.SELLER_NEW, OccasionKind.SELLER_ON_NEW_SITE}
)
"""Transitions that mean something whether the site has its baseline or not."""
_BLANKS = re.compile(r"(?<=[\u2e80-\u9fff])\s+(?=[\u2e80-\u9fff])")
LONGEST_ROW = 200
"""Runs in a row that are looked at for how long a site has been unhealthy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedRuns:
    """Runs of one site that the rules have not looked at."""

    site_id: int
    site: str
    experimental: bool
    baseline_run_id: int | None
    ids: tuple[int, ...]
    """In order: killed ones, and the one that ended what they had begun."""
    since: datetime
    """When the first of them began."""
    ended_at: datetime
    health: Health
    cause: str | None
    told_floor_id: int
    """All their transitions have greater ids."""

    @property
    def is_baseline(self) -> bool:
        """Whether the site had no baseline before: what it shows is one line, not an alert each."""
        return self.baseline_run_id is None or self.ids[-1] <= self.baseline_run_id


def occasions_of_runs(connection: Connection, runs: EndedRuns, judge: Judge) -> list[Occasion]:
    """Return what *runs* brought, as far as *judge* needs it."""
    kinds = judge.needs
    found = list(_health(connection, runs, kinds))
    if runs.experimental:
        return found
    partners = partners_of(connection)
    found += _transitions(connection, runs, judge, partners)
    if OccasionKind.WATCHED in kinds:
        found += _watched(connection, runs, partners, judge.factors)
    if OccasionKind.NEW_PRODUCT in kinds and not runs.is_baseline:
        found += _new_products(connection, runs, partners, judge.factors)
    return found


def _of_runs(runs: EndedRuns) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TransitionRow.id > runs.told_floor_id, TransitionRow.run_id.in_(runs.ids)


def _transitions(connection: Connection, runs: EndedRuns, judge: Judge, partners: Partners) -> list[Occasion]:
    wanted = changes_behind([kind for kind in judge.needs if kind in _ALWAYS or not runs.is_baseline])
    if not wanted:
        return []
    ids = select(TransitionRow.id).where(*_of_runs(runs), TransitionRow.kind.in_(wanted))
    found: list[Occasion] = []
    for some in chunks(connection.scalars(ids.order_by(TransitionRow.id)).all()):
        query = transition_columns().where(TransitionRow.id.in_(some)).order_by(TransitionRow.id)
        found += shaped_occasions(connection, connection.execute(query).mappings().all(), partners, judge.factors)
    return found


def _health(connection: Connection, runs: EndedRuns, kinds: Collection[OccasionKind]) -> Iterator[Occasion]:
    kind = OccasionKind.HEALTHY if runs.health is Health.HEALTHY else OccasionKind.UNHEALTHY
    if kind not in kinds:
        return
    row = 0
    before = (
        select(RunRow.health)
        .where(RunRow.site_id == runs.site_id, RunRow.id <= runs.ids[-1], RunRow.ended_at.is_not(None))
        .order_by(RunRow.id.desc())
        .limit(LONGEST_ROW)
    )
    for (health,) in connection.execute(before):
        if health is Health.HEALTHY:
            break
        row += 1
    yield Occasion(
        kind=kind,
        subject=runs.site,
        at=runs.ended_at,
        site=runs.site,
        site_id=runs.site_id,
        words={"health": runs.health.value, "cause": runs.cause or ""},
        in_a_row=row,
    )


# --- the watch-list ---


def _watched(
    connection: Connection, runs: EndedRuns, partners: Partners, factors: Mapping[str, Decimal]
) -> Iterator[Occasion]:
    for entry in standing_entries(connection, HANDLE):
        yield from _hit(connection, runs, partners, entry, _showing(connection, runs, entry), factors)
    terms = standing_entries(connection, TERM)
    if terms:
        said = _new_words(connection, runs)
        for entry in terms:
            wanted = _close(entry.value)
            found = {key: at for key, (at, words) in said.items() if wanted in words}
            yield from _hit(connection, runs, partners, entry, found, factors)


def _showing(connection: Connection, runs: EndedRuns, entry: WatchEntry) -> dict[int, datetime]:
    """Return the listings that show a handle since these runs, with when they were first seen with it."""
    named = select(HandleRow.id).where(HandleRow.type == HandleType(entry.type), HandleRow.value == entry.value)
    own = (
        select(SightingRow.listing_id, SightingRow.first_seen_at)
        .join(SnapshotRow, SnapshotRow.id == SightingRow.snapshot_id)
        .where(SightingRow.handle_id.in_(named), SightingRow.ended_at.is_(None), SnapshotRow.run_id.in_(runs.ids))
    )
    found = {row.listing_id: row.first_seen_at for row in connection.execute(own)}
    of_site = (
        select(RecordRow.id, RecordSightingRow.first_seen_at)
        .join(RecordSightingRow, RecordSightingRow.record_id == RecordRow.id)
        .where(
            RecordSightingRow.handle_id.in_(named),
            RecordSightingRow.first_seen_at.between(runs.since, runs.ended_at),
            RecordRow.site_id == runs.site_id,
        )
    )
    for row in connection.execute(of_site).all():
        listings = select(ListingRow.id).where(ListingRow.site_id == runs.site_id, ListingRow.record_id == row.id)
        for key in connection.scalars(listings.order_by(ListingRow.id).limit(1)):
            found.setdefault(key, row.first_seen_at)
        found.setdefault(0, row.first_seen_at)
    return found


def _new_words(connection: Connection, runs: EndedRuns) -> dict[int, tuple[datetime, str]]:
    """Return when and what the listings say that these runs showed first, or with another offer."""
    query = (
        select(ListingRow.id, TransitionRow.at, ListingRow.title, ListingRow.text)
        .join(OfferRow, OfferRow.listing_id == ListingRow.id)
        .join(TransitionRow, TransitionRow.offer_id == OfferRow.id)
        .where(*_of_runs(runs), TransitionRow.kind == ChangeKind.APPEARED)
        .order_by(TransitionRow.id)
    )
    found: dict[int, tuple[datetime, str]] = {}
    for key, at, title, words in connection.execute(query):
        if key not in found:
            found[key] = (at, _close(f"{title}\n{words}"))
    return found


def _close(text: str) -> str:
    """Return *text* folded, without the blanks that sellers put between Chinese characters."""
    return _BLANKS.sub("", fold(text).text.lower().strip())


def _hit(
    connection: Connection,
    runs: EndedRuns,
    partners: Partners,
    entry: WatchEntry,
    listings: dict[int, datetime],
    factors: Mapping[str, Decimal],
) -> Iterator[Occasion]:
    """Yield one occasion for all that these runs showed of one entry."""
    if not listings:
        return
    offers = _offers_in(connection, sorted(key for key in listings if key), factors)
    sellers = {one.seller_id for one in offers if one.seller_id is not None}
    known = parties(connection, sellers, partners)
    mine = [one for one in offers if one.seller_id is None or not known[one.seller_id].is_partner]
    if offers and not mine:
        return
    seller = next((known[one.seller_id] for one in mine if one.seller_id is not None), None)
    yield Occasion(
        kind=OccasionKind.WATCHED,
        subject=f"{entry.text}@{runs.site}",
        at=min(listings.values()),
        site=runs.site,
        site_id=runs.site_id,
        transition_id=_latest_transition(connection, [one.sold.offer_id for one in mine]),
        seller=seller,
        offers=tuple(one.sold for one in mine),
        words={"entry": entry.text, "list": entry.list, "note": entry.note, "listings": str(len(listings))},
    )


def _latest_transition(connection: Connection, offer_ids: Sequence[int]) -> int | None:
    query = select(TransitionRow.id).where(TransitionRow.offer_id.in_(offer_ids[:100]))
    return connection.scalar(query.order_by(TransitionRow.id.desc()).limit(1))


def _offers_in(connection: Connection, listing_ids: Sequence[int], factors: Mapping[str, Decimal]) -> list[Shown]:
    found: list[Shown] = []
    for some in chunks(listing_ids):
        query = offer_query().where(ListingRow.id.in_(some), OfferRow.ended_at.is_(None)).order_by(OfferRow.id)
        found += [shown(row, factors) for row in connection.execute(query).mappings()]
    return found


# --- known sellers with something new ---


def _new_products(
    connection: Connection, runs: EndedRuns, partners: Partners, factors: Mapping[str, Decimal]
) -> Iterator[Occasion]:
    """Yield each kind and platform that a seller, known before these runs, offers for the first time in them.

    Who was told as new today is no known seller at his second site yet.
    """
    older, other = aliased(OfferRow), aliased(ListingRow)
    before = exists().where(
        and_(
            older.listing_id == other.id,
            other.seller_id == ListingRow.seller_id,
            older.kind == OfferRow.kind,
            older.platform.is_not_distinct_from(OfferRow.platform),
            older.first_run_id < runs.ids[0],
        )
    )
    query = (
        select(TransitionRow.id, TransitionRow.at, TransitionRow.offer_id, ListingRow.seller_id)
        .join(OfferRow, OfferRow.id == TransitionRow.offer_id)
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .join(SellerRow, SellerRow.id == ListingRow.seller_id)
        .where(
            *_of_runs(runs),
            TransitionRow.kind == ChangeKind.APPEARED,
            SellerRow.first_run_id < runs.ids[0],
            OfferRow.platform.is_not(None),
            OfferRow.end_cause.is_distinct_from(EndCause.SUPERSEDED),
            ~before,
        )
        .order_by(TransitionRow.id)
    )
    rows = connection.execute(query).all()
    offers = offers_by_id(connection, [row.offer_id for row in rows], factors)
    known = parties(connection, {row.seller_id for row in rows if row.seller_id}, partners)
    grouped: dict[tuple[int, str], list[tuple[int, datetime, Shown]]] = {}
    for row in rows:
        one = offers.get(row.offer_id)
        if one is not None and one.is_sure and row.seller_id is not None:
            grouped.setdefault((row.seller_id, one.sold.product), []).append((row.id, row.at, one))
    for (seller_id, product), some in grouped.items():
        seller = known[seller_id]
        if seller.new_since is not None and some[0][1] - seller.new_since < STILL_NEW:
            continue
        yield Occasion(
            kind=OccasionKind.NEW_PRODUCT,
            subject=f"{seller.public_id}/{product}",
            at=some[0][1],
            site=runs.site,
            site_id=runs.site_id,
            transition_id=some[0][0],
            seller=seller,
            offers=tuple(one.sold for _, _, one in some),
            words={"product": product},
        )
