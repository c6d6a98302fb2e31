"""The site's own words about a listing as JSON, for what has no column of its own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson
from sqlalchemy import RowMapping

from market.model import (
    Contact,
    HandleType,
    Known,
    Link,
    LinkRole,
    Listing,
    Scope,
    StatedPrice,
    Stock,
    Tier,
    Unit,
    Variant,
)
from storage.records import FollowUp
from storage.words import storable


def encoded(listing: Listing) -> str:
    """Return the words of *listing* that have no column: price, stock, tiers, variants, contacts, what is known."""
    said = {
        "price": _price(listing.price),
        "stock": _stock(listing.stock),
        "tiers": [[tier.quantity, str(tier.price)] for tier in listing.tiers],
        "min": listing.min_quantity,
        "sold": listing.sold,
        "variants": [[v.key, v.name, _price(v.price), _stock(v.stock)] for v in listing.variants],
        "images": list(listing.images),
        "contacts": [[c.text, c.type, c.scope] for c in listing.contacts],
        "known": _bare(
            {"kind": listing.known.kind, "platform": listing.known.platform, "country": listing.known.country}
        ),
        "confidence": None if listing.confidence == 1 else listing.confidence,
        "posted_at": listing.posted_at.isoformat()
        if listing.posted_at and listing.posted_at.microsecond % 1000
        else None,
    }
    return orjson.dumps(_bare(said), default=str).decode()


def decoded(row: RowMapping) -> Listing:
    """Return the listing that a row of the table holds."""
    said = orjson.loads(row["stated"])
    posted_at = said.get("posted_at")
    return Listing(
        url=row["url"],
        key=row["key"],
        title=row["title"],
        text=row["text"],
        category=row["category"],
        price=_as_price(said.get("price")),
        tiers=tuple(Tier(quantity=quantity, price=Decimal(price)) for quantity, price in said.get("tiers", ())),
        stock=_as_stock(said.get("stock")),
        min_quantity=said.get("min"),
        sold=said.get("sold"),
        variants=tuple(
            Variant(key=key, name=name, price=_as_price(price), stock=_as_stock(stock))
            for key, name, price, stock in said.get("variants", ())
        ),
        seller_name=row["seller_name"],
        seller_key=row["seller_key"],
        contacts=tuple(
            Contact(text=text, type=None if kind is None else HandleType(kind), scope=Scope(scope))
            for text, kind, scope in said.get("contacts", ())
        ),
        images=tuple(said.get("images", ())),
        posted_at=datetime.fromisoformat(posted_at) if posted_at else row["posted_at"],
        known=Known(**said.get("known", {})),
        detail=row["detail"],
        confidence=said.get("confidence", 1.0),
    )


def encoded_follow_up(follow_up: FollowUp) -> str:
    """Return what an unchanged page still has to say, as JSON."""
    said = {
        "links": [_link(link) for link in follow_up.links],
        "keys": [storable(key) for key in follow_up.listing_keys],
        "facts": {storable(key): storable(value) for key, value in follow_up.facts.items()},
        "total": follow_up.total,
        "empty": follow_up.empty or None,
        "name": storable(follow_up.seller_name),
        "etag": storable(follow_up.etag) or None,
        "modified": storable(follow_up.modified) or None,
    }
    return orjson.dumps(_bare(said)).decode()


def decoded_follow_up(stored: str) -> FollowUp:
    """Return what *stored* says."""
    said = orjson.loads(stored)
    return FollowUp(
        links=tuple(_as_link(link) for link in said.get("links", ())),
        listing_keys=tuple(said.get("keys", ())),
        facts=said.get("facts", {}),
        total=said.get("total"),
        empty=bool(said.get("empty")),
        seller_name=said.get("name"),
        etag=said.get("etag", ""),
        modified=said.get("modified", ""),
    )


def _bare(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value not in (None, [], {})}


def _price(price: StatedPrice | None) -> list[Any] | None:
    return None if price is None else [price.text, str(price.min), str(price.max), price.currency, price.unit]


def _as_price(said: list[Any] | None) -> StatedPrice | None:
    if said is None:
        return None
    text, least, most, currency, unit = said
    try:
        low, high = Decimal(least), Decimal(most)
    except InvalidOperation:
        return None
    return StatedPrice(text=text, min=low, max=high, currency=currency, unit=None if unit is None else Unit(unit))


def _stock(stock: Stock) -> list[Any] | None:
    return None if stock == Stock() else [stock.label, stock.count, stock.available]


def _as_stock(said: list[Any] | None) -> Stock:
    return Stock() if said is None else Stock(label=said[0], count=said[1], available=said[2])


def _link(link: Link) -> list[Any]:
    said: list[Any] = [storable(link.url), link.role.value]
    if link.optional or link.fallback:
        said += [link.optional, [_link(one) for one in link.fallback]]
    return said


def _as_link(said: list[Any]) -> Link:
    optional, fallback = said[2:] if len(said) > 2 else (False, [])  # noqa: PLR2004 - url and role are always there
    return Link(
        url=said[0], role=LinkRole(said[1]), optional=optional, fallback=tuple(_as_link(one) for one in fallback)
    )
