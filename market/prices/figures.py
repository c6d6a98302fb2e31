"""Figures: numbers with what they count, as their nearest neighbours in the text say.

A figure is money, a count of pieces, a period, a share, a year ... or bare, where only the place in
the text tells. Whether money is a *price* is decided by the reading, which knows the line around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from market.prices.counting import MONEY, Role, counted
from market.prices.money import Currencies, Marked
from market.prices.numbers import Number, read_numbers
from market.prices.ranges import LONGEST_GAP, is_range, same_scale
from market.quick import changed, quick_dataclass
from market.wordlists import WordsFound

__all__ = ["Figure", "FigureReader", "Role"]

_CHAIN: Final = re.compile(
    r"\d+(?:-\d+){2,6}|\d{1,4}[./]\d{1,2}[./]\d{2,4}(?!\d)|20[0-4]\d[-./](?:0[1-9]|1[0-2])(?![\d.])"
)
"""Numbers chained by hyphens (phones, ids) and dates."""
_CHAIN_SIGN: Final = re.compile(r"[-./](?<=\d.)(?:(?<=-)\d+-|(?<!-)\d{1,2}[./]|(?<=20\d\d.)[01])\d")
"""What every chain contains; the search skips to its first sign."""
_WORD_HYPHEN: Final = re.compile(r"(?:^|[^\da-zа-я])[a-zа-я]+-$")
_OUT_OF: Final = re.compile(r" (?:of|из|out of) \d")
_OUT_OF_BEGIN: Final = (" o", " и")
_OF: Final = re.compile(r"(?:\d of|\d из) ?$")
_PARTING: Final = frozenset(" \n\t:,.;()|/¥$€=~+*")
"""Characters before a number that leave it free."""
_OF_ENDS: Final = frozenset("fз")
_GLUED_MONEY: Final = re.compile(r"(?<![a-z])(?:usdt|usd|rmb|rs|rp|rm|cny|eur|vx?价)$")
_SCREEN: Final = re.compile(
    r" ?(?:uhd|ultra|hdr|profile|private|premium|screen|plan|shared|own|画质|超清|独享|车|会员)"
)
"""What follows 4k where it says how sharp a picture is."""
_GLUED_NAME: Final = re.compile(r"[a-zа-я]{3}$")
_SURE_SIGNS: Final = frozenset("元块円¥₽₫€$")
_HAN_UNIT: Final = re.compile(
    r" ?(?:块|元|毛|角|刀|美元|美金|美分|米|u(?![a-z])|r(?![a-z])|"
    r"个|只|张|条|套|枚|份|组|一[个只张条套号台部份枚位组盒箱次码单]|一口价|每|/|"
    r"天|日|周|月|年|粉|折|千|万|起|以上|码|分钟|小时|位数|单)"
)
_HAN_PIECES: Final = re.compile(r"[个张只条套块元毛角刀]|美[元金分]|u(?![a-z])")
_HAN_WORDS: Final = re.compile(r"(?:第|统|之|唯|同|另|任|万|每|逐|专|单|加|找|进|下|买|送|坏|补|随|这|那|有|再|换|赔)$")
_TERMS_OF_TWO: Final = frozenset("年个周天月")
_LONE_UNITS: Final = frozenset({"千", "万", "百", "千万", "两", "亿"})
_ABOUT_WORDS: Final = ("≈", "~", "约", "about", "approx", "approx.", "примерно", "около")
_ABOUT: Final = re.compile(f"(?:{'|'.join(map(re.escape, _ABOUT_WORDS))}) ?$")
_ABOUT_ENDS: Final = frozenset(word[-1] for word in _ABOUT_WORDS) | {"\n"}
_SAME_PRICE: Final = re.compile(r"[ (]{0,2}(?:[(/|≈=~]|约|或|or|или|about|approx\.?|примерно|около)[ (≈~]{0,2}")


@quick_dataclass(frozen=True, slots=True)
class Figure:
    """A number or a range of two, and what it counts."""

    low: Decimal
    high: Decimal
    role: Role
    start: int
    end: int
    """Of number, currency and unit together."""
    currency: str | None = None
    word: str = ""
    """The word that gave the role (`个`, `accounts`), the period's unit for periods, `折` or `%` for shares."""
    is_range: bool = False
    is_open: bool = False
    """Written with + or 以上: at least so many."""
    written: str = "digits"
    about: bool = False
    """Written with ≈ or 约."""
    grouped: bool = False
    """One dot and three digits: thousands where it counts pieces (3.420)."""


