"""Quantity tiers: which item goes on with the offer before it, and the range that both amount to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from market.model import Unit
from market.reading.assembly import PERIOD_KINDS, Draft
from market.reading.items import Item
from market.reading.units import Asked


def continues(item: Item, last: Draft) -> bool:
    """Whether an item is a further quantity tier of the last offer rather than one of its own."""
    if item.asked is None or last.low is None or item.claims.platforms or item.claims.strong_kind:
        return False
    if item.quantity.tier is not None:
        cheaper = asked_low(item) <= last.low or item.quantity.sure
        return cheaper and not item.claims.attributes and not item.claims.countries
    if "introductory" in item.clause.cues and item.is_plain:
        return True
    if item.is_plain and item.asked.low < last.low and _IN_BULK.search(_before_price(item)):
        return True
    cheaper = item.asked.low < last.low and last.unit in {None, Unit.EACH, Unit.CODE}
    pack = item.quantity.pack
    return pack is not None and pack > 1 and item.is_plain and cheaper


_BY_MONTH: Final = re.compile(r"首月|次月|first month|первый месяц")
_IN_BULK: Final = re.compile(
    r"(?:批量|量大|多拿|批发|拿多|代理|会员|vip|оптом?|опт|bulk|wholesale|members?|resellers?)"
    r"(?:价|拿|只要|统一| price| from| от| at| по| pays?| pay)? ?[:—-]? ?$"
)


def _before_price(item: Item) -> str:
    clause = item.clause
    end = item.asked.start if item.asked else clause.end
    return clause.line.text[max(clause.start, end - 24) - clause.line.start : end - clause.line.start]


def asked_low(item: Item) -> Decimal:
    """Return the lowest price of an item that has one."""
    return item.asked.low if item.asked else Decimal(0)


def widen(drafts: Sequence[Draft], item: Item, asked: Asked) -> None:
    """Take a tier's price into the range of the offers it belongs to."""
    for draft in drafts:
        if draft.low is None or draft.high is None:
            continue
        draft.low, draft.high = min(draft.low, asked.low), max(draft.high, asked.high)
        if draft.unit is None and draft.kind in PERIOD_KINDS and _BY_MONTH.search(item.clause.line.text):
            draft.unit = Unit.MONTH
        draft.currency = draft.currency or asked.currency
        if item.clause.line.number == draft.line:
            draft.end = max(draft.end, item.clause.end)
        if draft.stock is None:
            draft.stock = item.amounts.stock
