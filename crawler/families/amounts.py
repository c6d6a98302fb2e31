"""Numbers, money and currencies that stand in fields of their own; prices in prose are the text reader's work."""

from __future__ import annotations

import re
from decimal import Decimal

from market.model import StatedPrice, Unit
from market.prices.printed import LARGEST, NUMBER, bounded, currency_in, first_amount, plain

__all__ = ["LARGEST", "amount", "count_in", "currency_in", "numbers", "stated", "whole"]

_COUNT = re.compile(r"\d{1,3}(?:[ \u00a0\u202f',.]\d{3})+(?!\d)|\d+")


def amount(value: object) -> Decimal | None:
    """Return the money in *value*, a JSON number or a text of which the first number counts.

    None where there is no number, or one that is negative, not finite or beyond `LARGEST`.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return first_amount(value)
    return bounded(str(value)) if isinstance(value, (int, float, Decimal)) else None


def numbers(text: str) -> list[Decimal]:
    """Return the numbers in *text*, in order, at most twenty."""
    found = (bounded(plain(match[0], "")) for match, _ in zip(NUMBER.finditer(text[:1000]), range(20), strict=False))
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
