"""Offers of a listing whose page states price, stock or variants in fields of their own.

What the structure says wins; the words of title and description say what is sold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from market.model import Listing, StatedPrice, Stock, Tier, Unit, Variant
from market.prices.counting import PIECES
from market.reading.assembly import PERIOD_KINDS, Draft, drafts_of, settled_platform
from market.reading.clauses import whole
from market.reading.context import Context
from market.reading.document import Document, Line
from market.reading.items import read_item
from market.reading.units import term_of

_PACK: Final = re.compile(
    r"一[组套份包]|/ ?[组包套]|[个张条只] ?装|pack|打包|комплект|упаковк|набор|\d ?(?:pcs|шт|pieces|accounts|"
    r"accs)\b|lot of"
)

_FACE: Final = re.compile(
    r"面值|面额|折|回收|低于|低价|变现|收卡|寄售|below face|face value|cash ?out|discount|% ?off|номинал|"
    r"дешевле|скидк|\d ?%"
)
"""What tells resold value from a shop's ordinary top-up cards: a face value, a discount or a buy-back."""


def listing_drafts(
    document: Document, context: Context, listing: Listing, document_of: Callable[[str], Document]
) -> list[Draft]:
    """Return the offers of a listing with a structured price: one, or one for each variant.

    *context* is what title, text and category say of the goods; *document_of* reads a variant's name.
    """
    base = _base(document, context, listing)
    if base is None:
        return []
    priced = [variant for variant in listing.variants if variant.price is not None]
    if not priced:
        return [_with_structure(base, listing, document)]
    return [_of_variant(base, context, variant, listing, document_of(variant.name)) for variant in priced]


def _base(document: Document, context: Context, listing: Listing) -> Draft | None:
    """Return what the words say; None where they name nothing of our kinds."""
    item = replace(read_item(whole(document.title)), asked=None, rate=None)
    known = listing.known
    if item.claims.outside and not item.claims.strong_kind and known.kind is None:
        return None
    if not (context.platforms or context.kind or item.claims.strong_kind or known.kind or known.platform):
        return None
    drafts = drafts_of(item, context)
    if not drafts:
        return None
    draft = drafts[0]
    if len(drafts) > 1:
        draft.platform = "any"
    draft.kind = known.kind or draft.kind
    draft.platform = settled_platform(known.platform or draft.platform, draft.kind)
    draft.country = known.country or draft.country
    if draft.kind == "stored_value" and known.kind is None and not _FACE.search(document.folded.text):
        return None
    return draft


def _with_structure(draft: Draft, listing: Listing, document: Document) -> Draft:
    """Return a draft with price, stock and smallest order as the page states them."""
    if listing.price is not None:
        _set_stated(draft, listing.price, listing.tiers)
        _set_unit(draft, document.title, listing.price)
    if draft.stock is None and listing.stock == Stock():
        draft.stock = _stock_in_words(document)
    _set_stock(draft, listing.stock)
    draft.minimum = listing.min_quantity if listing.min_quantity is not None else draft.minimum
    return draft


def _set_stated(draft: Draft, price: StatedPrice, tiers: tuple[Tier, ...]) -> None:
    sums: list[Decimal] = [price.min, price.max, *(tier.price for tier in tiers)]
    draft.low, draft.high = min(sums), max(sums)
    draft.currency = price.currency
    draft.rate = None


def _stock_in_words(document: Document) -> int | None:
    """Return the first stock that a line of the description tells; 0 where one says sold out."""
    told = (read_item(whole(line)).amounts.stock for line in document.lines[1:])
    return next((stock for stock in told if stock is not None), None)


def _set_stock(draft: Draft, stock: Stock) -> None:
    """Give a draft the stock that the page states; what the words say counts only where the page is silent."""
    if stock.count is not None:
        draft.stock = stock.count
    elif stock.available is False:
        draft.stock = 0
    elif stock != Stock():
        draft.stock = None


def _set_unit(draft: Draft, said: Line, price: StatedPrice) -> None:
    """Give a price the unit that the page states, else the one its title or variant names."""
    draft.unit, draft.pack_size = price.unit, None
    if price.unit is not None:
        return
    term = term_of(said.cues)
    if term is not None and draft.kind in PERIOD_KINDS:
        draft.unit, draft.pack_size = term
    elif _PACK.search(said.text):
        counts = [figure for figure in said.figures if figure.role is PIECES and figure.low == int(figure.low)]
        count = max((int(figure.low) for figure in counts if not figure.is_range and not figure.is_open), default=1)
        if count > 1:
            draft.unit, draft.pack_size = Unit.PACK, count


def _of_variant(base: Draft, context: Context, variant: Variant, listing: Listing, said: Document) -> Draft:
    """Return the offer of one variant: its own words before those of the listing."""
    item = replace(read_item(whole(said.title)), asked=None, rate=None)
    inherited = replace(
        context, platforms=(base.platform,), kind=base.kind, sure=True, single=True, country=base.country
    )
    own = drafts_of(item, inherited)
    draft = replace(base, variant=variant.key)
    if own:
        first = own[0]
        draft.platform = first.platform if listing.known.platform is None else base.platform
        draft.attributes, draft.months, draft.country = first.attributes, first.months, first.country
    if variant.price is not None:
        _set_stated(draft, variant.price, ())
        _set_unit(draft, said.title, variant.price)
    _set_stock(draft, listing.stock if variant.stock == Stock() else variant.stock)
    draft.minimum = listing.min_quantity if listing.min_quantity is not None else base.minimum
    return draft
