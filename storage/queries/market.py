"""The price index as rows: settled days from their table, days still open drawn from the observations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, func, select

from market.price_index import Series
from market.price_index.levels import FEWEST_SELLERS
from storage.database import reading
from storage.models import LevelMoveRow, MarketDayRow, RunRow, SeriesRow, TransitionRow
from storage.price_index.closing import AT_ONCE, Measures
from storage.price_index.levels import levels_of
from storage.price_index.rows import level_values, levels_between, series_of
from storage.price_index.spans import Span
from storage.price_index.tracks import load_tracks
from storage.queries.shapes import plain
from storage.records import RunSource
from storage.transitions import told_between

MARKET_COLUMNS = (
    "day",
    "kind",
    "platform",
    "attributes",
    "country",
    "unit",
    "n_offers",
    "n_sellers",
    "q1",
    "median",
    "q3",
    "excluded",
    "enough",
    "stock",
)
PARTS = ("kind", "platform", "attributes", "country")
"""What a coarser view can keep apart; units are never mixed."""
USUAL_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketFilters:
    """Which rows of the index; None is no restriction."""

    since: date | None = None
    """The last thirty days that have any data where it is None."""
    until: date | None = None
    kind: str | None = None
    platform: str | None = None
    country: str | None = None
    by: frozenset[str] | None = None
    """Those of PARTS that stay apart; None is all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketMove:
    """A level that moved, as a digest tells it."""

    transition_id: int
    at: datetime
    since: date
    series: Series
    change: Decimal
    """Share: 0.15 is fifteen per cent up."""
    before: Decimal | None
    """Median in CNY."""
    after: Decimal | None
    n_offers: int
    n_sellers: int
    cause: str


def market_rows(engine: Engine, measures: Measures, chosen: MarketFilters) -> list[dict[str, Any]]:
    """Return the rows of the contract, in the order of series and days."""
    with reading(engine) as connection:
        span = _span(connection, chosen)
        if span is None:
            return []
        rows = list(_rows(connection, measures, chosen, span))
    rows.sort(key=lambda row: (row[0].order, row[1]["day"]))
    return [shaped for _, shaped in rows]


def market_moves(engine: Engine, *, since: datetime, until: datetime) -> list[MarketMove]:
    """Return the levels that were told to have moved after *since* up to *until*, the farthest first."""
    return _moves(engine, *told_between(since, until))


def moves_between(engine: Engine, first: date, last: date) -> list[MarketMove]:
    """Return the levels whose moves began on one of some days, the farthest first."""
    return _moves(engine, LevelMoveRow.since >= first, LevelMoveRow.since <= last)


def _moves(engine: Engine, *chosen: ColumnElement[bool]) -> list[MarketMove]:
    query = (
        select(
            TransitionRow.id,
            TransitionRow.at,
            TransitionRow.before,
            TransitionRow.after,
            TransitionRow.cause,
            LevelMoveRow.since,
            LevelMoveRow.change,
            SeriesRow.kind,
            SeriesRow.platform,
            SeriesRow.attributes,
            SeriesRow.country,
            SeriesRow.unit,
        )
        .join(LevelMoveRow, LevelMoveRow.transition_id == TransitionRow.id)
        .join(SeriesRow, SeriesRow.id == LevelMoveRow.series_id)
        .where(*chosen)
    )
    with reading(engine) as connection:
        found = [_move(row) for row in connection.execute(query)]
    return sorted(found, key=lambda move: (-abs(move.change), move.transition_id))


def _move(row: Any) -> MarketMove:  # noqa: ANN401 - a row of the query above
    before, after = orjson.loads(row.before), orjson.loads(row.after)
    return MarketMove(
        transition_id=row.id,
        at=row.at,
        since=row.since,
        series=series_of(row),
        change=row.change,
        before=None if before["median"] is None else Decimal(before["median"]),
        after=None if after["median"] is None else Decimal(after["median"]),
        n_offers=after["n_offers"],
        n_sellers=after["n_sellers"],
        cause=row.cause or "",
    )


def _span(connection: Connection, chosen: MarketFilters) -> Span | None:
    """Return the days asked for, as far as there are runs; None where there are none."""
    query = select(func.min(RunRow.started_at), func.max(RunRow.started_at)).where(RunRow.source != RunSource.REREAD)
    first, newest = connection.execute(query).one()
    if first is None or newest is None:
        return None
    end = newest.astimezone(UTC).date()
    if chosen.until is not None:
        end = min(end, chosen.until)
    start = chosen.since or end - timedelta(days=USUAL_DAYS - 1)
    start = max(start, first.astimezone(UTC).date())
    return Span(start, end) if start <= end else None


def _rows(
    connection: Connection, measures: Measures, chosen: MarketFilters, span: Span
) -> Iterator[tuple[Series, dict[str, Any]]]:
    settled = connection.scalar(select(func.max(MarketDayRow.day))) if chosen.by is None else None
    open_from = span.first if settled is None else max(span.first, settled + timedelta(days=1))
    if open_from > span.first:
        wanted = {"kind": chosen.kind, "platform": chosen.platform, "country": chosen.country}
        last = min(span.last, open_from - timedelta(days=1))
        for series, row in levels_between(connection, span.first, last, wanted):
            yield series, _shaped(series, row.day, {name: getattr(row, name) for name in _VALUES})
    days = Span(open_from, span.last).days
    for at in range(0, len(days), AT_ONCE):
        some = days[at : at + AT_ONCE]
        part = Span(some[0], some[-1])
        tracks = load_tracks(connection, part, measures.grouping, kind=chosen.kind, platform=chosen.platform)
        if chosen.country is not None:
            tracks = [track for track in tracks if track.series.country == chosen.country]
        fold = None if chosen.by is None else _folding(chosen.by)
        for day, levels in levels_of(tracks, part, some, measures.rates, fold).items():
            for series, level in levels.items():
                yield series, _shaped(series, day, level_values(level))


_VALUES = ("n_offers", "n_sellers", "q1", "median", "q3", "stock", "excluded")


def _folding(kept: Collection[str]) -> Callable[[Series], Series]:
    nothing: dict[str, Any] = {"kind": "", "platform": None, "attributes": (), "country": None}
    dropped = {name: value for name, value in nothing.items() if name not in kept}
    return lambda series: replace(series, **dropped)


def _shaped(series: Series, day: date, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": day.isoformat(),
        "kind": series.kind or None,
        "platform": series.platform,
        "attributes": list(series.attributes),
        "country": series.country,
        "unit": None if series.unit is None else series.unit.value,
        "n_offers": values["n_offers"],
        "n_sellers": values["n_sellers"],
        "q1": plain(values["q1"]),
        "median": plain(values["median"]),
        "q3": plain(values["q3"]),
        "excluded": orjson.loads(values["excluded"]),
        "enough": values["n_sellers"] >= FEWEST_SELLERS,
        "stock": values["stock"],
    }
