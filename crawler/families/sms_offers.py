"""Listings of SMS-code price lists: one for each country and service, read out of tables rather than prose."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from crawler.families.sms_services_data import CODES, EXACT, PLATFORMS
from market.model import Known, Listing, StatedPrice, Stock, Unit

_WORD = re.compile(r"[a-z0-9]+(?:[ .-][a-z0-9]+)*")
CURRENCY_FACT = "currency"


def platform_of_service(name: str) -> str | None:
    """Return the platform of the taxonomy that a service name means, `other:<brand>` for a brand it does not list.

    None where the name has no Latin letters and is in no table.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    if folded in EXACT:
        return EXACT[folded]
    for part, platform in PLATFORMS:
        if part in folded:
            return platform
    brand = _WORD.search(re.split(r"[,/+(<|]", folded)[0])
    slug = re.sub(r"[^a-z0-9]", "", brand[0]) if brand else ""
    return f"other:{slug}" if re.search(r"[a-z]", slug) or len(slug) > 1 else None


def service_name(code: str, names: dict[str, str]) -> str:
    """Return the name of a service by the provider's own list, else by the protocol's table, else its code."""
    return names.get(code) or CODES.get(code) or code


def code_listing(
    *, url: str, key: str, service: str, country: str, iso: str | None,
    price: StatedPrice | None, stock: Stock, platform: str | None, kind: str = "sms_code",
) -> Listing:  # fmt: skip
    """Return the listing for one country and service of a price list."""
    return Listing(
        url=url,
        key=key,
        title=f"{service} / {country}" if country else service,
        price=price,
        stock=stock,
        known=Known(kind=kind, platform=platform, country=iso),
    )


def code_price(prices: list[Decimal], currency: str | None, unit: Unit = Unit.CODE) -> StatedPrice | None:
    """Return the span of *prices* as one price for a code; None without any."""
    if not prices:
        return None
    low, high = min(prices), max(prices)
    return StatedPrice(
        text=f"{low}" if low == high else f"{low}-{high}", min=low, max=high, currency=currency, unit=unit
    )


def counted(count: int | None) -> Stock:
    """Return the stock of a price list's count; None says nothing."""
    return Stock() if count is None else Stock(count=count, available=count > 0)
