"""A listing as it may be recorded: the personal data of third parties starred out, every span still valid. Pure."""

from __future__ import annotations

from dataclasses import replace

from market.masking import masked
from market.model import Listing


def masked_listing(listing: Listing) -> Listing:
    """Return *listing* with its title, text, category and variant names masked, the same object where nothing was.

    Title and text are masked as the one text that spans count over.
    """
    whole = f"{listing.title}\n{listing.text}"
    clean = masked(whole)
    category = None if listing.category is None else masked(listing.category)
    names = [masked(variant.name) for variant in listing.variants]
    if clean == whole and category == listing.category and names == [variant.name for variant in listing.variants]:
        return listing
    variants = tuple(replace(variant, name=name) for variant, name in zip(listing.variants, names, strict=True))
    cut = len(listing.title)
    return replace(listing, title=clean[:cut], text=clean[cut + 1 :], category=category, variants=variants)
