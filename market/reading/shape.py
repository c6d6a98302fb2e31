"""The JSON shape of a reading (CONTRACT section 2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from market.model import Offer, Price, Rate, Reading


def reading_row(row_id: str, reading: Reading) -> dict[str, Any]:
    """Return a reading as the JSON row that `haoshao read --jsonl` prints."""
    return {
        "id": row_id,
        "is_offer": reading.is_offer,
        "score": plain(reading.score),
        "reasons": list(reading.reasons),
        "offers": [offer_row(offer) for offer in reading.offers] if reading.is_offer else [],
        "handles": [
            {
                "type": handle.type.value,
                "value": handle.value,
                "span": None if handle.span is None else list(handle.span),
            }
            for handle in reading.handles
        ],
    }


def offer_row(offer: Offer) -> dict[str, Any]:
    """Return one offer as a JSON object."""
    return {
        "kind": offer.kind,
        "platform": offer.platform,
        "attributes": sorted(offer.attributes),
        "age_months": offer.age_months,
        "price": None if offer.price is None else _price_row(offer.price),
        "rate": None if offer.rate is None else _rate_row(offer.rate),
        "min_quantity": offer.min_quantity,
        "stock": offer.stock,
        "country": offer.country,
        "span": list(offer.span),
    }


def plain(value: Decimal | None) -> str | None:
    """Return a decimal as text without exponent or idle zeros; None stays None."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _price_row(price: Price) -> dict[str, Any]:
    return {
        "min": plain(price.min),
        "max": plain(price.max),
        "currency": price.currency,
        "unit": price.unit.value,
        "pack_size": price.pack_size,
    }


def _rate_row(rate: Rate) -> str | dict[str, str | None] | None:
    if rate.min == rate.max:
        return plain(rate.min)
    return {"min": plain(rate.min), "max": plain(rate.max)}
