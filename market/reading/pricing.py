"""Which figures of a line are asking prices, and what each is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from operator import attrgetter
from typing import Final

from market.lexicon import Hit
from market.prices.counting import BARE, COUNT, MONEY, PERIOD
from market.prices.figures import Figure
from market.quick import changed, quick_dataclass
from market.reading.bare import is_loose_price, is_told_price, may_be_price
from market.reading.document import Line
from market.reading.faces import is_stock_line, price_of_face, without_face_values
from market.reading.labels import is_something_else, is_struck, label_before
from market.reading.listed import leading_price, listed_prices
from market.reading.tables import Row, figure_in
from market.reading.units import Asked, asked_at, unit_in_heading

__all__ = ["Asked", "Policy", "asked_in", "marked_prices", "read_prices"]


_BONUS: Final = re.compile(r"[满充存买] ?[$¥]? ?\d[^\n]{0,9}?[送减返赠][^\n]{0,6}?\d+[元块u个]?")


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the whole text says of how its prices are written."""

    has_marked: bool = False
    """Some price names its currency: numbers without one are prices only where their place says so."""
    marked: Mapping[int, list[Figure]] = field(default_factory=dict)
    """Sums with a currency that are asked, by line number."""
    has_unstruck: bool = False
    """Some price is not called a former one: those that are, are none."""
    lenient: bool = False
    """No price was found: a number that ends a phrase is one even where its line names no goods."""
    of_hundred: bool = False
    """Numbers without a sign are shares of the face value, whatever sums stand beside them."""
    is_buyback: bool = False
    """Cards are bought for a share of their face value: shares stand where prices would."""
    pack: int | None = None
    """Pieces of the box or pack that the text defines ("1 carton = 2000 pcs")."""


def marked_prices(line: Line) -> list[Figure]:
    """Return the sums with a currency that are asked in a line, former prices among them."""
    if not line.has_money:
        return []
    bonus = [match.span() for match in _BONUS.finditer(line.text)] if line.has_han else []
    money = [
        figure
        for figure in line.figures
        if figure.role is MONEY
        and not _is_no_price(figure, line)
        and not (bonus and any(start <= figure.start - line.start < end for start, end in bonus))
    ]
    if len(money) > 1 and "(" in line.text:
        money = [figure for figure in money if not _is_conversion(figure, money, line)]
    return without_face_values(_without_described(money, line), line)


_NAMED_SUM: Final = re.compile(r"(?:[^\n,;|/、。(+.!]|\.(?! )){2,40}? ?[-=:→] ?")
_NAMES_SUM: Final = re.compile(r"[a-zа-я\u3400-\u9fff]")
_LEADING: Final = re.compile(r"(?:[-=:→|]|за|for|по|at|only) ?$")


def _without_described(money: list[Figure], line: Line) -> list[Figure]:
    """Return sums without those that only describe what the next one is asked for ($120 tier - $45)."""
    if len(money) < 2:  # noqa: PLR2004 - a sum described and its price
        return money
    kept = list(money)
    for first, price in pairwise(money):
        gap = line.text[first.end - line.start : price.start - line.start]
        head = line.text[: first.start - line.start]
        if (
            _NAMED_SUM.fullmatch(gap)
            and _NAMES_SUM.search(gap)
            and not _LEADING.search(head)
            and not any(
                first.end <= hit.start < price.start and (hit.term.platform or hit.term.kind) for hit in line.hits
            )
        ):
            kept.remove(first)
    return kept


_START: Final = attrgetter("start")


