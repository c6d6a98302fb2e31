"""What offers showed and since when, in the driver's own numbers: a million of them go through here."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Connection, Row, Select, SmallInteger, Subquery, and_, func, select, type_coerce

from market.model import Unit
from market.price_index import Ask, Gap, ask_of
from market.unit_price import compared_unit
from storage.bulk import table
from storage.codes import ORIGIN, UNIT, Origin
from storage.models import ObservationRow, OfferPresenceRow, OfferRow
from storage.price_index.spans import DAY_MS, Span, midnight, milliseconds, plain_time

UNITS = {code: unit for unit, code in UNIT.items()} | {None: None}
COMPARED = {code: UNIT[compared_unit(unit)] for unit, code in UNIT.items()} | {None: UNIT[Unit.EACH]}
"""Code of a unit -> code of the unit that its price per piece is for."""
_READER = ORIGIN[Origin.READER]


class Look(NamedTuple):
    """What an observation says, in the driver's own numbers."""

    low: int | None
    high: int | None
    currency: str | None
    unit: int | None
    pack_size: int | None
    stock: int | None
    available: bool | None

    @property
    def is_sold_out(self) -> bool:
        """Whether nothing is left, as `market.changes.Look` has it."""
        return self.available is False or (self.stock == 0 and not self.available)


@dataclass(slots=True)
class History:
    """Observations of an offer: since which day each stands."""

    days: list[int] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    readable_from: int = 0

    def show(self, day: int, look: Look) -> None:
        """Add an observation; the later of one day stands, and one that was delivered late finds its place."""
        at = bisect_right(self.days, day)
        if at and self.days[at - 1] == day:
            self.looks[at - 1] = look
        else:
            self.days.insert(at, day)
            self.looks.insert(at, look)


def plain_look(columns: Any) -> tuple[Any, ...]:  # noqa: ANN401 - the columns of a table of looks
    """Return the columns of a look as the database keeps them: sums in millionths, units as codes."""
    return (
        type_coerce(columns.price_min, BigInteger).label("low"),
        func.coalesce(type_coerce(columns.price_max, BigInteger), type_coerce(columns.price_min, BigInteger)).label(
            "high"
        ),
        columns.currency,
        type_coerce(columns.unit, SmallInteger).label("unit"),
        columns.pack_size,
        columns.stock,
        columns.available,
    )


def look_of(row: Any) -> Look:  # noqa: ANN401 - a row with the columns of a look
    """Return the look that a row with those columns holds."""
    return Look(row.low, row.high, row.currency, row.unit, row.pack_size, row.stock, row.available)


@lru_cache(maxsize=200_000)
def _ask(low: int | None, high: int | None, currency: str | None, unit: int | None, pack_size: int | None) -> Ask | Gap:
    return ask_of(low, high, currency, UNITS[unit], pack_size)


def ask_in(look: Look, unit: int | None) -> Ask | Gap:
    """Return what *look* asks for a piece; a price for another unit than that of its series (a code) is none here."""
    low, high, currency, stated, pack_size, _, _ = look
    if stated is not None and COMPARED[stated] != unit:
        return Gap.NO_PIECES
    return _ask(low, high, currency, stated, pack_size)


def load_histories(
    connection: Connection, span: Span, *, kind: str | None = None, platform: str | None = None
) -> dict[int, History]:
    """Return the observations of the offers that changed in the span or after it; of the others the offer tells."""
    own = _offers_of(kind, platform)
    start = midnight(span.first)
    found: dict[int, History] = defaultdict(History)
    start_ms, end_ms = span.start_ms, span.end_ms
    for row in _observations(connection, own, since=start):
        history = found[row.offer_id]
        at = milliseconds(row.seen_at)
        if at < end_ms:
            number = (at - start_ms) // DAY_MS
            history.show(number, look_of(row))
            if row.origin == _READER:
                history.readable_from = number
    if found:
        earlier = _latest_before(start, own)
        for row in _observations(connection, own, latest=earlier):
            found[row.offer_id].show(-1, look_of(row))
    return found


def _observations(
    connection: Connection, own: Select[int] | None, *, since: datetime | None = None, latest: Subquery | None = None
) -> Iterator[Row[*tuple[Any, ...]]]:
    observation = table(ObservationRow).c
    query = select(
        observation.offer_id,
        plain_time(observation.seen_at, connection),
        type_coerce(observation.origin, SmallInteger).label("origin"),
        *plain_look(observation),
    )
    if own is not None:
        query = query.where(observation.offer_id.in_(own))
    if since is not None:
        query = query.where(observation.seen_at >= since).order_by(observation.offer_id, observation.snapshot_id)
    if latest is not None:
        same = and_(latest.c.offer_id == observation.offer_id, latest.c.snapshot_id == observation.snapshot_id)
        query = query.join(latest, same)
    yield from connection.execution_options(yield_per=5000).execute(query)


def _offers_of(kind: str | None, platform: str | None) -> Select[int] | None:
    """Return the query for the offers of a kind or platform; None where neither is asked for."""
    offer = table(OfferRow).c
    wanted = [
        column == value for column, value in ((offer.kind, kind), (offer.platform, platform)) if value is not None
    ]
    return select(offer.id).where(*wanted) if wanted else None


def _latest_before(start: datetime, own: Select[int] | None) -> Subquery:
    """Return the query for the last observation before the span of each offer that changed later."""
    observation, later = table(ObservationRow).c, table(ObservationRow).alias("later").c
    changed = select(later.offer_id).where(later.seen_at >= start)
    if own is not None:
        changed = changed.where(later.offer_id.in_(own))
    return (
        select(observation.offer_id, func.max(observation.snapshot_id).label("snapshot_id"))
        .where(observation.seen_at < start, observation.offer_id.in_(changed))
        .group_by(observation.offer_id)
        .subquery()
    )


def load_past(connection: Connection, span: Span) -> Mapping[int, list[tuple[int, int]]]:
    """Return the intervals, now over, in which offers stood, by offer."""
    query = select(
        OfferPresenceRow.offer_id,
        plain_time(OfferPresenceRow.since_at, connection),
        plain_time(OfferPresenceRow.ended_at, connection),
    ).where(
        OfferPresenceRow.ended_at >= midnight(span.first),
        OfferPresenceRow.since_at < midnight(span.last) + timedelta(days=1),
    )
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for offer_id, since, until in connection.execute(query):
        found[offer_id].append((milliseconds(since), milliseconds(until)))
    return found
