"""What two looks at an offer amount to: its state and the changes between them; pure.

Only what a page itself proves is decided here. That something is gone needs several looks
of proven runs and is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from market.model import Listing, Offer, Stock, Unit

LARGEST_COUNT = 2**53
"""A count beyond it is no count of goods; it is kept as unknown."""


class OfferState(StrEnum):
    """What an offer is now."""

    ACTIVE = "active"
    SOLD_OUT = "sold_out"
    GONE = "gone"
    STALE = "stale"
    UNKNOWN = "unknown"


class ChangeKind(StrEnum):
    """What a transition says."""

    APPEARED = "appeared"
    PRICE_CHANGED = "price_changed"
    STOCK_CHANGED = "stock_changed"
    SOLD_OUT = "sold_out"
    RESTOCKED = "restocked"
    RELISTED = "relisted"
    VANISHED = "vanished"
    SELLER_NEW = "seller_new"
    SELLER_ON_NEW_SITE = "seller_on_new_site"
    SITE_DOWN = "site_down"
    SITE_BACK = "site_back"
    PRICE_LEVEL = "price_level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The price part of a look."""

    min: Decimal | None
    max: Decimal | None
    currency: str | None
    unit: Unit
    pack_size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one page showed of an offer that can change from day to day."""

    asked: Asked | None = None
    rate_min: Decimal | None = None
    rate_max: Decimal | None = None
    min_quantity: int | None = None
    stock: int | None = None
    available: bool | None = None
    """False is the page's own "sold out"."""

    @property
    def is_sold_out(self) -> bool:
        """Return whether the page itself says that nothing is left."""
        return self.available is False or (self.stock == 0 and self.available is not True)

    @property
    def price_key(self) -> tuple[object, ...]:
        """Return what a change of price is a change of."""
        asked = self.asked
        return (
            None if asked is None else (asked.min, asked.max, asked.currency, asked.unit, asked.pack_size),
            self.rate_min,
            self.rate_max,
        )


def look_at(listing: Listing, offer: Offer) -> Look:
    """Return what *listing* shows of *offer*: the reading, with the page's own word on what is left."""
    stock = _stock_of(listing, offer)
    price, rate = offer.price, offer.rate
    asked = (
        None
        if price is None
        else Asked(
            min=price.min, max=price.max, currency=price.currency, unit=price.unit, pack_size=_count(price.pack_size)
        )
    )
    return Look(
        asked=asked,
        rate_min=None if rate is None else rate.min,
        rate_max=None if rate is None else rate.max,
        min_quantity=_count(offer.min_quantity),
        stock=_count(offer.stock if offer.stock is not None else stock.count),
        available=stock.available,
    )


def state_of(look: Look) -> OfferState:
    """Return the state of an offer that was just seen."""
    return OfferState.SOLD_OUT if look.is_sold_out else OfferState.ACTIVE


def changes_between(before: Look, state: OfferState, after: Look) -> tuple[ChangeKind, ...]:
    """Return what happened to an offer in *state* between two looks, the weightiest first."""
    found: list[ChangeKind] = []
    if state is OfferState.GONE:
        found.append(ChangeKind.RELISTED)
    if after.is_sold_out and not before.is_sold_out:
        found.append(ChangeKind.SOLD_OUT)
    if before.is_sold_out and not after.is_sold_out and state is not OfferState.GONE:
        found.append(ChangeKind.RESTOCKED)
    if before.price_key != after.price_key and _is_stated(before) and _is_stated(after):
        found.append(ChangeKind.PRICE_CHANGED)
    if not found and None not in (before.stock, after.stock) and before.stock != after.stock:
        found.append(ChangeKind.STOCK_CHANGED)
    return tuple(found)


def _is_stated(look: Look) -> bool:
    return look.asked is not None or look.rate_min is not None


def _stock_of(listing: Listing, offer: Offer) -> Stock:
    if offer.variant is not None:
        for variant in listing.variants:
            if variant.key == offer.variant:
                return variant.stock
    return listing.stock


def _count(said: int | None) -> int | None:
    return said if said is not None and 0 <= said <= LARGEST_COUNT else None