class FigureReader:
    """Reads figures; made once from the currencies of the taxonomy."""

    def __init__(self, signs: Mapping[str, Iterable[str]]) -> None:
        self._currencies = Currencies(signs)

    def read(self, text: str, numerals: WordsFound | None = None) -> list[Figure]:
        """Return the figures of a folded text from left to right; *numerals* as for `read_numbers`."""
        figures: list[Figure] = []
        first: Marked | None = None
        for second in self._marked(text, numerals):
            if first is None:
                first = second
            elif second.start - first.end <= LONGEST_GAP and is_range(first, second, text):
                figures.append(_figure(text, first, second))
                first = None
            else:
                figures.append(_figure(text, first, first))
                first = second
        if first is not None:
            figures.append(_figure(text, first, first))
        return _without_conversions(figures, text)

    def _marked(self, text: str, numerals: WordsFound | None) -> list[Marked]:
        """Return the numbers that stand free, with their currencies."""
        numbers = read_numbers(text, numerals)
        if not numbers:
            return []
        marked: list[Marked] = []
        if _CHAIN_SIGN.search(text):
            numbers = _unchained(numbers, text)
        taken = 0
        for number in numbers:
            start = number.start
            if start >= taken and _stands_free(number, text):
                found = self._currencies.at(number, text, taken)
                hyphened = not found.currency and text[start - 1 : start] == "-" and _is_hyphened(start, text)
                if not hyphened or _may_be_hyphened(number, text):
                    marked.append(found)
                    taken = found.end
        return marked


def _unchained(numbers: Iterable[Number], text: str) -> list[Number]:
    """Return numbers without those of phones, ids and dates."""
    chains = [match.span() for match in _CHAIN.finditer(text)]
    kept: list[Number] = []
    chained = 0
    for number in numbers:
        while chained < len(chains) and chains[chained][1] <= number.start:
            chained += 1
        if chained == len(chains) or chains[chained][0] > number.start:
            kept.append(number)
    return kept


def _stands_free(number: Number, text: str) -> bool:
    """Whether a number is no part of a word such as a16 or bm5."""
    if number.written == "han":
        return _han_counts(number, text)
    start, end = number.start, number.end
    before = text[start - 1] if start else " "
    if before not in _PARTING:
        if before.isalpha() and before < "\u0590" and number.written == "digits":
            return _is_glued_money(number, text) or (before in "xх" and _is_times(number, text))
        if before in "_#" or (before in "·*" and text[start - 2 : start - 1] == before):
            return False
    if text.startswith("4k", start) and _SCREEN.match(text, end):
        return False
    if text.startswith(_OUT_OF_BEGIN, end) and _OUT_OF.match(text, end):
        return False
    last = text[start - 2 : start - 1] if before == " " else before
    return last not in _OF_ENDS or not _OF.search(text[max(0, start - 5) : start])


def _is_times(number: Number, text: str) -> bool:
    """Whether an x that stands apart ties a count of pieces to what it counts (Kick account x8)."""
    apart = number.start < 2 or text[number.start - 2] in " (["  # noqa: PLR2004 - the x and what stands before it
    return apart and text[number.end : number.end + 1] in _BEHIND_TIMES


_BEHIND_TIMES: Final = frozenset(["", *" -:=)],|→\n"])


