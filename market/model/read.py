"""What we read in the words of a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from market.model.words import HandleType, Scope, Span, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """An asking price. At least one of `min` and `max` is set."""

    min: Decimal | None
    max: Decimal | None
    currency: str | None
    unit: Unit
    pack_size: int | None = None
    """Pieces in a pack, or n of a period (季卡 = month, 3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of the face value, as decimals: 九七折 is 0.97."""

    min: Decimal
    max: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing for sale, in our words rather than the site's."""

    kind: str
    """An id of config/taxonomy.yml."""
    platform: str | None
    attributes: frozenset[str] = frozenset()
    age_months: int | None = None
    price: Price | None = None
    rate: Rate | None = None
    min_quantity: int | None = None
    stock: int | None = None
    country: str | None = None
    span: Span
    """What carries the claim; the line or phrase that names product and price."""
    spans: Mapping[str, Span] = field(default_factory=dict)
    """Span of each claim by field name (`price`, `platform`, `stock`, ...), where one is known."""
    variant: str | None = None
    """`Variant.key` where the offer is a variant that the site itself tells apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """A contact identifier in normal form."""

    type: HandleType
    value: str
    span: Span | None
    """None where it came from a field of its own rather than the text."""
    scope: Scope = Scope.LISTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An identifier of the thing sold, never a contact."""

    type: str
    """`username`, `uid`, `number_prefix` or `invite`."""
    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says."""

    is_offer: bool
    score: Decimal
    """Calibrated probability that the text offers something of our kinds, two decimals."""
    reasons: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    handles: tuple[Handle, ...] = ()
    subjects: tuple[Subject, ...] = ()
