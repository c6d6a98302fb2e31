"""One asking price, ready to be compared, or the reason why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from market.model import Unit
from market.unit_price import pieces_of


class Gap(StrEnum):
    """Why an offer that is there does not count in the index."""

    UNPRICED = "unpriced"
    """No price stated, or nothing above zero."""
    NO_CURRENCY = "no_currency"
    NO_RATE = "no_rate"
    NO_PIECES = "no_pieces"
    """A pack whose size nobody says."""
    DECOY = "decoy"
    """A number that stands for "ask me" (0.01, 9999, 88888), far from what others ask."""
    OUTLIER = "outlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one piece costs, in the money it is asked in. Floats: they are only compared and averaged."""

    currency: str
    amount: float
    """For one piece."""
    is_pattern: bool = False
    """Its digits look like a placeholder."""


_PATTERN = re.compile(
    r"0\.0*1"  # 0.01
    r"|([1-9])\1{2,}(?:\.\1*)?"  # 8888, 9999.99
    r"|1?23456\d*|1234(?:5\d*)?"  # 1234, 123456
    r"|10{5,}"  # 1000000
)


MILLIONTHS = 1_000_000


def ask_of(
    low: int | None, high: int | None, currency: str | None, unit: Unit | None, pack_size: int | None
) -> Ask | Gap:
    """Return the comparable price of a look, or why there is none; *low* and *high* are in millionths."""
    ends = [end for end in (low, high) if end is not None]
    if not ends or max(ends) <= 0:
        return Gap.UNPRICED
    if currency is None:
        return Gap.NO_CURRENCY
    pieces = pieces_of(unit, pack_size)
    if pieces is None:
        return Gap.NO_PIECES
    return Ask(
        currency=currency,
        amount=sum(ends) / len(ends) / MILLIONTHS / pieces,
        is_pattern=all(looks_like_a_placeholder(Decimal(end) / MILLIONTHS) for end in ends),
    )


def looks_like_a_placeholder(amount: Decimal) -> bool:
    """Return whether the digits of a stated price are ones that sellers write instead of a price."""
    return _PATTERN.fullmatch(format(amount.normalize(), "f")) is not None


def in_cny(ask: Ask, rates: Mapping[str, float]) -> float | None:
    """Return what *ask* is in CNY; None where *rates* lacks its currency."""
    rate = rates.get(ask.currency)
    return None if rate is None else ask.amount * rate