def _is_glued_money(number: Number, text: str) -> bool:
    """Whether letters right before a number are a currency or a name with its price (usdt5, gmail3$)."""
    before = text[max(0, number.start - 5) : number.start]
    if _GLUED_MONEY.search(before):
        return True
    return text[number.end : number.end + 1] in _SURE_SIGNS and _GLUED_NAME.search(before) is not None


_HYPHENED_PRICE: Final = re.compile(r" ?(?:$|[,;|/、\n]| [^\w ])")
_LONGEST_HYPHENED: Final = 4
"""Characters of a number that a hyphen leads to, where it may be a price (viber-35, vk-20); more are a part number."""


def _may_be_hyphened(number: Number, text: str) -> bool:
    short = number.end - number.start <= _LONGEST_HYPHENED
    return short and bool(_HYPHENED_PRICE.match(text, number.end))


def _is_hyphened(start: int, text: str) -> bool:
    """Whether a hyphen ties the number at *start* to the word before it (a covid-19 or a q-16, or a price)."""
    return _WORD_HYPHEN.search(text[max(0, start - 16) : start]) is not None


def _han_counts(number: Number, text: str) -> bool:
    """Whether a Chinese numeral is meant as a number: something countable follows it."""
    written = text[number.start : number.end]
    if written == "一" and text.startswith("起", number.end):
        return False  # together
    if written in _LONE_UNITS and not (written == "两" and text[number.end : number.end + 1] in _TERMS_OF_TWO):
        return written in {"百", "千", "两"} and bool(_HAN_PIECES.match(text, number.end))
    if not _HAN_UNIT.match(text, number.end):
        return len(written) > 1 and written[0] in "一二三四五六七八九十两"
    return not (len(written) == 1 and _HAN_WORDS.search(text[max(0, number.start - 1) : number.start]))


def _figure(text: str, first: Marked, second: Marked) -> Figure:
    """Return the figure of one number, or of a range."""
    is_range = second is not first
    currency = second.currency or first.currency
    low = same_scale(first, second, text) if is_range else first.value
    start, end, word, is_open = first.start, second.end, "", False
    digits = second.number.written == "digits"
    role = MONEY
    if not currency:
        found = counted(text, start, end, low, second.value, digits=digits, is_range=is_range)
        role, start, end, word, is_open = found
    return Figure(
        low,
        second.value,
        role,
        start,
        end,
        currency,
        word,
        is_range,
        is_open,
        second.number.written,
        _is_about(text, first.start),
        second.number.grouped and not is_range,
    )


def _is_about(text: str, start: int) -> bool:
    """Whether the number at *start* is called an estimate."""
    before = text[max(0, start - 8) : start]
    return before.rstrip(" ")[-1:] in _ABOUT_ENDS and _ABOUT.search(before) is not None


def _is_small_change(last: Figure, figure: Figure, text: str) -> bool:
    """Whether a sum in small coins belongs to the one right before it (два доллара пятьдесят центов)."""
    if figure.high >= 1 or last.high != int(last.high) or last.currency != figure.currency:
        return False
    return text[last.end : figure.start] in {" ", ""} and " " in text[figure.start : figure.end]


def _without_conversions(figures: list[Figure], text: str) -> list[Figure]:
    """Return figures without the second of two currencies for one price."""
    if len([1 for figure in figures if figure.role is MONEY]) < 2:  # noqa: PLR2004 - two sums
        return figures
    kept: list[Figure] = []
    last: Figure | None = None
    for figure in figures:
        if last is not None and last.role is figure.role is MONEY and _is_small_change(last, figure, text):
            kept[-1] = last = changed(last, low=last.low + figure.low, high=last.high + figure.high, end=figure.end)
            continue
        two = last is not None and last.role is figure.role is MONEY and last.currency != figure.currency
        if two and last is not None and _SAME_PRICE.fullmatch(text, last.end, figure.start):
            if last.about and not figure.about:
                kept[-1] = last = figure
            continue
        kept.append(figure)
        last = figure
    return kept
