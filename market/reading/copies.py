"""Offers like the one before: another price of the same goods, or further goods at its price."""

from __future__ import annotations

from market.reading.assembly import Draft, drafts_of, set_price
from market.reading.context import Context
from market.reading.items import Item
from market.reading.pricing import Asked


def plain_copy(last: Draft, item: Item, asked: Asked, lot: int | None = None) -> Draft:
    """Return an offer like the last one with another price, pack or term."""
    draft = Draft(
        kind=last.kind,
        platform=last.platform,
        attributes=last.attributes,
        months=last.months,
        country=last.country,
        start=item.clause.start,
        end=item.clause.end,
        minimum=item.amounts.minimum,
        stock=item.amounts.stock,
        line=item.clause.line.number,
        places=dict(last.places),
        variant=last.variant,
        rented=last.rented,
        heads_line=last.heads_line,
    )
    set_price(draft, item, asked, last.stock or lot)
    return draft


def at_same_price(item: Item, context: Context, last: Draft) -> list[Draft]:
    """Return the offers of goods that a line names without a price of their own, at that of the *last* offer."""
    drafts = drafts_of(item, context, last)
    for draft in drafts:
        draft.kind = last.kind
        draft.low, draft.high, draft.currency = last.low, last.high, last.currency
        draft.unit, draft.pack_size = last.unit, last.pack_size
    return drafts
