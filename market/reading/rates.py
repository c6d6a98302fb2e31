"""Shares of the face value: what a card buyer pays, or a seller asks, for 100 of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from market.model import Rate
from market.prices.counting import BARE, MONEY, SHARE
from market.quick import quick_dataclass
from market.reading.document import Line

_FACE_OF_100: Final = re.compile(
    r"(?:100|一百|百)(?:元|块)?(?:面值|面额|面|的)? ?(?:给|收|:|=|→|换|->|回) ?(?P<low>\d{2}(?:\.\d{1,2})?)"
    r"(?: ?[-~到] ?(?P<high>\d{2}(?:\.\d{1,2})?))?(?:[^\n\d]{0,8}?(?:量大|多的|多了|走量|大额|"
    r"大量|量多|上量|凑整|上万|过万|满万|万元以上|上千|批量|整单)[^\d\n]{0,"
    r"2}(?P<bulk>\d{2}(?:\.\d{1,2})?))?"
)
_HAN_SHARE: Final = re.compile(
    r"(?P<tens>[一二三四五六七八九])点?(?P<ones>[一二三四五六七八九])?(?P<tenth>[一二三四五六七八九])?折"
)
_DIGITS: Final = "零一二三四五六七八九"
_LEAST, _MOST = Decimal("0.3"), Decimal("1.2")
_LEAST_PERCENT: Final = 50
_LEAST_PART: Final = Decimal("0.5")
_LEAST_TENTHS: Final = 7
"""Shares without a sign begin here; less is yuan for each unit of a foreign face value."""
_PERCENT: Final = 100
_TEN: Final = 10


@quick_dataclass(frozen=True, slots=True)
class RateSaid:
    """A share of the face value and its folded place."""

    rate: Rate
    start: int
    end: int


def read_rates(line: Line, *, bare: bool = False, sure: bool = False) -> list[RateSaid]:
    """Return the shares of the face value that a line of card trade states, from left to right.

    *bare* also takes numbers without a sign: a buyer of cards names shares in no other way (沃尔玛95.5); *sure* takes
    them beside sums of money, too.

    Source: rule 8 of the contract (九七折, 86折, 82 %, 100面值给86).
    """
    found = [_of_100(match, line) for match in _FACE_OF_100.finditer(line.text)]
    found.extend(_han_share(match, line) for match in _HAN_SHARE.finditer(line.text))
    for figure in line.figures:
        if figure.role is SHARE:
            found.extend(_share(figure.low, figure.high, figure.word, figure.start, figure.end))
    if found or sure or (bare and not any(figure.role is MONEY for figure in line.figures)):
        found.extend(_shares_without_sign(line, found))
    return _joined(_disjoint(sorted(found, key=lambda said: said.start)), line)


_RANGE: Final = re.compile(r" ?(?:[-~]|到|至|to) ?")
_FROM_A_SUM: Final = re.compile(r"[^;|/、]{0,24}?(?:以上|起|\+|or more|и выше|up)[^,;。|/、]{0,3}")


def _joined(found: list[RateSaid], line: Line) -> list[RateSaid]:
    """Return shares with the two ends of a range, and the shares for larger sums, as one (8折-8.5折)."""
    kept: list[RateSaid] = []
    for said in found:
        last = kept[-1] if kept else None
        gap = line.text[last.end - line.start : said.start - line.start] if last else ""
        if last and (
            _RANGE.fullmatch(gap) or (_FROM_A_SUM.fullmatch(gap) and not _names_card(line, last.end, said.start))
        ):
            low, high = min(last.rate.min, said.rate.min), max(last.rate.max, said.rate.max)
            kept[-1] = RateSaid(Rate(min=low, max=high), last.start, said.end)
        else:
            kept.append(said)
    return kept


def _names_card(line: Line, start: int, end: int) -> bool:
    return any(start <= hit.start < end and (hit.term.platform or hit.term.kind) for hit in line.hits)


def _of_100(match: re.Match[str], line: Line) -> RateSaid:
    low = Decimal(match["low"]) / _PERCENT
    high = Decimal(match["bulk"] or match["high"] or match["low"]) / _PERCENT
    return RateSaid(Rate(min=min(low, high), max=max(low, high)), line.start + match.start(), line.start + match.end())


def _han_share(match: re.Match[str], line: Line) -> RateSaid:
    digits = "".join(str(_DIGITS.index(char)) for char in match.groups() if char)
    share = Decimal(digits) / _TEN ** len(digits)
    return RateSaid(Rate(min=share, max=share), line.start + match.start(), line.start + match.end())


def _share(low: Decimal, high: Decimal, word: str, start: int, end: int) -> list[RateSaid]:
    scale = _TEN if word == "折" and high <= _TEN else _PERCENT
    low, high = low / scale, high / scale
    return [RateSaid(Rate(min=low, max=high), start, end)] if low >= _LEAST and high <= _MOST else []


_AFTER_NAME: Final = re.compile(r"[a-zа-я\u3400-\u9fff] ?(?::|…|\.{2,3}|-|=)? ?$")
_BEFORE_BREAK: Final = re.compile(r" ?(?:$|[,;|、。.!/(])| (?=[a-zа-я\u3400-\u9fff])")


def _shares_without_sign(line: Line, found: list[RateSaid]) -> list[RateSaid]:
    """Return bare numbers that stand like the shares of their line (ozon 82%, wb 80, steam 76)."""
    more: list[RateSaid] = []
    for figure in line.figures:
        start, end = figure.start - line.start, figure.end - line.start
        taken = any(said.start < figure.end and figure.start < said.end for said in found)
        if figure.role is not BARE or taken or not _BEFORE_BREAK.match(line.text, end):
            continue
        if not _AFTER_NAME.search(line.text[max(0, start - 6) : start]):
            continue
        if figure.low >= _LEAST_PERCENT:
            more.extend(_share(figure.low, figure.high, "%", figure.start, figure.end))
        elif _LEAST_PART <= figure.low < 1 and not line.has_han:
            more.extend(_share(figure.low * _PERCENT, figure.high * _PERCENT, "%", figure.start, figure.end))
        elif _LEAST_TENTHS <= figure.low < _TEN:
            more.extend(_share(figure.low, figure.high, "折", figure.start, figure.end))
    return more


def _disjoint(found: list[RateSaid]) -> list[RateSaid]:
    kept: list[RateSaid] = []
    for said in found:
        if not kept or said.start >= kept[-1].end:
            kept.append(said)
    return kept
