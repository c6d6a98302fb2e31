"""Ranges: which two numbers are the ends of one sum or count (7-10k), and which only stand side by side."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from market.prices import words_data as words
from market.prices.counting import stock_or_pieces
from market.prices.money import Marked

_MAX_RATIO: Final = 20
_RANGE: Final = re.compile(r" ?(?:-{1,2}|~|到|至|to|up to|до|\.\.|÷) ?")


def is_range(first: Marked, second: Marked, text: str) -> bool:
    """Whether two neighbours are the ends of one range."""
    if second.start - first.end > LONGEST_GAP or first.value >= second.value:
        return False
    gap = text[first.end : second.start]
    between = gap in {" and ", " и "} and text[max(0, first.start - 8) : first.start].endswith(("between ", "между "))
    if not (between or _RANGE.fullmatch(gap)) or _are_apart(first, second, text):
        return False
    spaced = gap.startswith(" ") and gap.endswith(" ") and "-" in gap
    wide = second.value > first.value * _MAX_RATIO
    return not (wide and (spaced or (second.currency is not None and first.currency is None)))


def _are_apart(first: Marked, second: Marked, text: str) -> bool:
    """Whether the signs and words at two numbers tell that they say different things.

    A dialling code; a face value and its share (EUR 20 - 85%); two currencies; a sign before the second number
    only ("3 - $8" are three for eight dollars); a year, a lot or a stock and its price; a price and pieces.
    """
    if text[first.start - 1 : first.start] == "+":
        return True
    if text.startswith(("%", " %"), second.end) and (first.currency or second.currency):
        return True
    if first.currency and second.currency:
        return first.currency != second.currency
    if first.currency is None and second.start < second.number.start:
        return True
    gap = text[first.end : second.start]
    return "-" in gap and gap[0] == gap[-1] == " " and _are_of_two_kinds(first, second, text)


def _are_of_two_kinds(first: Marked, second: Marked, text: str) -> bool:
    """Whether a dash between blanks divides a year, a lot or a stock from its price, or a price from pieces."""
    before = text[max(0, first.start - 14) : first.start]
    if second.currency:
        year = _FIRST_YEAR <= first.value <= _LAST_YEAR
        if year or first.number.written == "spelt" or _LOT_LABEL.search(before):
            return True
    elif stock_or_pieces(text, second.end) and (first.currency or not _begins_line(first, text)):
        return True
    return _STOCK_LABEL.search(before) is not None


LONGEST_GAP: Final = 8
"""Characters at most between the two ends of a range."""
_LOT_LABEL: Final = re.compile(
    r"(?:(?:lot|pack|set|bundle|batch|box) of|комплект(?: из)?|пачка(?: по| из)?|набор(?: из)?|(?<![а-я])от|from|over|"
    r"свыше|более|больше|满|买|拿) ?$"
)
"""What makes the first of two numbers a quantity and the second its price (от 10 — 35 ₽)."""
_STOCK_LABEL: Final = re.compile(r"(?:库存|现货|剩余?|[余存]|stock|left|qty|остаток|наличи[ие]|осталось)[ :]{0,2}$")
"""What makes the first of two numbers a count and the second a price (余50 - 35元)."""
_FIRST_YEAR, _LAST_YEAR = 2004, 2026


def _begins_line(first: Marked, text: str) -> bool:
    """Whether no letter stands before a number in its line, so that a quantity may begin there (1 – 9 accounts)."""
    line = text[max(0, text.rfind("\n", 0, first.start) + 1) : first.start]
    return len(line) < _FEW and not any(map(str.isalnum, line))


_FEW: Final = 6


def same_scale(first: Marked, second: Marked, text: str) -> Decimal:
    """Return the low end of a range; in 7-10K the multiplier is meant for both."""
    written = text[second.number.start : second.number.end]
    times = next((value for word, value in words.MULTIPLIERS.items() if written.endswith(word)), 1)
    plain = text[first.number.start : first.number.end]
    if times > 1 and plain[-1:].isdigit() and second.number.written == "digits" and first.value * times <= second.value:
        return first.value * times
    return first.value
