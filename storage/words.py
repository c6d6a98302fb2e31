"""Making a site's words fit for a database: no database keeps NUL or half a surrogate pair."""

from __future__ import annotations

from dataclasses import replace
from operator import is_
from typing import TypeVar

from market.changes import LARGEST_COUNT
from market.model import Contact, Listing, StatedPrice, Stock, Tier, Variant
from storage.records import PageRecord

_Text = TypeVar("_Text", str, str | None)


def storable(text: _Text) -> _Text:
    """Return *text* of the same length with U+FFFD for what no database keeps."""
    if text is None:
        return None
    if "\0" not in text:
        if text.isascii():
            return text
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            pass
        else:
            return text
    return "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)


def count(said: int | None) -> int | None:
    """Return a count of goods; None for one that no shop can mean."""
    return said if said is not None and abs(said) <= LARGEST_COUNT else None


def storable_page(page: PageRecord) -> PageRecord:
    """Return *page* with its listings fit to be stored; nearly all come back as they are."""
    listings = tuple(
        one if (fit := storable_listing(one.listing)) is one.listing else replace(one, listing=fit)
        for one in page.listings
    )
    return page if all(map(is_, listings, page.listings)) else replace(page, listings=listings)


def storable_listing(listing: Listing) -> Listing:
    """Return *listing* with every word and number fit to be stored; nearly all come back as they are."""
    if _is_fit(listing):
        return listing
    return replace(
        listing,
        url=storable(listing.url),
        key=storable(listing.key),
        title=storable(listing.title),
        text=storable(listing.text),
        category=storable(listing.category),
        price=_price(listing.price),
        tiers=tuple(Tier(quantity=t.quantity, price=t.price) for t in listing.tiers if count(t.quantity) is not None),
        stock=_stock(listing.stock),
        min_quantity=count(listing.min_quantity),
        sold=count(listing.sold),
        variants=tuple(
            Variant(key=storable(v.key), name=storable(v.name), price=_price(v.price), stock=_stock(v.stock))
            for v in listing.variants
        ),
        seller_name=storable(listing.seller_name),
        seller_key=storable(listing.seller_key),
        contacts=tuple(Contact(text=storable(c.text), type=c.type, scope=c.scope) for c in listing.contacts),
    )


def _is_fit(listing: Listing) -> bool:
    """Return whether every word and number can be stored as it is; looks at them all at once."""
    prices = [listing.price, *(variant.price for variant in listing.variants)]
    stocks = [listing.stock, *(variant.stock for variant in listing.variants)]
    words: list[str | None] = [
        listing.url,
        listing.key,
        listing.title,
        listing.text,
        listing.category,
        listing.seller_name,
        listing.seller_key,
        *(one.label for one in stocks),
        *(contact.text for contact in listing.contacts),
    ]
    for variant in listing.variants:
        words += [variant.key, variant.name]
    counts = [listing.min_quantity, listing.sold, *(one.count for one in stocks), *(t.quantity for t in listing.tiers)]
    for price in prices:
        if price is not None:
            if not (price.min.is_finite() and price.max.is_finite()):
                return False
            words += [price.text, price.currency]
    together = "".join(word for word in words if word)
    return storable(together) is together and all(count(one) == one for one in counts)


def _price(price: StatedPrice | None) -> StatedPrice | None:
    if price is None or not (price.min.is_finite() and price.max.is_finite()):
        return None
    return replace(price, text=storable(price.text), currency=storable(price.currency))


def _stock(stock: Stock) -> Stock:
    if stock == Stock():
        return stock
    return Stock(label=storable(stock.label), count=count(stock.count), available=stock.available)
