"""Money at a number: the currency before or behind it, and small coins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from market.prices import words_data as words
from market.prices.numbers import Number
from market.prices.wordtable import WordTable
from market.quick import quick_dataclass

CENT: Final = Decimal("0.01")
TENTH: Final = Decimal("0.1")
_DOT_GROUPS: Final = frozenset(
    {"TRY", "VND", "IDR", "EUR", "BRL", "COP", "ARS", "CLP", "DKK", "RUB", "PLN", "UAH", "KZT", "CZK", "RSD"}
)
"""Currencies whose countries write 1.900 for a thousand nine hundred."""
_TELLING_THOUSANDS: Final = (("rb", "IDR"), ("ribu", "IDR"), ("jt", "IDR"), ("juta", "IDR"), ("nghin", "VND"))
"""Multipliers that only one country's money is counted with (8rb)."""
_LEADING_SIGNS: Final = frozenset("¥$£₹€")
"""Signs that belong to the number right behind them (86 ¥7.5)."""
_WORDS_BEHIND: Final = frozenset({"р.", "dollar", "bucks", "pounds", "pound", "ks", "nt", "块钱"})
_NOT_BEHIND: Final = {"米": "线长高宽大", "try": "-"}
_SMALL: Final = re.compile(
    r" ?块(?P<kuai>[一二两三四五六七八九1-9]|半(?![年月天日价]))"
    r"(?![十百千万点.\d个只张条天月年号次位套份枚周部台单组件码])毛?"
    r"| ?[块元](?P<mao>[一二两三四五六七八九1-9])[毛角]"
    r"| ?毛(?P<fen>[一二三四五六七八九1-9])(?![个只张条十百])分?| ?(?P<jiao>[毛角])钱?"
    r"| ?(?P<cent>¢|cents?\b|美分|цент(?:ов|а)?(?![а-я]))"
    r"| ?(?P<kopeck>коп(?:еек|ейки|\.)?)(?![а-я])| ?分(?P<fens>钱|(?=一[条个]|/|每))"
)
_DOLLARS: Final = re.compile(r"(?:美刀|刀|美金|美元) ?$")
"""Before a sum in spoken coins: 美刀一块二 is $1.2."""
_SMALL_SIGNS: Final = frozenset("块元毛角¢c美кц分")
_PER_SIGNS: Final = frozenset("一/1")
_COIN_SIGNS: Final = _SMALL_SIGNS | _PER_SIGNS
_PER_FOREIGN: Final = re.compile(
    r" ?(?:一|/|1)(?:刀|美金|美元|美刀|港币|港元|欧元?|英?镑|日元|澳元|澳币|加元|新币|u(?![a-z]))"
)
"""Yuan for each unit of a foreign face value."""


@quick_dataclass(frozen=True, slots=True)
class Marked:
    """A number with its currency, before ranges are joined."""

    number: Number
    value: Decimal
    start: int
    end: int
    currency: str | None


class Currencies:
    """The signs of all currencies."""

    def __init__(self, signs: Mapping[str, Iterable[str]]) -> None:
        self._table: WordTable[str] = WordTable(
            ((sign, code) for code, known in signs.items() for sign in known), _NOT_BEHIND, _may_stand_before
        )

    def at(self, number: Number, text: str, taken: int) -> Marked:
        """Return a number with the currency that stands at it; text before *taken* belongs to another number."""
        start, end, value = number.start, number.end, number.value
        place, sign = end, text[end : end + 1]
        if sign == " ":
            place, sign = end + 1, text[end + 1 : end + 2]
        currency = _told_by_thousands(text, start, end) if text[end - 1].isalpha() else None
        if sign in _COIN_SIGNS and (coins := _in_coins(number, text, taken, sign)):
            return coins
        table = self._table
        after = table.match(text, place) if sign in table.first_characters else None
        if after and not (place > end and text[place] in _LEADING_SIGNS and text[place + 1 : place + 2].isdigit()):
            currency, end = after[1], after[2]
        before_end = start - 1 if start > taken and text[start - 1] in " :" else start
        if before_end > taken and text[before_end - 1] in table.last_characters:
            before = table.match_before(text, before_end, taken)
            if before is not None:
                currency, start = currency or before[1], before[2]
        if number.grouped and currency in _DOT_GROUPS:
            value *= 1000
        return Marked(number, value, start, end, currency)


def _in_coins(number: Number, text: str, taken: int, sign: str) -> Marked | None:
    """Return a number in small coins, or of yuan for each foreign unit; None where *sign* behind it begins neither."""
    start, end = number.start, number.end
    if sign in _SMALL_SIGNS and (small := _SMALL.match(text, end)):
        amount, currency = _small_money(small, number.value)
        if currency == "CNY" and _DOLLARS.search(text[max(taken, start - 4) : start]):
            currency = "USD"
        return Marked(number, amount, start, small.end(), currency)
    if sign in _PER_SIGNS and (per_unit := _PER_FOREIGN.match(text, end)):
        return Marked(number, number.value, start, per_unit.end(), "CNY")
    return None


def _told_by_thousands(text: str, start: int, end: int) -> str | None:
    """Return the currency that the multiplier of a number tells."""
    return next((code for word, code in _TELLING_THOUSANDS if text.endswith(word, start, end)), None)


def _may_stand_before(sign: str) -> bool:
    """Whether a sign is neither too short nor too much of a word to stand before its number."""
    return not (len(sign) == 1 and sign.isalpha()) and sign not in _WORDS_BEHIND


def _small_money(small: re.Match[str], value: Decimal) -> tuple[Decimal, str]:
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
    if char == "半":
        return 5
    return int(char) if char.isdigit() else words.HAN_DIGITS[char]
