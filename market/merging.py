"""One listing out of two looks at it: a card of an index and its own page; pure."""

from __future__ import annotations

from dataclasses import replace

from market.model import Detail, Known, Listing, Stock


def merged(stored: Listing | None, seen: Listing) -> Listing:
    """Return what is known of a listing after *seen*, the newest look.

    Stable words (title, text, category, contacts, seller, date) come from the look at its own
    page; price, stock and sales from the newest look. A field that one of them lacks is
    filled from the other. Where variants are known, a card of an index says nothing about
    price and stock: it shows one of them, or a range.
    """
    if stored is None:
        return seen
    if seen.detail is Detail.SUMMARY and stored.detail is Detail.FULL:
        return _with_card(stored, seen)
    only_card = stored.detail is Detail.SUMMARY
    return replace(
        seen,
        text=seen.text or (stored.text if only_card else ""),
        category=seen.category or stored.category,
        price=seen.price or stored.price,
        stock=_without_mark(_stock(stored.stock, seen.stock), seen),
        tiers=seen.tiers or (stored.tiers if only_card else ()),
        variants=seen.variants or (stored.variants if only_card else ()),
        contacts=seen.contacts or (stored.contacts if only_card else ()),
        images=seen.images or stored.images,
        min_quantity=_first(seen.min_quantity, stored.min_quantity),
        sold=_first(seen.sold, stored.sold),
        seller_name=seen.seller_name or stored.seller_name,
        seller_key=seen.seller_key or stored.seller_key,
        posted_at=seen.posted_at or stored.posted_at,
        known=_known(seen.known, stored.known),
    )


def _with_card(stored: Listing, card: Listing) -> Listing:
    """Return the full listing with what a card of an index shows of it now."""
    told = replace(
        stored,
        text=stored.text or card.text,
        category=stored.category or card.category,
        contacts=stored.contacts or card.contacts,
        images=stored.images or card.images,
        seller_name=stored.seller_name or card.seller_name,
        seller_key=stored.seller_key or card.seller_key,
        posted_at=stored.posted_at or card.posted_at,
        known=_known(stored.known, card.known),
        min_quantity=_first(card.min_quantity, stored.min_quantity),
        sold=_first(card.sold, stored.sold),
        variants=card.variants or stored.variants,
    )
    if stored.variants and not card.variants:
        return told
    return replace(
        told,
        price=card.price or stored.price,
        tiers=card.tiers or stored.tiers,
        stock=_stock(stored.stock, card.stock),
    )


def _stock(stored: Stock, seen: Stock) -> Stock:
    """Return the newest word on what is left; a look that gives no number keeps the one known."""
    if seen == Stock():
        return stored
    if seen.available is False or seen.count == 0:
        return seen
    was_out = stored.available is False or stored.count == 0
    if was_out:
        return seen
    available = stored.available if seen.available is None else seen.available
    return Stock(
        label=seen.label or stored.label,
        count=_first(seen.count, stored.count),
        available=available,
    )


def _without_mark(stock: Stock, seen: Listing) -> Stock:
    """Return *stock*; where a whole page says nothing of it any more, the "sold out" of an earlier one is over."""
    is_out = stock.available is False or stock.count == 0
    return Stock() if is_out and seen.detail is Detail.FULL and seen.stock == Stock() else stock


def _known(first: Known, second: Known) -> Known:
    return Known(
        kind=first.kind or second.kind,
        platform=first.platform or second.platform,
        country=first.country or second.country,
    )


def _first(newer: int | None, older: int | None) -> int | None:
    return older if newer is None else newer
