"""Figures: numbers with what they count, as their nearest neighbours in the text say.

A figure is money, a count of pieces, a period, a share, a year ... or bare, where only the place in
the text tells. Whether money is a *price* is decided by the reading, which knows the line around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

from market.prices import words_data as words
from market.prices.numbers import Number, read_numbers

CENT: Final = Decimal("0.01")
TENTH: Final = Decimal("0.1")
_DOT_GROUPS: Final = frozenset({"TRY", "VND", "IDR", "EUR", "BRL", "COP", "ARS", "CLP", "DKK", "RUB"})
"""Currencies whose countries write 1.900 for a thousand nine hundred."""
_FIRST_YEAR, _LAST_YEAR = 1996, 2035
_MAX_RATIO: Final = 20
_MAX_DIGITS: Final = 7


class Role(StrEnum):
    """What a figure counts."""

    MONEY = "money"
    PIECES = "pieces"
    PERIOD = "period"
    COUNT = "count"
    MEASURE = "measure"
    SHARE = "share"
    YEAR = "year"
    DIAL = "dial"
    BARE = "bare"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
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
    """The word that gave the role (`个`, `months`), the period's unit for periods, `折` or `%` for shares."""
    is_range: bool = False
    is_open: bool = False
    """Written with + or 以上: at least so many."""
    written: str = "digits"
    about: bool = False
    """Written with ≈ or 约."""
    grouped: bool = False
    """One dot and three digits: thousands where it counts pieces (3.420)."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """A number with its currency, before ranges are joined."""

    number: Number
    value: Decimal
    start: int
    end: int
    currency: str | None


class FigureReader:
    """Reads figures; made once from the currencies of the taxonomy."""

    def __init__(self, signs: Mapping[str, Iterable[str]]) -> None:
        self._currencies = {sign: code for code, known in signs.items() for sign in known}
        signs_first = sorted(self._currencies, key=len, reverse=True)
        self._after = re.compile(r" ?(?:" + "|".join(map(_bounded, signs_first)) + ")")
        before = [sign for sign in signs_first if not _only_after(sign)]
        self._before = re.compile(r"(?:(?<![a-zа-я])(?:" + "|".join(map(re.escape, before)) + r"))[ :]?$")

    def read(self, text: str) -> list[Figure]:
        """Return the figures of a folded text from left to right."""
        marked: list[_Marked] = []
        chains = [match.span() for match in _CHAIN.finditer(text)]
        for number in read_numbers(text):
            if any(start <= number.start < end for start, end in chains):
                continue
            free = not marked or number.start >= marked[-1].end
            if free and _stands_free(number, text):
                marked.append(self._marked(number, text, marked[-1].end if marked else 0))
        figures: list[Figure] = []
        at = 0
        while at < len(marked):
            first = marked[at]
            if at + 1 < len(marked) and _is_range(first, marked[at + 1], text):
                figures.append(_figure(text, first, marked[at + 1]))
                at += 2
            else:
                figures.append(_figure(text, first, first))
                at += 1
        return _without_conversions(figures, text)

    def _marked(self, number: Number, text: str, taken: int) -> _Marked:
        """Return a number with the currency that stands at it; text before *taken* belongs to another number."""
        start, end, value, currency = number.start, number.end, number.value, None
        small = _SMALL_MONEY.match(text, end)
        if small and (tenth := _small_money(small, value)) is not None:
            return _Marked(number, tenth[0], start, small.end(), tenth[1])
        if per_unit := _PER_FOREIGN.match(text, end):
            return _Marked(number, value, start, per_unit.end(), "CNY")
        if after := self._after.match(text, end):
            currency, end = self._currencies[after[0].strip()], after.end()
        if before := self._before.search(text[max(taken, start - 6) : start]):
            sign = self._currencies[before[0].strip(" :")]
            currency = currency or sign
            start -= len(before[0])
        if number.grouped and currency in _DOT_GROUPS:
            value *= 1000
        return _Marked(number, value, start, end, currency)


_SMALL_MONEY: Final = re.compile(
    r" ?块(?P<kuai>[一二两三四五六七八九1-9])(?![十百千万点.\d个只张条天月年号])毛?"
    r"| ?[块元](?P<mao>[一二两三四五六七八九1-9])[毛角]"
    r"| ?毛(?P<fen>[一二三四五六七八九1-9])(?![个只张条十百])分?| ?(?P<jiao>[毛角])钱?"
    r"| ?(?P<cent>¢|cents?\b|美分)| ?(?P<kopeck>коп(?:еек|ейки|\.)?)(?![а-я])| ?分(?P<fens>钱|(?=一[条个]|/|每))"
)


_PER_FOREIGN: Final = re.compile(
    r" ?(?:一|/|1)(?:刀|美金|美元|美刀|港币|港元|欧元?|英?镑|日元|澳元|澳币|加元|新币|u(?![a-z]))"
)
"""Yuan for each unit of a foreign face value."""


def _small_money(small: re.Match[str], value: Decimal) -> tuple[Decimal, str] | None:
    """Return value and currency of a sum in small coins (四块五, 五毛, 38¢)."""
    if small["kuai"] or small["mao"]:
        return value + TENTH * _digit(small["kuai"] or small["mao"]), "CNY"
    if small["fen"]:
        return TENTH * value + CENT * _digit(small["fen"]), "CNY"
    if small["jiao"]:
        return TENTH * value, "CNY"
    if small["cent"]:
        return CENT * value, "USD"
    if small["kopeck"]:
        return CENT * value, "RUB"
    return CENT * value, "CNY"


def _digit(char: str) -> int:
    return int(char) if char.isdigit() else words.HAN_DIGITS[char]


def _bounded(sign: str) -> str:
    """Return the pattern of a sign after a number: letters must not run on."""
    pattern = re.escape(sign)
    if sign == "米":
        return pattern + r"(?![线长高宽大])"
    return pattern + (r"(?![a-zа-я])" if sign[-1].isalpha() and sign[-1] < "\u0590" else "")


def _only_after(sign: str) -> bool:
    """Whether a sign is too short or too much of a word to stand before its number."""
    return (len(sign) == 1 and sign.isalpha()) or sign in {
        "р.",
        "dollar",
        "bucks",
        "pounds",
        "pound",
        "ks",
        "nt",
        "块钱",
    }


def _stands_free(number: Number, text: str) -> bool:
    """Whether a number is no part of a word such as a16 or bm5."""
    if number.written == "han":
        return _han_counts(number, text)
    if number.start == 0:
        return True
    before = text[number.start - 1]
    if before.isalpha() and before < "\u0590" and number.written == "digits":
        return bool(_GLUED_MONEY.search(text[max(0, number.start - 5) : number.start]))
    if before == "-" and _WORD_HYPHEN.search(text[max(0, number.start - 12) : number.start]):
        return False
    return before not in "_#" and not _OUT_OF.match(text, number.end) and not _OF.search(text[: number.start][-4:])


_CHAIN: Final = re.compile(r"\d+(?:-\d+){2,6}|\d{1,4}[./]\d{1,2}[./]\d{2,4}(?!\d)")
"""Numbers chained by hyphens (phones, ids) and dates."""
_WORD_HYPHEN: Final = re.compile(r"(?:^|[^\da-zа-я])[a-zа-я]+-$")
_OUT_OF: Final = re.compile(r" (?:of|из|out of) \d")
_OF: Final = re.compile(r"(?:\d of|\d из) ?$")
_GLUED_MONEY: Final = re.compile(r"(?<![a-z])(?:usdt|usd|rmb|rs|rp|rm|cny|eur|vx?价)$")
_HAN_UNIT: Final = re.compile(
    r" ?(?:块|元|毛|角|刀|美元|美金|美分|米|u(?![a-z])|r(?![a-z])|个|只|张|条|套|枚|份|组|一[个只张条套号]|每|/|天|日|周|月|年|粉|折|"
    r"千|万|起|以上|码|分钟|小时|位数|单)"
)
_HAN_PIECES: Final = re.compile(r"[个张只条套块元毛角刀]|美[元金分]|u(?![a-z])")
_HAN_WORDS: Final = re.compile(r"(?:第|统|之|唯|同|另|任|万|每|逐|专|单|加|找|进|下|买|送|坏|补|随|这|那|有|再|换|赔)$")


def _han_counts(number: Number, text: str) -> bool:
    """Whether a Chinese numeral is meant as a number: something countable follows it."""
    written = text[number.start : number.end]
    if written in {"千", "万", "百", "千万", "两", "亿"}:
        return bool(_HAN_PIECES.match(text, number.end)) if written in {"百", "千", "两"} else False
    if not _HAN_UNIT.match(text, number.end):
        return (
            len(written) > 1
            and not any(char in "万千百" for char in written[:1])
            and written[0] in "一二三四五六七八九十两"
        )
    return not (len(written) == 1 and _HAN_WORDS.search(text[max(0, number.start - 1) : number.start]))


_RANGE: Final = re.compile(r" ?(?:-{1,2}|~|到|至|to|up to|до|\.\.|÷) ?")


def _is_range(first: _Marked, second: _Marked, text: str) -> bool:
    """Whether two neighbours are the ends of one range."""
    gap = text[first.end : second.start]
    if not _RANGE.fullmatch(gap) or first.value >= second.value:
        return False
    if first.currency and second.currency and first.currency != second.currency:
        return False
    if second.start < second.number.start and first.currency is None:
        return False  # a sign before the second number only: "3 - $8" are three for eight dollars
    spaced = gap.startswith(" ") and gap.endswith(" ") and "-" in gap
    if spaced and (_PIECES.match(text, second.end) or _IN_STOCK.match(text, second.end)):
        return False
    wide = second.value > first.value * _MAX_RATIO
    return not (wide and (spaced or (second.currency is not None and first.currency is None)))


_IN_STOCK: Final = re.compile(r" ?(?:in stock|left|available|в наличии|есть|现货)")
_DIAL: Final = re.compile(r"\+$|00$")
_ABOUT: Final = re.compile(r"(?:≈|~|约|大约|about|approx\.?|примерно|около) ?$")
_OPEN: Final = re.compile(r" ?(?:\+|以上|多个|起(?!售|批|拿|做|拍|发|订|购|卖))")


_NOT_BEHIND: Final = {"个": "(?![人月性])", "条": "(?!件)", "年": "(?!费)", "号": "(?!段)", "次": "(?!元)"}


def _alternatives(known: Iterable[str]) -> str:
    parts = []
    for word in sorted(known, key=len, reverse=True):
        ends = word[-1].isalpha() and word[-1] < "\u0590"
        parts.append(re.escape(word) + (r"(?![a-zа-я])" if ends else _NOT_BEHIND.get(word, "")))
    return "|".join(parts)


_PERIOD: Final = re.compile(rf" ?[-+]? ?(?:个)?(?:{_alternatives(words.PERIODS)})")
_PIECES: Final = re.compile(rf" ?\+? ?(?:{_alternatives(words.PIECES)})")
_COUNTED: Final = re.compile(rf" ?[+wk]? ?(?:{_alternatives(words.COUNTED)})")
_MEASURE: Final = re.compile(rf" ?(?:{_alternatives(words.MEASURES)})")
_SHARE: Final = re.compile(r" ?(?:%|percent|процент|折(?![算合叠扣旧腾]))")
_COUNT_LABEL: Final = re.compile(
    r"(?:(?<![千万百])粉丝?|好友|盐值|芝麻分?|信用分|等级|级|尾号|区号|编号|型号|第|安卓|订阅|"
    r"(?<![a-zа-я\u3400-\u9fff])(?:followers?|subs(?:cribers)?|friends|karma|lv\.?|level|подписчик[а-я]*|друзей|area code|"
    r"no\.|id|step|шаг|version|v|top|карма|уровень|windows|win|android|ios|iphone)|#)[ :]{0,2}$"
)
_NO_PERIOD: Final = re.compile(r"(?:日本|日区|天猫|年费|月租|月卡|周卡|天卡|年卡|日服|月抛)")


def _figure(text: str, first: _Marked, second: _Marked) -> Figure:
    """Return the figure of one number, or of a range."""
    currency = second.currency or first.currency
    low, high = first.value, second.value
    if second is not first and second.number.end != second.number.start:
        low = _same_scale(first, second, text)
    start, end = first.start, second.end
    plain = Figure(
        low=low,
        high=high,
        role=Role.MONEY if currency else Role.BARE,
        start=start,
        end=end,
        currency=currency,
        is_range=second is not first,
        written=second.number.written,
        grouped=second.number.grouped and second is first,
        about=bool(_ABOUT.search(text[max(0, start - 8) : start])),
    )
    if currency:
        return plain
    return _counting(plain, text)


def _same_scale(first: _Marked, second: _Marked, text: str) -> Decimal:
    """Return the low end of a range; in 7-10K the multiplier is meant for both."""
    written = text[second.number.start : second.number.end]
    times = next((value for word, value in words.MULTIPLIERS.items() if written.endswith(word)), 1)
    plain = text[first.number.start : first.number.end]
    if times > 1 and plain[-1:].isdigit() and second.number.written == "digits" and first.value * times <= second.value:
        return first.value * times
    return first.value


def _counting(plain: Figure, text: str) -> Figure:
    """Return a figure without currency with the role that the word after it gives."""
    end = plain.end
    if share := _SHARE.match(text, end):
        return replace(plain, role=Role.SHARE, end=share.end(), word=share[0].strip())
    if plain.written == "digits" and _DIAL.search(text[max(0, plain.start - 2) : plain.start]):
        return replace(plain, role=Role.DIAL, start=plain.start - 1)
    is_open = False
    if opened := _OPEN.match(text, end):
        is_open, end = True, opened.end()
    if _is_year(plain, text, end) and not _COUNTED.match(text, end):
        return replace(plain, role=Role.YEAR, end=end)
    label = _COUNT_LABEL.search(text[max(0, plain.start - 14) : plain.start])
    counted_before = label and text[: plain.start - len(label[0])].rstrip()[-1:].isdigit()
    if label and not counted_before and (is_open or not label[0].endswith(" ") or label[0].isascii()):
        return replace(plain, role=Role.COUNT, end=end, is_open=is_open)
    for role, pattern in (
        (Role.COUNT, _COUNTED),
        (Role.MEASURE, _MEASURE),
        (Role.PERIOD, _PERIOD),
        (Role.PIECES, _PIECES),
    ):
        if (found := pattern.match(text, end)) and not (
            role is Role.PERIOD and _NO_PERIOD.match(text, found.end() - 1)
        ):
            word = found[0].strip(" +-")
            word = (
                words.PERIODS.get(word.removeprefix("个") if word != "个月" else word, "")
                if role is Role.PERIOD
                else word
            )
            behind = _OPEN.match(text, found.end())
            return replace(
                plain,
                role=role,
                end=behind.end() if behind else found.end(),
                word=word,
                is_open=is_open or bool(behind),
            )
    if plain.written == "digits" and plain.end - plain.start > _MAX_DIGITS and not plain.is_range:
        return replace(plain, role=Role.OTHER)
    return replace(plain, is_open=is_open, end=end if is_open else plain.end)


def _is_year(plain: Figure, text: str, end: int) -> bool:
    written = text[plain.start : plain.end]
    in_range = all(_FIRST_YEAR <= value <= _LAST_YEAR and value == int(value) for value in (plain.low, plain.high))
    if in_range and "." not in written and "," not in written and plain.written == "digits":
        return not _PIECES.match(text, end) or text[end : end + 1] in "号 "
    return False


def _without_conversions(figures: list[Figure], text: str) -> list[Figure]:
    """Return figures without the second of two currencies for one price."""
    kept: list[Figure] = []
    for figure in figures:
        last = kept[-1] if kept else None
        if last and last.role is figure.role is Role.MONEY and last.currency != figure.currency:
            gap = text[last.end : figure.start]
            if _SAME_PRICE.fullmatch(gap):
                if last.about and not figure.about:
                    kept[-1] = figure
                continue
        kept.append(figure)
    return kept


_SAME_PRICE: Final = re.compile(r"[ (]{0,2}(?:[(/|≈=~]|约|或|or|или|about|approx\.?|примерно|около)[ (≈~]{0,2}")
