"""What one piece costs in CNY, for comparing offers; pure.

The price of one unit as the offer names it: one account, one code, one month. A pack is divided by its pieces, a
thousand by 1000, several periods (`pack_size` with `month`) by their number; of a range the middle counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from market.changes import Asked
from market.model import Unit
from market.rates import HOME, RateTable

OWN_CURRENCY: Mapping[str, Decimal] = {HOME: Decimal(1)}
"""Rates where no dated table is at hand: nothing is converted on a guess."""
_THOUSAND = 1000
_FINE = Decimal("0.000001")
_COARSE = Decimal("0.0001")


def pieces_of(unit: Unit | None, pack_size: int | None) -> int | None:
    """Return how many pieces (or periods) a price is for; None where that is not said."""
    if unit is None or (pack_size is not None and pack_size <= 0):
        return None
    pieces = pack_size or (None if unit is Unit.PACK else 1)
    return None if pieces is None else pieces * _THOUSAND if unit is Unit.THOUSAND else pieces


def compared_unit(unit: Unit) -> Unit:
    """Return the unit that a price per piece is for: packs and thousands come down to one each."""
    return Unit.EACH if unit in {Unit.PACK, Unit.THOUSAND} else unit


def unit_price(
    low: Decimal | None,
    high: Decimal | None,
    currency: str | None,
    unit: Unit | None,
    pack_size: int | None,
    rates: Mapping[str, Decimal] = OWN_CURRENCY,
) -> Decimal | None:
    """Return the price in CNY of one piece (or one period), the middle of a range.

    To six places, a converted one from 1 CNY on to four, since the rate is no better. None where no price is stated,
    its currency is unknown or *rates* lacks it, or a pack's size is unknown.
    """
    ends = [end for end in (low, high) if end is not None]
    pieces = pieces_of(unit, pack_size)
    if not ends or currency is None or currency not in rates or pieces is None:
        return None
    middle = sum(ends, Decimal(0)) / len(ends)
    exact = middle * rates[currency] / pieces
    step = _COARSE if currency != HOME and abs(exact) >= 1 else _FINE
    priced = exact.quantize(step, ROUND_HALF_EVEN).normalize()
    return priced.quantize(Decimal(1)) if priced == priced.to_integral_value() else priced


def unit_price_on(asked: Asked, table: RateTable, day: date) -> Decimal | None:
    """Return the price of one piece in CNY by the rates of *day*; see `unit_price`."""
    rate = None if asked.currency is None else table.rate_on(asked.currency, day)
    rates = {} if asked.currency is None or rate is None else {asked.currency: rate.value}
    return unit_price(asked.min, asked.max, asked.currency, asked.unit, asked.pack_size, rates)
