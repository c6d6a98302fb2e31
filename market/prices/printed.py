"""Prices in texts that hold little else: the price field of a page, a cell, a column of an import.

Prose is read by `market.prices.figures`, which knows what else a number may count. Here a number is a price unless it
is a share or a date, and of several the one beside a currency counts. Where nothing is found, the library
price-parser is asked: it knows words ("Free") and currencies that this trade does not use.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final, NamedTuple

from market.prices.printed_data import CODES, DOTTED_THOUSANDS, LOCAL_SIGNS, POINT_DECIMALS, SIGNS

LARGEST: Final = Decimal(10) ** 12
"""No price, no stock beyond it: a page that states more states nonsense."""
LONGEST: Final = 200
"""Characters of a field that are looked at."""

NUMBER: Final = re.compile(
    r"\d{1,2}(?:,\d{2}){1,4},\d{3}(?:\.\d{1,2})?(?!\d)"  # 1,23,456.50
    r"|\d{1,3}(?:[ \u00a0\u202f'’,.]\d{3})+(?:[.,] ?\d{1,2}(?!\d)|[.,]\d{1,8})?(?!\d)"  # 1 234,50
    r"|\d+(?:[.,]\d{1,8}|[.,] \d{2}(?!\d))?"  # 119. 95
    r"|(?<![\d.,])\.{1,2}\d{1,8}(?![.,]?\d)"  # .75
)
_EURO_BETWEEN: Final = re.compile(r"(\d{1,3}(?:[., ]?\d{3})*) ?€ ?(\d{2})(?![\d.,])(?! ?€)")
"""35€ 99: the sign stands for the decimal mark."""
_DATE: Final = re.compile(r"\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W*")
_NEGATIVE: Final = re.compile(r"[-−]\s?[\d.]")
_BARE_CODE: Final = re.compile(r"(?<![A-Za-z])(" + "|".join(CODES) + r")(?![A-Za-z])", re.IGNORECASE)
_LOCAL: Final = re.compile(
    "|".join(
        rf"(?<![^\W\d_]){re.escape(sign)}(?![^\W\d_])" if sign[0].isalpha() else re.escape(sign)
        for sign in sorted(LOCAL_SIGNS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_RANGE: Final = re.compile(r" ?(?:to|до|bis|[-–—~至到]) ?")
_BEFORE: Final = 4
"""Characters before a number in which its currency stands."""
_BEHIND: Final = re.compile(r" ?[^\s\d–—-]{1,8}")
_GROUP: Final = 3


class Printed(NamedTuple):
    """What a price field says."""

    amount: Decimal
    currency: str | None
    """ISO 4217, `USDT` or `BTC`; None where the field does not say."""


def parse_printed_price(text: str) -> Printed | None:
    """Return amount and currency of a price as pages print it; None where *text* states none.

    What is given away ("Free") is 0. A lone point before three digits marks thousands unless the currency of the
    field writes decimals with it and needs two or more ("$1.250" is one and a quarter).
    """
    field = " ".join(text[:LONGEST].split())
    if _NEGATIVE.match(field) or _DATE.fullmatch(field):
        return None
    currency = currency_in(field)
    between = _EURO_BETWEEN.search(field)
    if between:
        amount = bounded("".join(char for char in between[1] if char.isdigit()) + "." + between[2])
    else:
        number = _likeliest(field)
        if number is None:
            return None if NUMBER.search(field) else _from_library(field)
        amount = bounded(plain(number, field, printed=True))
    return None if amount is None else Printed(amount, currency)


def _likeliest(field: str) -> str | None:
    """Return the first number beside a currency, else the first that is no share."""
    numbers = [
        found for found in NUMBER.finditer(field) if not field[found.end() : found.end() + 2].strip().startswith("%")
    ]
    for place, found in enumerate(numbers):
        if currency_in(field[max(0, found.start() - _BEFORE) : found.start()]):
            return found[0]
        behind = _BEHIND.match(field, found.end())
        if behind and currency_in(behind[0]):
            joined = place and _RANGE.fullmatch(field, numbers[place - 1].end(), found.start())
            return numbers[place - 1][0] if joined else found[0]
    return numbers[0][0] if numbers else None


def first_amount(text: str) -> Decimal | None:
    """Return the first number of a field as software states it; None where there is none or a negative one."""
    field = text[:LONGEST].strip()
    found = None if field.startswith("-") else NUMBER.search(field)
    return bounded(plain(found[0], field)) if found else None


def bounded(digits: str) -> Decimal | None:
    """Return *digits* as a number; None where they are none, or one that is negative or beyond `LARGEST`."""
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= LARGEST else None


def plain(number: str, field: str, *, printed: bool = False) -> str:
    """Return *number* without thousands marks and with a point: of two marks the last one is the decimal one.

    A lone point before three digits marks thousands ("12.000 ₫") where the currency of *field* writes so, where ",-"
    follows, and, as people *printed* it, in any currency that is not known for decimal points.
    """
    number = number.replace(". ", ".").replace(", ", ",")
    if number.startswith("."):
        return "0" + number.lstrip(".").join((".", ""))
    marks = [char for char in number if not char.isdigit()]
    if not marks:
        return number
    last = marks[-1]
    whole, _, rest = number.rpartition(last)
    grouped = len(rest) == _GROUP and (marks.count(last) > 1 or last not in ".,")
    if len(rest) == _GROUP and len(marks) == 1 and whole != "0":
        grouped = grouped or last == "," or _groups_with_point(field, number, printed=printed)
    digits = "".join(char for char in whole if char.isdigit())
    return digits + rest if grouped else f"{digits}.{rest}"


def _groups_with_point(field: str, number: str, *, printed: bool) -> bool:
    currency = currency_in(field)
    if currency in DOTTED_THOUSANDS or f"{number},-" in field:
        return True
    return printed and currency not in POINT_DECIMALS


def currency_in(text: str) -> str | None:
    """Return the currency that *text* names by sign, word or code (ISO 4217, `USDT`, `BTC`), None where it does not."""
    code = _BARE_CODE.search(text)
    if code:
        return CODES[code[1].upper()]
    for sign, name in SIGNS:
        if sign in text:
            return name
    local = _LOCAL.search(text)
    return LOCAL_SIGNS[local[0].lower()] if local else None


def _from_library(field: str) -> Printed | None:
    """Return what price-parser finds in a field of which nothing was understood."""
    from price_parser import Price  # noqa: PLC0415 - its tables are compiled for the rare field that needs them

    found = Price.fromstring(field)
    if found.amount is None or not 0 <= found.amount <= LARGEST:
        return None
    return Printed(found.amount, currency_in(found.currency or ""))