def read_prices(line: Line, policy: Policy) -> list[Asked]:
    """Return the asking prices of a line from left to right."""
    marked = policy.marked.get(line.number, [])
    if not marked and (not line.has_bare or is_stock_line(line)):
        return []
    if marked and line.sells_cards and (figure := price_of_face(marked, line)):
        return [asked_at(figure, line)]
    struck = "struck" in line.cues
    money = _without_struck(marked, line, elsewhere=policy.has_unstruck) if struck else marked
    if not line.has_bare:
        if struck:
            money = _without_struck(money, line, elsewhere=False)
        return [asked_at(figure, line) for figure in money]
    bare = [figure for figure in line.figures if figure.role is BARE and may_be_price(figure, line)]
    listed = listed_prices(line) if bare else ()
    sure = [figure for figure in bare if figure in listed or is_told_price(figure, line)]
    found = sorted((*money, *sure), key=_START) if money and sure else [*money, *sure]
    if found and not money and (first := leading_price(found, line)) is not None and may_be_price(first, line):
        found.insert(0, first)
    loose = not policy.has_marked or line.is_leader or _is_entry(line)
    if not found and loose:
        found = [figure for figure in bare if is_loose_price(figure, line, lenient=policy.lenient)]
    elif found and not money and not policy.has_marked:
        found = [
            figure
            for figure in line.figures
            if figure in found or (figure in bare and is_loose_price(figure, line, lenient=False))
        ]
    elif money and len(line.figures) > len(found):
        found = _with_listed(found, bare, line)
    found = _with_enumerated(_with_paired(_without_struck(found, line, elsewhere=False), line), line)
    return [asked_at(figure, line) for figure in found]


_SHORT_ENTRY: Final = 40
_NO_ENTRY: Final = frozenset({"stock", "sold", "minimum", "maximum", "not_price"})
_AFTER_ENTRY: Final = re.compile(r"[ 。.!~\])]*$")


def _is_entry(line: Line) -> bool:
    """Whether a short line of a list names goods and ends in a number, as its neighbours do in a price."""
    if len(line.text) > _SHORT_ENTRY or not line.number or not line.figures or not line.cues.isdisjoint(_NO_ENTRY):
        return False
    last = line.figures[-1]
    before = line.text[last.start - line.start - 1 : last.start - line.start]
    if last.role is not BARE or before == "=" or not _AFTER_ENTRY.match(line.text, last.end - line.start):
        return False
    return any(hit.end <= last.start and _is_goods(hit) for hit in line.hits)


def _is_goods(hit: Hit) -> bool:
    term = hit.term
    return bool(term.platform or term.attributes or term.country or (term.kind and not term.weak))


_PARTS: Final = frozenset({"", ";", "|"})
_PHRASES: Final = re.compile(r"[^,;|、。/]+")


def _is_named(hit: Hit) -> bool:
    return bool(hit.term.platform or hit.term.attributes)


def _with_listed(found: list[Figure], bare: Sequence[Figure], line: Line) -> list[Figure]:
    """Return prices with the bare numbers that end a part of the line as a price ends another one (七块;500粉 十八)."""
    taken = {figure.start for figure in found}
    spare = [figure for figure in bare if figure.start not in taken]
    if not spare:
        return found
    complete = list(found)
    divided = ";" in line.text or "|" in line.text
    for part in _PHRASES.finditer(line.text):
        low, high = line.start + part.start(), line.start + part.end()
        if any(low <= figure.start < high for figure in found):
            continue
        named = any(low <= hit.start < high and _is_named(hit) for hit in line.hits)
        leads = not divided or line.text[part.start() - 1 : part.start()] in _PARTS
        if not leads and not any(low <= hit.start <= low + 1 and hit.term.platform for hit in line.hits):
            continue
        counts = any(low <= figure.start < high and figure.role is COUNT for figure in line.figures)
        loose = [
            figure
            for figure in spare
            if low <= figure.start < high and is_loose_price(figure, line, lenient=named or counts)
        ]
        if (named or counts) and len(loose) == 1:
            complete.extend(loose)
    return sorted(complete, key=lambda figure: figure.start)


def _with_paired(found: list[Figure], line: Line) -> list[Figure]:
    """Return prices with the bare number that a slash ties to the first, for another of the goods (3.1 / 0.9 eur)."""
    if not found or found[0].role is BARE or "/" not in line.text:
        return found
    first = found[0]
    before = [figure for figure in line.figures if figure.end <= first.start and figure.role is BARE]
    if not before or before[-1].is_open:
        return found
    gap = line.text[before[-1].end - line.start : first.start - line.start]
    several = len({hit.term.platform for hit in line.hits if hit.term.platform and hit.end <= first.start}) > 1
    return [before[-1], *found] if several and gap in {"/", " / "} else found


