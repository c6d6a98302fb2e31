"""Settling days: once a day (UTC) is over, its levels are written and the levels that moved become transitions.

A day is settled in one transaction, by whoever comes first; killed in between, it is settled by the next. A delivery
for a settled day (an import with an earlier time) opens that day and all after it again: their levels are made anew,
and a move that was told already is not told twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, select, text

from market.occasions import Judge
from market.price_index import Grouping, Level, Series
from market.price_index.shifts import WINDOW
from market.rates import RateTable
from storage.bulk import upsert_rows
from storage.database import reading, writing
from storage.judging import judge_transitions
from storage.models import LeaseRow, LevelRow, MarketDayRow, RunRow
from storage.price_index.levels import levels_of
from storage.price_index.moves import FoundMove, moves_on
from storage.price_index.rows import level_values, series_ids, settled_days
from storage.price_index.spans import Span, midnight
from storage.price_index.telling import tell_moves
from storage.price_index.tracks import FRESH_DAYS, Track, load_tracks
from storage.records import RunSource

AT_ONCE = 14
"""Days that are drawn from the observations in one go."""
_LOCK = 7_204_177_002
"""PostgreSQL's advisory lock that lets one process settle days at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What prices are compared by: an operator's own tables."""

    rates: RateTable
    grouping: Grouping


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """How far the settling has come."""

    last: date | None
    """The last settled day that stays settled."""
    was: date | None
    """The last settled day there is."""
    days: tuple[date, ...]
    """Days to settle now, in order."""
    last_run_id: int


def close_days(engine: Engine, measures: Measures, *, now: datetime, judge: Judge | None = None) -> tuple[date, ...]:
    """Settle every day that is over and return which ones were settled by this call.

    *judge* looks at the levels that moved, in the transaction that tells them.
    """
    with reading(engine) as connection:
        stand = _stand(connection, now)
    settled: list[date] = []
    for days in _batches(stand.days):
        if not _close(engine, measures, stand, days, last=settled[-1] if settled else stand.last, now=now, judge=judge):
            break
        settled += days
    if not stand.days and stand.last != stand.was:
        with writing(engine) as connection:
            _open_again(connection, stand.last)
    return tuple(settled)


def rebuild(engine: Engine, measures: Measures) -> tuple[date, ...]:
    """Make the levels of every settled day anew, tell nothing, and return the days.

    For the time after a better reading, other rates or another grouping.
    """
    with reading(engine) as connection:
        first, last = connection.execute(select(func.min(MarketDayRow.day), func.max(MarketDayRow.day))).one()
    if first is None:
        return ()
    days = Span(first, last).days
    for some in _batches(days):
        with reading(engine) as connection:
            span = Span(some[0], some[-1])
            levels = levels_of(load_tracks(connection, span, measures.grouping), span, some, measures.rates)
        with writing(engine) as connection:
            _lock(connection)
            connection.execute(delete(LevelRow).where(LevelRow.day >= some[0], LevelRow.day <= some[-1]))
            _write_levels(connection, levels)
    return tuple(days)


def _stand(connection: Connection, now: datetime) -> _Stand:
    newest = connection.execute(
        select(MarketDayRow.day, MarketDayRow.last_run_id).order_by(MarketDayRow.day.desc()).limit(1)
    ).one_or_none()
    was = None if newest is None else newest.day
    last_run_id = connection.scalar(select(func.max(RunRow.id)).where(RunRow.source != RunSource.REREAD)) or 0
    looks = select(func.min(RunRow.started_at)).where(RunRow.source != RunSource.REREAD)
    first_late = connection.scalar(looks.where(RunRow.id > (0 if newest is None else newest.last_run_id)))
    last = was
    if was is not None and first_late is not None and first_late.astimezone(UTC).date() <= was:
        last = first_late.astimezone(UTC).date() - timedelta(days=1)
    start = None
    if last is not None:
        start = last + timedelta(days=1)
    elif (first := connection.scalar(looks)) is not None:
        start = first.astimezone(UTC).date()
    end = _last_over(connection, now)
    days = () if start is None or start > end else tuple(Span(start, end).days)
    return _Stand(last=last, was=was, days=days, last_run_id=last_run_id)


def _last_over(connection: Connection, now: datetime) -> date:
    """Return the last day that nothing can change any more: over, and no run that began on it is still at work."""
    end = now.astimezone(UTC).date() - timedelta(days=1)
    at_work = connection.scalar(
        select(func.min(RunRow.started_at))
        .join(LeaseRow, LeaseRow.run_id == RunRow.id)
        .where(LeaseRow.expires_at > datetime.now(UTC))
    )
    return end if at_work is None else min(end, at_work.astimezone(UTC).date() - timedelta(days=1))


def _batches(days: Sequence[date]) -> Iterator[list[date]]:
    for at in range(0, len(days), AT_ONCE):
        yield list(days[at : at + AT_ONCE])


def _close(
    engine: Engine,
    measures: Measures,
    stand: _Stand,
    days: list[date],
    *,
    last: date | None,
    now: datetime,
    judge: Judge | None,
) -> bool:
    """Settle *days*, which follow *last*, in one transaction; return False where somebody else did meanwhile."""
    span = Span(days[0] - timedelta(days=WINDOW - 1), days[-1])
    with reading(engine) as connection:
        is_silent = not _was_looked_at(connection, span)
        tracks = [] if is_silent else load_tracks(connection, span, measures.grouping)
        settled = settled_days(connection, before=days[0])
    levels = levels_of(tracks, span, days, measures.rates)
    moves = list(_moves(days, tracks, span, levels, measures.rates, settled))
    with writing(engine) as connection:
        _lock(connection)
        stands = connection.scalar(select(func.max(MarketDayRow.day)))
        if stands != (last if last != stand.last else stand.was):
            return False
        _open_again(connection, last)
        values = [{"day": day, "closed_at": now, "last_run_id": stand.last_run_id} for day in days]
        upsert_rows(connection, MarketDayRow, values, by=["day"])
        _write_levels(connection, levels)
        told = tell_moves(connection, moves, now=now)
        if judge is not None and told:
            judge_transitions(connection, judge, told, now=now)
    return True


def _moves(
    days: Sequence[date],
    tracks: Sequence[Track],
    span: Span,
    levels: Mapping[date, Mapping[Series, Level]],
    table: RateTable,
    settled: dict[Series, date],
) -> Iterator[FoundMove]:
    for day in days:
        for move in moves_on(day, tracks, span, levels[day], table, settled):
            settled[move.series] = day
            yield move


def _was_looked_at(connection: Connection, span: Span) -> bool:
    query = select(RunRow.id).where(
        RunRow.source != RunSource.REREAD,
        RunRow.started_at >= midnight(span.first) - timedelta(days=FRESH_DAYS),
        RunRow.started_at < midnight(span.last) + timedelta(days=1),
    )
    return connection.execute(query.limit(1)).first() is not None


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _open_again(connection: Connection, last: date | None) -> None:
    """Take back what was settled after *last*."""
    after = () if last is None else (MarketDayRow.day > last,)
    connection.execute(delete(MarketDayRow).where(*after))
    connection.execute(delete(LevelRow).where(*(() if last is None else (LevelRow.day > last,))))


def _write_levels(connection: Connection, levels: Mapping[date, Mapping[Series, Level]]) -> None:
    ids = series_ids(connection, {series for of_day in levels.values() for series in of_day})
    rows = [
        {"series_id": ids[series], "day": day, **level_values(level)}
        for day, of_day in levels.items()
        for series, level in of_day.items()
    ]
    names = [name for name in (rows[0] if rows else ()) if name not in {"series_id", "day"}]
    upsert_rows(connection, LevelRow, rows, by=["series_id", "day"], change=names)
