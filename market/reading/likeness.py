"""How an item stands to the offer before it, and what lines without price add to offers."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from typing import Final

from market.reading.assembly import PERIOD_KINDS, Draft
from market.reading.claims import Claims
from market.reading.context import AGE_WORDS
from market.reading.document import Line
from market.reading.items import Item, sells_several
from market.reading.lines import LineRead
from market.reading.packs import ONE_PIECE


def is_plain_here(item: Item, last: Draft) -> bool:
    """Whether an item says nothing of its goods but price and, for what is rented, the term."""
    if item.rate is not None or (item.clause.line.number == last.line and sells_several(item.clause)):
        return False
    claims = item.claims
    only_term = not (claims.platforms or claims.kinds or claims.countries or claims.attributes - {"aged"})
    lets = last.kind in PERIOD_KINDS or last.rented
    return item.is_plain or (item.term is not None and lets and only_term)


def has_own_words(item: Item, beside: Draft | None, last: Draft, above: Claims) -> bool:
    """Whether a plain item has words that make it goods of its own.

    It stands behind a price in its line, or is an entry of a list below one that described other goods (*above*).
    """
    line = item.clause.line
    entry = item.clause.start == line.start and last.line != line.number and bool(above.attributes)
    if item.quantity.pack and not entry:
        return False
    return (beside is not None or entry) and item.has_words


_THE_SAME: Final = re.compile(r"\W{0,4}(?:то же|такие же|те же|same|the same|same as above|同上|ditto)\b")


def is_the_same(item: Item) -> bool:
    """Whether an item is said to be the same as the one above it (то же, same)."""
    return _THE_SAME.match(item.clause.text) is not None


def repeats(item: Item, last: Draft) -> bool:
    """Whether an item only states the last price again."""
    same = item.asked is not None and (item.asked.low, item.asked.high) == (last.low, last.high)
    return same and item.is_plain and item.quantity == ONE_PIECE and item.term is None


def adds_to(claims: Claims, title: Claims) -> bool:
    """Whether an item says more of its product than the title does."""
    if claims.outside and not claims.strong_kind:
        return False
    platforms = {place.value for place in claims.platforms} - {place.value for place in title.platforms}
    kinds = {kind for kind, _ in claims.kinds} - {kind for kind, _ in title.kinds} - {"account"}
    countries = set(claims.countries) - set(title.countries)
    return bool(platforms or kinds or claims.attributes - title.attributes or countries or claims.months)


_OF_A_SHOP: Final = frozenset({"overseas"})
"""What a general line says of the shop (海外号铺 价目总表) rather than of each of its goods."""


def add_general(draft: Draft, claims: Claims, *, aged: bool) -> None:
    """Give an offer what is said of all; an age only where it states none of its own."""
    draft.attributes |= claims.attributes - AGE_WORDS - claims.tied - _OF_A_SHOP
    if claims.no_email:
        draft.attributes -= {"email_access"}
    if aged and "aged" in claims.attributes and not draft.attributes & AGE_WORDS:
        draft.attributes |= {"aged"}
        draft.months = claims.months


def add_stock(drafts: Sequence[Draft], line: Line, stock: int) -> None:
    """Give the offer above a line the stock that the line states."""
    place = bisect.bisect_right(drafts, line.number, key=lambda draft: draft.line)
    draft = drafts[max(0, place - 1)] if drafts else None
    if draft is not None and draft.stock is None:
        draft.stock = stock


_SAME_PRICE: Final = re.compile(
    r"一样价|价钱?格?(?:都)?(?:相同|一样)|"
    r"[也都]是?(?:这个|那个|同一个)(?:数|价)|同款同价|价也一样|价不变|同样的?价|同一价|"
    r"同价|同样价|same price|same money|цена та же|по той же цене|цены те же"
)


def says_same_price(read: LineRead) -> bool:
    """Whether a line names further goods at the price of those above (还有土区的，一样价)."""
    claims = read.claims
    named = claims.countries or claims.platforms or claims.attributes
    return bool(named) and len(read.line.text) <= _LONGEST_NOTE and _SAME_PRICE.search(read.line.text) is not None


_LONGEST_NOTE: Final = 60
