"""Numbers, money and currencies that stand in fields of their own; prices in prose are the text reader's work."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from crawler.families.amounts_data import CODES, DOTTED_THOUSANDS, SIGNS
from market.model import StatedPrice, Unit

LARGEST = Decimal(10) ** 12
"""No price, no stock beyond it: a page that states more states nonsense."""

_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f',.]\d{3})+(?:[.,]\d{1,8})?(?![\d])|\d+(?:[.,]\d{1,8})?")
_COUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f',.]\d{3})+(?!\d)|\d+")
_CODE = re.compile(r"(?<![A-Za-z])(" + "|".join(CODES) + r")(?![A-Za-z])", re.IGNORECASE)


def amount(value: object) -> Decimal | None:
    """Return the money in *value*, a JSON number or a text of which the first number counts.

    None where there is no number, or one that is negative, not finite or beyond `LARGEST`.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return _first_number(value)
    return _bounded(str(value)) if isinstance(value, (int, float, Decimal)) else None


def _first_number(text: str) -> Decimal | None:
    text = text[:200]
    stripped = text.strip()
    if stripped.startswith("-"):
        return None
    found = _NUMBER.search(stripped)
    if found is None:
        return None
    return _bounded(_plain(found[0], dotted="." in found[0] and currency_in(text) in DOTTED_THOUSANDS))


def _bounded(digits: str) -> Decimal | None:
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= LARGEST else None


def _plain(number: str, *, dotted: bool = False) -> str:
    """Return *number* without thousands marks and with a point: of two marks the last one is the decimal one.

    *dotted* says that a lone point before three digits marks thousands ("12.000 ₫"), which only the currency tells.
    """
    marks = [char for char in number if not char.isdigit()]
    if not marks:
        return number
    last = marks[-1]
    whole, _, rest = number.rpartition(last)
    grouped = len(rest) == 3 and (marks.count(last) > 1 or last not in ".,")  # noqa: PLR2004 - digits of a thousand
    if (last == "," or dotted) and len(rest) == 3 and len(marks) == 1 and whole != "0":  # noqa: PLR2004 - "1,299" is grouped
        grouped = True
    digits = "".join(char for char in whole if char.isdigit())
    return digits + rest if grouped else f"{digits}.{rest}"


def numbers(text: str) -> list[Decimal]:
    """Return the numbers in *text*, in order, at most twenty."""
    found = (_bounded(_plain(match[0])) for match, _ in zip(_NUMBER.finditer(text[:1000]), range(20), strict=False))
    return [number for number in found if number is not None]


def whole(value: object) -> int | None:
    """Return the count in *value*, a JSON number or a text with one; None where it has none or a broken one."""
    number = amount(value)
    if number is None or number != number.to_integral_value():
        return None
    return int(number)


def count_in(text: str) -> int | None:
    """Return the first count of pieces in *text*, thousands marked in any way ("15.000 vorrätig"); None without one."""
    found = _COUNT.search(text[:1000])
    digits = "".join(char for char in found[0] if char.isdecimal()) if found else ""
    return int(digits) if digits and len(digits) <= len(str(LARGEST)) else None


def currency_in(text: str) -> str | None:
    """Return the currency that *text* names by sign, word or code (ISO 4217, `USDT`, `BTC`), None where it does not."""
    code = _CODE.search(text)
    if code:
        return CODES[code[1].upper()]
    return next((name for sign, name in SIGNS if sign in text), None)


def stated(
    value: object, *, currency: str | None, text: str | None = None, unit: Unit | None = None
) -> StatedPrice | None:
    """Return *value* as the price of one field, None where it holds no number.

    A currency that the field itself shows wins over *currency*, the one of the page or the software.
    """
    number = amount(value)
    if number is None:
        return None
    printed = text if text is not None else str(value)
    return StatedPrice(
        text=printed.strip()[:100], min=number, max=number, currency=currency_in(printed) or currency, unit=unit
    )
