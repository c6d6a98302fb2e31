"""Numbers in folded text: digits with any grouping, multipliers, Chinese numerals, words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from operator import attrgetter, itemgetter
from typing import Final

from market.prices import words_data as words
from market.quick import quick_dataclass
from market.wordlists import WordLists, WordPlace, WordsFound

_HUNDRED: Final = 100

_HAN_NUMERAL: Final = "".join((*words.HAN_DIGITS, *words.HAN_TENS, *words.HAN_MYRIAD))
_RUN: Final = re.compile(
    r"[0-9](?:(?<![0-9][0-9])(?<!\.[0-9])([0-9]{0,14}(?:\.[0-9]{1,2})?)(?:[.,]+|(?! ?[тм万千百亿kкwmrjn]))"
    r"(?![0-9.,]|[ '][0-9]{3}(?![0-9]))"
    r"|[0-9.,]*(?:[ '][0-9]{3}(?![0-9])[0-9.,]*)*)"
)
"""Where digits are; folding leaves no others. The group takes part, and ends with the number, where nothing but digits
and at most two decimals behind a dot has to be understood, as with most; what others say is read with `_DIGITS`."""
_DIGITS: Final = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?(?!\d)"  # 1,204.50
    r"|\d{1,3}(?:'\d{3}){1,3}(?!\d)"  # 1'204
    r"|\d{1,3}(?:\.\d{3}){2,4}(?:,\d{1,2})?(?!\d)"  # 1.204.000,50
    r"|[1-9]\d{0,2}(?: \d{3}){1,3}(?:[.,]\d{1,2})?(?![\d.,]?\d)"  # 1 204
    r"|\d{1,15}(?:[.,]\d{1,6})?|(?<![\d\w])\.\d{1,4})"
    r"(?: ?(?P<times>тысяч[иа]?|тыс\.?|тыщ|млн|万|千|百|亿|[kк](?![a-zа-я0-9])|w(?![a-zа-я0-9]|/ |/[a-z])|"
    r"mil\b|rb\b|ribu\b|jt\b|juta\b|nghin\b|million\b))?"
)
_HAN_CHARACTER: Final = re.compile("[\u3400-\u9fff]")
_HAN: Final = re.compile(rf"[{_HAN_NUMERAL}][{_HAN_NUMERAL}]{{0,11}}")
"""The first character stands apart so that the search skips to it."""
_SMALL_TIMES, _TEN = frozenset("百千"), 10
NUMERALS: Final = sorted((word for word, value in words.SPELT.items() if value), key=len, reverse=True)
_SPELT: Final = re.compile(rf"(?<![a-zа-я])(?:{'|'.join(NUMERALS)})(?![a-zа-я])")
_LETTERS: Final = frozenset(map(chr, (*range(ord("a"), ord("z") + 1), *range(ord("а"), ord("я") + 1))))
_PIECE_BEHIND: Final = re.compile(
    r" (?:accounts?|accs?|pcs?|pieces?|units?|cuentas?|adet|tane|hesap|con|tai khoan|contas?|шт|euros?|€|\$|[\d€$])"
)
"""What must follow a numeral that is an everyday word of some language."""
_START: Final = itemgetter(1)
_NUMBER_START: Final = attrgetter("start")
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}\.\d{3}")


@quick_dataclass(frozen=True, slots=True)
class Number:
    """A number where it stands in a folded text."""

    value: Decimal
    start: int
    end: int
    written: str
    """How: `digits`, `han` or `spelt`."""
    grouped: bool = False
    """True for one dot and three digits, which some countries write for thousands (1.900 TL)."""


@cache
def _numerals() -> WordLists:
    return WordLists(NUMERALS)


def read_numbers(text: str, numerals: WordsFound | None = None) -> list[Number]:
    """Return the numbers of a folded text from left to right; never raises.

    *numerals* are those of `NUMERALS`, where they were looked for already.
    """
    numbers = _in_digits(text)
    in_digits = len(numbers)
    for match in _HAN.finditer(text) if not text.isascii() else ():
        start = match.start()
        if start and text[start - 1].isdigit():
            continue
        for value, length in _han_parts(match[0]):
            numbers.append(Number(value, start, start + length, "han"))
            start += length
    if signs := (numerals or _numerals().find(text)[0])[1]:
        numbers.extend(_spelt(text, signs))
    if len(numbers) > in_digits:
        numbers.sort(key=_NUMBER_START)
    return numbers


def _spelt(text: str, signs: Iterable[WordPlace]) -> Iterator[Number]:
    """Yield the numerals in words where *signs* of them are; ambiguous ones only before a word for pieces."""
    at = 0
    for _, start, _ in sorted(signs, key=_START):
        if start < at or (start and text[start - 1] in _LETTERS):
            continue
        if match := _SPELT.match(text, start):
            at = match.end()
            if match[0] not in words.AMBIGUOUS_SPELT or _PIECE_BEHIND.match(text, at):
                yield Number(Decimal(words.SPELT[match[0]]), match.start(), at, "spelt")


def _in_digits(text: str) -> list[Number]:
    numbers: list[Number] = []
    for run in _RUN.finditer(text):
        place, plain_end = run.start(), run.end(1)
        if plain_end >= 0:
            numbers.append(Number(Decimal(text[place:plain_end]), place, plain_end, "digits"))
            continue
        end = run.end()
        if place and text[place - 1] == "." and not _joins_dot(text[place - 2 : place - 1]):
            place -= 1
        while place < end:
            match = _DIGITS.match(text, place)
            if match is None:
                place += 1
                continue
            numbers.extend(_from_digits(match, match["digits"], text))
            place = match.end()
    return numbers


def _joins_dot(before: str) -> bool:
    """Whether the point behind *before* ends a word or is one of a row of leader dots, so that it begins no number."""
    return before.isalnum() or before in {".", "…", "·"}


def _from_digits(match: re.Match[str], digits: str, text: str) -> list[Number]:
    start, end = match.span()
    if (start and text[start - 1].isdigit()) or (end < len(text) and text[end].isdigit()):
        return []
    if " " in digits and (_has_han_near(text, start, end) or "a" <= text[start - 1 : start] <= "z"):
        return [
            Number(_plain_value(part[0]), start + part.start(), start + part.end(), "digits")
            for part in re.finditer(r"[\d.,]+", digits)
        ]
    value = _plain_value(digits)
    times = match["times"]
    if times in _SMALL_TIMES and value >= _TEN and text[match.end("digits")] == " ":
        return [Number(value, start, match.end("digits"), "digits")]  # 26 千粉以上的 70: a price and the next goods
    if times:
        value *= words.MULTIPLIERS.get(times.rstrip("."), 1)
    grouped = not times and "." in digits and _GROUPED.fullmatch(digits) is not None
    return [Number(value, start, end, "digits", grouped)]


def _has_han_near(text: str, start: int, end: int) -> bool:
    """Whether the number stands in Chinese text, where blanks do not group digits."""
    return _HAN_CHARACTER.search(text, max(0, start - 12), end + 6) is not None


def _plain_value(digits: str) -> Decimal:
    """Return the value of digits with grouping: a comma and three digits group, a comma and fewer are decimals."""
    if digits.isdecimal():
        return Decimal(digits)
    plain = digits.replace(" ", "").replace("'", "")
    if plain.count(".") > 1:
        plain = plain.replace(".", "").replace(",", ".")
    elif "," in plain:
        whole, _, rest = plain.partition(",")
        decimal_comma = "." not in plain and plain.count(",") == 1 and (len(rest) != 3 or whole == "0")  # noqa: PLR2004 - a group of thousands
        plain = plain.replace(",", "." if decimal_comma else "")
    return Decimal("0" + plain if plain.startswith(".") else plain)


def _han_parts(text: str) -> Iterator[tuple[Decimal, int]]:
    """Yield the numerals that follow each other in a run of numeral characters (七十五|一 in 七十五一个)."""
    while text:
        length = 1
        while length < len(text) and not (text[length - 1] in words.HAN_DIGITS and text[length] in words.HAN_DIGITS):
            length += 1
        yield han_value(text[:length]), length
        text = text[length:]


def han_value(text: str) -> Decimal:
    """Return the value of a Chinese numeral without two digits in a row (三十五 35, 一百八 180, 两千五 2500)."""
    total = section = 0
    digit: int | None = None
    last_unit = 1
    for char in text:
        if char in words.HAN_DIGITS:
            digit = words.HAN_DIGITS[char]
            last_unit = 1 if digit == 0 else last_unit
        elif char in words.HAN_TENS:
            last_unit = words.HAN_TENS[char]
            section += (1 if digit is None else digit) * last_unit
            digit = None
        else:
            last_unit = words.HAN_MYRIAD[char]
            total = ((total + section + (digit or 0)) or 1) * last_unit
            section, digit = 0, None
    if digit is not None:
        section += digit * (last_unit // 10 if last_unit >= _HUNDRED else 1)
    return Decimal(total + section)
