"""The price index as one self-contained SVG: a panel for each series, fit for a report. No script, no outside file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from math import ceil, floor, log10

from alerts.price_words import money, percent, price_word
from alerts.words import Language
from base.sinks import cells, terminal

_WIDTH = 1000
_PANEL = (480, 250)
_GAP = 20
_CELLS, _SMALLEST_NAME = 40, 10.5
"""Terminal cells of a series' name at full size; a longer one is set smaller, down to this."""
_TOP = 92
_PLOT = (58, 54, 405, 128)
"""Left, top, width and height of a panel's plot."""
_BARS = 26
_INK, _SOFT, _LINE, _BAND, _BAR, _MARK = "#1c2430", "#5b6675", "#0b6b5d", "#0b6b5d", "#c9d1da", "#a8321f"
_FONT = "font-family=\"system-ui, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif\""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnDay:
    """One day of a series."""

    day: date
    q1: Decimal | None
    median: Decimal | None
    q3: Decimal | None
    offers: int
    sellers: int
    enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSeries:
    """One panel."""

    name: str
    days: Sequence[DrawnDay]
    moves: Sequence[tuple[date, Decimal]] = ()
    """Days on which the level moved, and how far (share)."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where days and prices lie in a panel."""

    first: date
    length: int
    low: float
    high: float

    def x(self, day: date) -> float:
        left, _, width, _ = _PLOT
        return left + width * ((day - self.first).days + 0.5) / self.length

    def y(self, amount: Decimal | float) -> float:
        _, top, _, height = _PLOT
        return top + height * (1 - (float(amount) - self.low) / (self.high - self.low))


def price_chart(series: Sequence[DrawnSeries], first: date, last: date, language: Language, note: str = "") -> str:
    """Return the chart of *series* over the days from *first* to *last*."""
    rows = max(1, ceil(len(series) / 2))
    height = _TOP + rows * (_PANEL[1] + _GAP) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"',
        f'{_FONT} role="img" lang="{"zh-CN" if language == "zh" else "en"}">',
        f"<title>{escape(price_word('title', language))}</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(
            _GAP, 38, f"{price_word('title', language)}{f'  {first} – {last}' if series else ''}", size=21, weight=700
        ),
        _text(_GAP, 63, price_word("subtitle", language), size=13, fill=_SOFT),
    ]
    for number, one in enumerate(series):
        left = _GAP / 2 + number % 2 * (_PANEL[0] + _GAP)
        top = _TOP + number // 2 * (_PANEL[1] + _GAP)
        parts.append(f'<g transform="translate({left:.0f} {top})">')
        parts.extend(_panel(one, first, last, language))
        parts.append("</g>")
    if not series:
        parts.append(_text(_GAP, _TOP + 40, price_word("nothing", language), size=15))
    parts.append(_text(_GAP, height - 16, note, size=11, fill=_SOFT))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _fitting(name: str) -> float:
    """Return the size at which a name leaves room for the price at the end of its line."""
    return max(_SMALLEST_NAME, min(15.0, 15.0 * _CELLS / max(1, cells(name))))


def _panel(one: DrawnSeries, first: date, last: date, language: Language) -> Iterator[str]:
    left, top, width, height = _PLOT
    scale = _scale(one, first, last)
    newest = next((day for day in reversed(one.days) if day.median is not None), None)
    yield f'<rect x="0" y="0" width="{_PANEL[0]}" height="{_PANEL[1]}" rx="8" fill="#fbfcfd" stroke="#dfe4ea"/>'
    yield _text(16, 27, one.name, size=_fitting(one.name), weight=600, limit=54)
    if newest is not None and newest.median is not None:
        yield _text(_PANEL[0] - 16, 27, f"¥{money(newest.median)}", size=17, weight=700, fill=_LINE, anchor="end")
        counts = (
            f"{newest.offers} {price_word('offers', language)} · {newest.sellers} {price_word('sellers', language)}"
        )
        few = "" if newest.enough else f" · {price_word('few', language)}"
        yield _text(16, 45, counts + few, size=11.5, fill=_SOFT if newest.enough else _MARK)
    for tick in _ticks(scale.low, scale.high):
        y = scale.y(tick)
        yield f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e8ecf0"/>'
        yield _text(left - 7, y + 4, money(Decimal(repr(tick))), size=11, fill=_SOFT, anchor="end")
    yield from _bars(one, scale)
    yield from _lines(one, scale)
    yield from _moves(one, scale)
    base = top + height + _BARS + 28
    for day, anchor in ((first, "start"), (last, "end")):
        yield _text(left if anchor == "start" else left + width, base, f"{day}", size=11, fill=_SOFT, anchor=anchor)


