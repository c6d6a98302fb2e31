"""What one piece costs in CNY, for comparing offers; pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from market.model import Unit

OWN_CURRENCY: Mapping[str, Decimal] = {"CNY": Decimal(1)}
"""Rates where no dated table is at hand: nothing is converted on a guess."""
_SIX_PLACES = Decimal("0.000001")


def unit_price(
    low: Decimal | None,
    high: Decimal | None,
    currency: str | None,
    unit: Unit | None,
    pack_size: int | None,
    rates: Mapping[str, Decimal] = OWN_CURRENCY,
) -> Decimal | None:
    """Return the price in CNY of one piece (or one period), the middle of a range.

    None where no price is stated, its currency is unknown or *rates* lacks it, or a pack's size is unknown.
    """
    ends = [end for end in (low, high) if end is not None]
    if not ends or currency is None or currency not in rates or unit is None:
        return None
    pieces = pack_size or (None if unit is Unit.PACK else 1)
    if pieces is None:
        return None
    if unit is Unit.THOUSAND:
        pieces *= 1000
    middle = sum(ends, Decimal(0)) / len(ends)
    priced = (middle * rates[currency] / pieces).quantize(_SIX_PLACES, ROUND_HALF_EVEN).normalize()
    return priced.quantize(Decimal(1)) if priced == priced.to_integral_value() else priced
