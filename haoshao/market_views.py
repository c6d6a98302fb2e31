"""The price index as a person sees it on the terminal, and as a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from alerts.price_words import money, percent, price_word, series_name
from alerts.rendering.price_chart import DrawnDay, DrawnSeries, price_chart
from alerts.words import Language
from base.sinks import cells, padded, terminal
from market.price_index.levels import FEWEST_SELLERS
from market.rates import RateTable
from storage.queries.market import MarketMove

Row = Mapping[str, Any]
_Key = tuple[str | None, str | None, tuple[str, ...], str | None, str | None]
_STEPS = "▁▂▃▄▅▆▇█"
_WIDEST_NAME = 46
_MOST_DAYS = 40
"""Days that a sparkline shows, the newest."""
MOST_PANELS = 12
MOST_COLUMNS = 7
"""Platforms side by side in the table of SMS prices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketView:
    """Rows of the index with what it takes to tell them."""

    rows: Sequence[Row]
    moves: Sequence[MarketMove]
    language: Language
    platforms: Mapping[str, str]
    """Platform id -> its name in that language."""
    rates: RateTable
    everything: bool = False
    """Series with too few sellers are shown too."""

    @property
    def series(self) -> dict[_Key, list[Row]]:
        """The rows of each series, in order."""
        found: dict[_Key, list[Row]] = {}
        for row in self.rows:
            found.setdefault(_key(row), []).append(row)
        return found

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day there is; None without rows."""
        days = [date.fromisoformat(row["day"]) for row in self.rows]
        return (min(days), max(days)) if days else None

    def name(self, key: _Key) -> str:
        """Return what a series is called."""
        return terminal(series_name(*key, self.language, self.platforms))


def _key(row: Row) -> _Key:
    return row["kind"], row["platform"], tuple(row["attributes"]), row["country"], row["unit"]


def market_text(view: MarketView) -> Iterator[str]:
    """Yield the lines of the terminal view."""
    language, days = view.language, view.days
    if days is None:
        yield price_word("nothing", language)
        return
    yield f"{price_word('title', language)}, CNY  {days[0]} – {days[1]}"
    series = view.series
    shown = {key: rows for key, rows in series.items() if view.everything or any(row["enough"] for row in rows)}
    yield from _table(view, shown, days)
    if any(not row["enough"] for rows in shown.values() for row in rows[-1:]):
        yield price_word("unsure", language, least=FEWEST_SELLERS)
    if len(shown) < len(series):
        yield price_word("hidden", language, count=len(series) - len(shown), least=FEWEST_SELLERS)
    yield from _sms(view)
    if view.moves:
        yield from ("", price_word("moved", language))
        yield from (f"  {move_line(move, view)}" for move in view.moves)
    yield from ("", _notes(view, days))


def _table(view: MarketView, shown: Mapping[_Key, Sequence[Row]], days: tuple[date, date]) -> Iterator[str]:
    heads = ["", *(price_word(one, view.language) for one in ("median", "quartiles", "change", "offers", "sellers"))]
    lines = [[*heads, ""]]
    lines += [[view.name(key), *_figures(rows, days[1]), sparkline(rows, days)] for key, rows in shown.items()]
    for line in lines:
        line[0] = _cut(line[0], _WIDEST_NAME)
    widths = [max(cells(line[at]) for line in lines) for at in range(len(heads))]
    for line in lines:
        told = [padded(cell, width, right=at > 0) for at, (cell, width) in enumerate(zip(line, widths, strict=False))]
        yield "  ".join([*told, line[-1]]).rstrip()


def _figures(rows: Sequence[Row], last: date) -> list[str]:
    """Return the figures of a series on its newest day, and its way from the first day with enough sellers."""
    newest = rows[-1]
    if newest["median"] is None or newest["day"] != last.isoformat():
        return ["–", "", "", "0", "0"]
    sure = [Decimal(row["median"]) for row in rows if row["enough"]]
    change = percent(sure[-1] / sure[0] - 1) if len(sure) > 1 and newest["enough"] and sure[0] else ""
    median, q1, q3 = (money(Decimal(newest[name])) for name in ("median", "q1", "q3"))
    offers, sellers = str(newest["n_offers"]), str(newest["n_sellers"])
    return [f"¥{median}", f"{q1}–{q3}", change, offers, sellers if newest["enough"] else f"{sellers}!"]


def sparkline(rows: Sequence[Row], days: tuple[date, date]) -> str:
    """Return the medians of a series as blocks, a day each; `·` stands for a day without a price."""
    last = days[1].toordinal()
    first = max(days[0].toordinal(), last - _MOST_DAYS + 1)
    by_day = {date.fromisoformat(row["day"]).toordinal(): row["median"] for row in rows if row["median"] is not None}
    known = {day: float(by_day[day]) for day in range(first, last + 1) if day in by_day}
    if not known:
        return ""
    low, high = min(known.values()), max(known.values())
    room = max(0.0, high * 0.2 - (high - low)) / 2
    low, width = low - room, max(high - low + 2 * room, 1e-9)
    return "".join(
        _STEPS[min(len(_STEPS) - 1, int((known[day] - low) / width * len(_STEPS)))] if day in known else "·"
        for day in range(first, last + 1)
    )


def _sms(view: MarketView) -> Iterator[str]:
    """Yield the newest prices and stocks of SMS codes, a country a line, a platform a column."""
    newest: dict[tuple[str, str], Row] = {}
    for row in view.rows:
        if row["kind"] == "sms_code" and row["unit"] == "code" and row["median"] is not None:
            newest[row["country"] or "", row["platform"] or "any"] = row
    last = max((row["day"] for row in newest.values()), default=None)
    newest = {place: row for place, row in newest.items() if row["day"] == last}
    if not any(country for country, _ in newest):
        return
    weight = Counter[str]()
    for (_, platform), row in newest.items():
        weight[platform] += row["n_offers"]
    platforms = [platform for platform, _ in weight.most_common(MOST_COLUMNS)]
    countries = sorted({country for country, _ in newest}, key=lambda country: (not country, country))
    lines = [["", *(terminal(view.platforms.get(platform, platform)) for platform in platforms)]]
    for country in countries:
        found = [newest.get((country, platform)) for platform in platforms]
        lines.append([country or price_word("anywhere", view.language), *(_price_and_stock(row) for row in found)])
    widths = [max(cells(line[at]) for line in lines) for at in range(len(lines[0]))]
    yield from ("", price_word("sms", view.language))
    for line in lines:
        told = [padded(cell, width, right=at > 0) for at, (cell, width) in enumerate(zip(line, widths, strict=True))]
        yield "  " + "  ".join(told).rstrip()


def _price_and_stock(row: Row | None) -> str:
    if row is None:
        return "–"
    price = f"¥{money(Decimal(row['median']))}"
    return price if row["stock"] is None else f"{price} ({row['stock']:,})"


def move_line(move: MarketMove, view: MarketView) -> str:
    """Return one level that moved: since when, which, how far."""
    one = move.series
    name = view.name((one.kind, one.platform, one.attributes, one.country, one.unit))
    sides = f"¥{_amount(move.before)} → ¥{_amount(move.after)}"
    sellers = f"{move.n_sellers} {price_word('sellers', view.language)}"
    return "  ".join((f"{move.since}", name, percent(move.change), sides, sellers))


def _amount(amount: Decimal | None) -> str:
    return "–" if amount is None else money(amount)


def _notes(view: MarketView, days: tuple[date, date]) -> str:
    """Return what was left out on the newest day, and which rates were used."""
    left_out: Counter[str] = Counter()
    for row in view.rows:
        if row["day"] == days[1].isoformat():
            left_out.update(row["excluded"])
    parts = []
    if left_out:
        told = ", ".join(f"{price_word(gap, view.language)} {count}" for gap, count in left_out.most_common())
        parts.append(f"{price_word('left_out', view.language)} ({days[1]}): {told}.")
    parts += [rates_note(view.rates, days, view.language), price_word("days", view.language)]
    return " ".join(part for part in parts if part)


def rates_note(rates: RateTable, days: tuple[date, date], language: Language) -> str:
    """Return which rates prices of some days were converted by."""
    if not rates.days:
        return ""
    if days[0] < rates.days[0]:
        return price_word("rates_later", language, day=rates.days[0])
    return price_word("rates", language, day=max(day for day in rates.days if day <= days[1]))


def market_chart(view: MarketView) -> str:
    """Return the index as an SVG: the series with the most offers, each in a panel."""
    days = view.days
    if days is None:
        return price_chart([], date.min, date.min, view.language)
    series = view.series
    sure = {key: rows for key, rows in series.items() if view.everything or any(row["enough"] for row in rows)}
    chosen = sorted(sure, key=lambda key: -sum(row["n_offers"] for row in sure[key]))[:MOST_PANELS]
    moves: dict[_Key, list[tuple[date, Decimal]]] = {}
    for move in view.moves:
        one = move.series
        key = (one.kind, one.platform, one.attributes, one.country, None if one.unit is None else one.unit.value)
        moves.setdefault(key, []).append((move.since, move.change))
    drawn = [
        DrawnSeries(name=view.name(key), days=[_drawn(row) for row in series[key]], moves=moves.get(key, ()))
        for key in chosen
    ]
    note = " ".join([rates_note(view.rates, days, view.language), price_word("days", view.language)])
    if len(series) > len(chosen):
        note = f"{note} {price_word('more_series', view.language, count=len(series) - len(chosen))}"
    return price_chart(drawn, *days, view.language, note)


def _drawn(row: Row) -> DrawnDay:
    q1, median, q3 = (None if row[name] is None else Decimal(row[name]) for name in ("q1", "median", "q3"))
    return DrawnDay(
        day=date.fromisoformat(row["day"]),
        q1=q1,
        median=median,
        q3=q3,
        offers=row["n_offers"],
        sellers=row["n_sellers"],
        enough=row["enough"],
    )


def _cut(text: str, width: int) -> str:
    while cells(text) > width:
        text = text[:-2] + "…"
    return text