def _scale(one: DrawnSeries, first: date, last: date) -> _Scale:
    amounts = [float(value) for day in one.days for value in (day.q1, day.q3) if value is not None] or [0.0, 1.0]
    low, high = min(amounts), max(amounts)
    room = max(high - low, high * 0.1, 1e-6) * 0.12
    return _Scale(first, (last - first).days + 1, max(0.0, low - room), high + room)


def _ticks(low: float, high: float) -> list[float]:
    """Return three to six round numbers between *low* and *high*."""
    rough = (high - low) / 4
    size = 10.0 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 2.5, 5, 10) if factor * size >= rough)
    return [round(step * number, 8) for number in range(ceil(low / step), floor(high / step) + 1)]


def _bars(one: DrawnSeries, scale: _Scale) -> Iterator[str]:
    left, top, width, height = _PLOT
    most = max((day.offers for day in one.days), default=0)
    base, bar = top + height + _BARS + 12, max(1.0, width / scale.length * 0.62)
    for day in one.days:
        if day.offers and most:
            tall = max(1.0, _BARS * day.offers / most)
            x = scale.x(day.day) - bar / 2
            yield f'<rect x="{x:.1f}" y="{base - tall:.1f}" width="{bar:.1f}" height="{tall:.1f}" fill="{_BAR}"/>'
    if most:
        yield _text(left - 7, base - _BARS + 9, str(most), size=10, fill=_SOFT, anchor="end")


def _lines(one: DrawnSeries, scale: _Scale) -> Iterator[str]:
    for run in _runs(one.days):
        upper = [f"{scale.x(day.day):.1f},{scale.y(day.q3 or 0):.1f}" for day in run]
        lower = [f"{scale.x(day.day):.1f},{scale.y(day.q1 or 0):.1f}" for day in reversed(run)]
        middle = [f"{scale.x(day.day):.1f},{scale.y(day.median or 0):.1f}" for day in run]
        if len(run) > 1:
            yield f'<polygon points="{" ".join(upper + lower)}" fill="{_BAND}" fill-opacity="0.16"/>'
            yield (
                f'<polyline points="{" ".join(middle)}" fill="none" stroke="{_LINE}" stroke-width="2.2" '
                'stroke-linejoin="round" stroke-linecap="round"/>'
            )
        for day in run:
            if not day.enough or len(run) == 1:
                x, y = scale.x(day.day), scale.y(day.median or 0)
                fill = _LINE if day.enough else "#ffffff"
                yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{fill}" stroke="{_LINE}" stroke-width="1.3"/>'


def _runs(days: Sequence[DrawnDay]) -> Iterator[list[DrawnDay]]:
    """Yield days with prices that follow each other without a gap."""
    run: list[DrawnDay] = []
    for day in days:
        if run and (day.median is None or (day.day - run[-1].day).days > 1):
            yield run
            run = []
        if day.median is not None:
            run.append(day)
    if run:
        yield run


def _moves(one: DrawnSeries, scale: _Scale) -> Iterator[str]:
    left, top, width, height = _PLOT
    for day, change in one.moves:
        x = scale.x(day)
        anchor = "start" if x < left + width * 0.8 else "end"
        yield (
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + height}" stroke="{_MARK}" stroke-dasharray="4 3"/>'
        )
        yield _text(x + (5 if anchor == "start" else -5), top + 11, percent(change), size=12, fill=_MARK, anchor=anchor)


def _text(
    x: float,
    y: float,
    said: str,
    *,
    size: float,
    fill: str = _INK,
    weight: int = 400,
    anchor: str = "start",
    limit: int | None = None,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" font-weight="{weight}" '
        f'text-anchor="{anchor}" xml:space="preserve">{escape(terminal(said, limit=limit))}</text>'
    )