def _with_enumerated(found: list[Figure], line: Line) -> list[Figure]:
    """Return prices with the bare numbers listed right behind them (28、24、9)."""
    if len(found) == len(line.figures) or ("、" not in line.text and "/" not in line.text):
        return found
    complete = list(found)
    for figure in line.figures:
        if figure in complete or figure.role is not BARE or figure.is_open or not complete:
            continue
        last = max(
            (price for price in complete if price.end <= figure.start), key=lambda price: price.end, default=None
        )
        if (
            last
            and last.role is BARE
            and line.text[last.end - line.start : figure.start - line.start] in {"、", "/", " / "}
        ):
            complete.append(figure)
    return sorted(complete, key=lambda figure: figure.start)


def _is_conversion(figure: Figure, money: list[Figure], line: Line) -> bool:
    """Whether a sum in brackets only restates another one per piece ("$295 ($1.97/ea)")."""
    start, end = figure.start - line.start, figure.end - line.start
    bracketed = bool(_OPENED.search(line.text[max(0, start - 9) : start])) and ")" in line.text[end : end + 12]
    return bracketed and any(
        other.end < figure.start
        and not _BETWEEN_ENTRIES.search(line.text, other.end - line.start, figure.start - line.start)
        for other in money
    )


_NEAR: Final = 3
_BETWEEN_ENTRIES: Final = re.compile(r"[、,;|]|\) (?:or|and|и|или|oder|y|o|e|ve|dan) ")
_OPENED: Final = re.compile(r"\([^()\d]{0,7}$")
_STORED: Final = "stored_value"


def asked_in(line: Line, row: Row) -> Asked | None:
    """Return the price of a table row."""
    figure = figure_in(line, row.price)
    if figure is None or figure.high == 0:
        return None
    asked = asked_at(figure, line)
    cell = row.price or (figure.start, figure.end)
    said = (asked.unit, asked.pack_size) if asked.unit else unit_in_heading(row.heading) or (None, None)
    return changed(asked, end=min(asked.end, cell[1]), unit=said[0], pack_size=said[1], heading=row.heading)


def _is_no_price(figure: Figure, line: Line) -> bool:
    """Whether money is a limit, a balance, a surcharge ... rather than what is asked."""
    start, end = figure.start - line.start, figure.end - line.start
    if figure.low == 0 and figure.high == 0:
        return True
    if is_something_else(line, start, end) or (line.has_han and _LIMIT_BEHIND.match(line.text, end)):
        return True
    cue = label_before(line, figure)
    if cue is not None and cue.term.cue == "minimum":
        return any(hit.term.cue == "not_price" and 0 <= cue.start - hit.end <= _NEAR for hit in line.hits)
    if cue is None or cue.term.cue not in {"not_price", "maximum"}:
        return False
    if any(
        0 <= cue.start - other.end <= 1
        or (0 < cue.start - other.end <= _COIN_REACH and line.text.startswith("面", cue.start - line.start))
        for other in line.figures
        if other.role is not PERIOD
    ):
        return False  # the number before the word is the limit (2.5k limit 140$)
    return "-" not in line.text[cue.end - line.start : start]


_COIN_REACH: Final = 4
"""Room for the name of a foreign coin between a face value and the word for it (1000比索 面值 22元)."""
_LIMIT_BEHIND: Final = re.compile(r" ?(?:余额|额度|限额) ?:?[¥$]? ?\d[\d.]*(?![\d.]* ?%)")
"""Behind a sum that an account holds, whose price follows (5000刀 额度 3600)."""


def _without_struck(money: list[Figure], line: Line, *, elsewhere: bool) -> list[Figure]:
    """Return prices without the struck-out ones, where another one is left here or *elsewhere* in the text."""
    if not money or "struck" not in line.cues:
        return money
    struck = [figure for figure in money if is_struck(line, figure)]
    return [figure for figure in money if figure not in struck] if len(struck) < len(money) or elsewhere else money
