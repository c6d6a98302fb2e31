"""Joining what several sources of one page say of one thing: the stronger source wins, the weaker fills gaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from market.model import Detail, Listing, Stock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_AGREEMENT = 0.05
_MOST = 0.98
_ENOUGH = 3


def filled(strong: Listing, weak: Listing) -> Listing:
    """Return *strong* with what it lacks taken from *weak*; agreement on the price raises the confidence."""
    price = strong.price or weak.price
    agree = strong.price is not None and weak.price is not None and strong.price.min == weak.price.min
    if agree and strong.price is not None and strong.price.currency is None and weak.price is not None:
        price = replace(strong.price, currency=weak.price.currency)
    return replace(
        strong,
        url=strong.url if strong.detail is Detail.SUMMARY or weak.detail is Detail.FULL else weak.url,
        key=strong.key if strong.detail is Detail.SUMMARY or weak.detail is Detail.FULL else weak.key,
        detail=_detail(strong, weak),
        text=_fuller(strong.text, weak.text),
        category=strong.category or weak.category,
        price=price,
        tiers=strong.tiers or weak.tiers,
        stock=_stock(strong.stock, weak.stock),
        min_quantity=strong.min_quantity or weak.min_quantity,
        sold=strong.sold if strong.sold is not None else weak.sold,
        variants=strong.variants or weak.variants,
        contacts=strong.contacts or weak.contacts,
        posted_at=strong.posted_at or weak.posted_at,
        confidence=min(_MOST, max(strong.confidence, weak.confidence) + (_AGREEMENT if agree else 0.0)),
    )


def combined(strong: Sequence[Listing], weak: Sequence[Listing]) -> tuple[Listing, ...]:
    """Return the listings of both sources, those of one thing joined: by key, else by a title that is the only one."""
    by_key = {x.key: x for x in weak}
    by_title = _unique_titles(weak)
    joined: dict[str, Listing] = {}
    taken: set[str] = set()
    for listing in strong:
        other = by_key.get(listing.key) or by_title.get(_folded(listing.title))
        found = filled(listing, other) if other and other.key not in taken else listing
        if other:
            taken.add(other.key)
        joined.setdefault(found.key, found)
    for listing in weak:
        if listing.key not in taken:
            joined.setdefault(listing.key, listing)
    return tuple(joined.values())


def belongs(listing: Listing, others: Sequence[Listing]) -> bool:
    """Whether a lone product of a page's head is one of its list, rather than the shop as a whole."""
    if len(others) < _ENOUGH:
        return True
    return any(listing.key == x.key or _folded(listing.title) == _folded(x.title) for x in others)


def _unique_titles(listings: Iterable[Listing]) -> dict[str, Listing]:
    found: dict[str, Listing | None] = {}
    for listing in listings:
        title = _folded(listing.title)
        found[title] = None if title in found else listing
    return {title: x for title, x in found.items() if x is not None}


def _folded(title: str) -> str:
    return " ".join(title.lower().split())


def _detail(strong: Listing, weak: Listing) -> Detail:
    return (
        Detail.SUMMARY
        if Detail.SUMMARY in {strong.detail, weak.detail} and "#" in f"{strong.key}{weak.key}"
        else strong.detail
    )


def _fuller(strong: str, weak: str) -> str:
    start = strong.rstrip(" .…")
    return (
        weak
        if not strong or (len(weak) > len(strong) and weak.startswith(start[: max(20, len(start) // 2)]))
        else strong
    )


def _stock(strong: Stock, weak: Stock) -> Stock:
    available = strong.available if strong.available is not None else weak.available
    if strong.available is not None and weak.available is False:
        available = False
    return Stock(
        label=strong.label if strong.count is not None or not weak.label else weak.label,
        count=strong.count if strong.count is not None else weak.count,
        available=available,
    )
