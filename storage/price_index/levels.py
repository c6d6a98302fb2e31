"""Levels of all series on some days, from the tracks of a span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from market.price_index import Level, Seen, Series, level_of
from market.rates import RateTable
from storage.price_index.spans import Span
from storage.price_index.tracks import Track

Fold = Callable[[Series], Series]
"""Puts series together for a coarser view."""


def rates_on(table: RateTable, day: date) -> Mapping[str, float]:
    """Return currency -> CNY on *day*, as floats for comparing."""
    return {currency: float(rate) for currency, rate in table.factors_on(day).items()}


def levels_of(
    tracks: Iterable[Track], span: Span, days: Sequence[date], table: RateTable, fold: Fold | None = None
) -> dict[date, dict[Series, Level]]:
    """Return the level of every series on each of *days*, which lie in *span*; a series nobody offers has none.

    With *fold* several series count as one.
    """
    wanted = {(day - span.first).days: day for day in days}
    shelves: dict[int, defaultdict[Series, list[Seen]]] = {number: defaultdict(list) for number in wanted}
    folded: dict[Series, Series] = {}
    for track in tracks:
        series = track.series
        if fold is not None:
            series = folded.setdefault(track.series, track.series)
            if series is track.series and (coarse := fold(track.series)) != series:
                series = folded[track.series] = coarse
        for first, last, seen in track.stretches:
            for number in range(first, last + 1):
                if number in shelves:
                    shelves[number][series].append(seen)
    return {
        day: {series: level_of(seen, rates) for series, seen in shelves[number].items()}
        for number, day in wanted.items()
        for rates in [rates_on(table, day)]
    }


def seen_on(tracks: Iterable[Track], number: int) -> list[Seen]:
    """Return what *tracks* showed on one day of their span."""
    return [seen for track in tracks for first, last, seen in track.stretches if first <= number <= last]
