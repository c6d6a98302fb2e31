"""Levels that moved on a day: found among the tracks that lead up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from market.price_index import Ask, Level, Line, Series, Shift, find_shift, level_of
from market.price_index.asks import in_cny
from market.price_index.shifts import FEWEST_BASELINE, FEWEST_SELLERS, RECENT, WINDOW
from market.rates import RateTable
from storage.price_index.levels import rates_on, seen_on
from storage.price_index.spans import Span
from storage.price_index.tracks import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMove:
    """A level that moved, with both of its sides."""

    series: Series
    day: date
    since: date
    shift: Shift
    before: Level
    after: Level
    moved: tuple[tuple[Track, float], ...]
    """The offers that went that way with their changes (shares), the farthest first."""


def moves_on(
    day: date,
    tracks: Iterable[Track],
    span: Span,
    levels: Mapping[Series, Level],
    table: RateTable,
    settled: Mapping[Series, date],
) -> list[FoundMove]:
    """Return the series whose level is seen to have moved by the end of *day*.

    *settled* is the day of the last move told of a series: what was before it is not looked at again.
    """
    number = (day - span.first).days
    rates = rates_on(table, day)
    found: list[FoundMove] = []
    for series, own in _candidates(tracks, number).items():
        level = levels.get(series)
        if level is None or level.n_sellers < FEWEST_SELLERS or level.bounds is None:
            continue
        last = settled.get(series)
        shift = find_shift(
            [_line(track, at, number, level.bounds, rates) for at, track in enumerate(own)],
            settled=WINDOW if last is None else (day - last).days + 1,
        )
        if shift is not None:
            found.append(_found(series, day, span, shift, own, level, table))
    return found


def _candidates(tracks: Iterable[Track], number: int) -> dict[Series, list[Track]]:
    """Return the tracks of each series that may have moved: more sellers changed a price of late than kept theirs.

    Only to save work: where no more sellers changed than stand still, the median cannot have moved with most of them.
    """
    by_series: defaultdict[Series, list[Track]] = defaultdict(list)
    movers: defaultdict[Series, set[int]] = defaultdict(set)
    still: defaultdict[Series, set[int]] = defaultdict(set)
    standing = number - max(RECENT) - FEWEST_BASELINE + 1
    for track in tracks:
        series, stretches = track.series, track.stretches
        by_series[series].append(track)
        if _has_changed(track, number):
            movers[series].add(track.seller)
        elif stretches[0].first <= standing and stretches[-1].last >= number and not track.is_passing:
            still[series].add(track.seller)
    return {
        series: by_series[series]
        for series, sellers in movers.items()
        if len(sellers) >= FEWEST_SELLERS and len(sellers) > len(still[series] - sellers)
    }


def _has_changed(track: Track, number: int) -> bool:
    """Return whether an offer asked more than one price in the days that lead up to a day."""
    if len(track.stretches) == 1:
        return False
    first = number - WINDOW + 1
    amounts = {
        stretch.seen.ask.amount
        for stretch in track.stretches
        if first <= stretch.last and stretch.first <= number and isinstance(stretch.seen.ask, Ask)
    }
    return len(amounts) > 1


def _line(track: Track, at: int, number: int, bounds: tuple[float, float], rates: Mapping[str, float]) -> Line:
    """Return a track as the judge of shifts reads it; its key is its place in the list."""
    first = number - WINDOW + 1
    logs: list[float | None] = [None] * WINDOW
    currency = next((s.seen.ask.currency for s in reversed(track.stretches) if isinstance(s.seen.ask, Ask)), None)
    for stretch in track.stretches:
        ask = stretch.seen.ask
        if not isinstance(ask, Ask) or ask.currency != currency:
            continue
        value = in_cny(ask, rates)
        if value is None or not bounds[0] <= value <= bounds[1]:
            continue
        for day in range(max(stretch.first, first, track.readable_from), min(stretch.last, number) + 1):
            logs[day - first] = log(ask.amount)
    return Line(key=at, seller=track.seller, logs=tuple(logs), said_ago=_said_ago(track, number))


def _said_ago(track: Track, number: int) -> int | None:
    if not track.is_passing:
        return None
    return min((number - day for day in track.written if day <= number), default=WINDOW)


def _found(
    series: Series, day: date, span: Span, shift: Shift, own: Sequence[Track], level: Level, table: RateTable
) -> FoundMove:
    since = day - timedelta(days=shift.days - 1)
    day_before = max(span.first, since - timedelta(days=1))
    before = level_of(seen_on(own, (day_before - span.first).days), rates_on(table, day_before))
    moved = tuple((own[move.key], move.share) for move in shift.moved)
    return FoundMove(series=series, day=day, since=since, shift=shift, before=before, after=level, moved=moved)
