"""From items to drafts of offers: what each inherits, and which prices belong to one offer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from market.model import Rate, Span, Unit
from market.reading.brands import OF_KINDS, brand_of_accounts, unlisted_brand
from market.reading.claims import ACCOUNT, Claims
from market.reading.clauses import Clause
from market.reading.context import AGE_WORDS, Context, only
from market.reading.entries import denied, only_days
from market.reading.issuers import issuer_of
from market.reading.items import Item, enumerated, is_bundle, named_before_price, sells_several
from market.reading.kinds import kind_of
from market.reading.pricing import Asked
from market.reading.units import is_per_code

_NO_PLATFORM: Final = frozenset({"tool", "sim_card", "identity_data", "stored_value"})
PERIOD_KINDS: Final = frozenset({"sms_code", "tool", "account_service"})
_IDENTITY: Final = frozenset({"real_name"})
_GROWN: Final = frozenset({"with_followers", "with_friends"})
"""What other grades of a title have and new accounts lack (千粉号 / 白号)."""
_OVERSEAS: Final = frozenset({"overseas"})
_CARD_WORDS: Final = frozenset({"real_name", "enterprise", *AGE_WORDS})
_THOUSAND: Final = 1000


@dataclass(slots=True)
class Draft:
    """An offer under way."""

    kind: str
    platform: str | None
    attributes: frozenset[str]
    months: int | None
    country: str | None
    start: int
    end: int
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    heading: str = ""
    """Heading of the table column of its price, which may name the currency."""
    unit: Unit | None = None
    pack_size: int | None = None
    rate: Rate | None = None
    minimum: int | None = None
    stock: int | None = None
    line: int = 0
    places: dict[str, Span] = field(default_factory=dict)
    variant: str | None = None
    rented: bool = False
    """True where the text lets things for a time: a term beside the price is its unit, for accounts, too."""
    heads_line: bool = False
    """True where its country was named before a colon at the head of the line."""
    line_kind: str | None = None
    """The kind that a specific word before a colon at the head of the line names for all of it."""


def drafts_of(item: Item, context: Context, beside: Draft | None = None, lot: int | None = None) -> list[Draft]:
    """Return the offers of one item; without a platform of its own it takes that of the one *beside* it.

    *lot* is the number of pieces there are, for a price that is for all of them.
    """
    claims, clause = item.claims, item.clause
    if claims.outside and not claims.strong_kind and not (context.kind == "tool" and item.term):
        return []
    kind = "stored_value" if item.rate is not None else _kind_beside(claims, context, beside)
    if (
        not context.sure
        and not (claims.kinds or claims.attributes)
        and item.asked
        and is_per_code(item.asked, clause.line)
    ):
        kind = "sms_code"
    if kind == "sim_card" and context.kind == "sms_code" and context.sure and item.term is not None:
        kind = "sms_code"  # what is let by the day stays with the seller
    if kind == "sim_card" and claims.platforms and not claims.kinds:
        # a service under a heading of cards: its codes arrive on them, unless it has what only accounts have
        kind = ACCOUNT if claims.attributes - _CARD_WORDS else "sms_code"
    platforms = _platforms(item, context, beside, kind)
    attributes, months = _attributes(claims, context)
    known = context.kind is not None and not context.guessed
    if not (platforms or attributes or claims.kinds or known or months) and beside is None:
        return []  # a price of nothing that any word names
    if beside is not None and kind != "sim_card" and _adds_country_only(claims):
        attributes, months = attributes | beside.attributes, months if claims.has_age else beside.months
    attributes -= denied(attributes, claims, clause.text)
    if beside is not None and "overseas" in beside.attributes and claims.countries and not claims.platforms:
        attributes |= _OVERSEAS
    verified = claims.verified or context.verified
    country = only(claims.countries) if claims.countries else _country(context, beside)
    drafts: list[Draft] = []
    for platform in platforms or [None]:
        own = attributes | _IDENTITY if verified and platform in context.finance else attributes
        draft = Draft(kind, settled_platform(platform, kind), own, months, country, clause.start, clause.end)
        draft.heads_line = _heads_line(item) or (beside is not None and beside.heads_line and not claims.countries)
        draft.line_kind = _kind_of_line(item, beside)
        _add_amounts(draft, item)
        if item.asked:
            draft.rented = context.rented
            set_price(draft, item, item.asked, lot)
        drafts.append(draft)
    return drafts


def _add_amounts(draft: Draft, item: Item) -> None:
    """Give a draft the share, stock and smallest order that its item states, and where its line says so."""
    quantity = item.quantity
    draft.rate = item.rate
    draft.minimum = quantity.tier if quantity.tier is not None and quantity.sure else item.amounts.minimum
    draft.stock = item.amounts.stock
    draft.line = item.clause.line.number
    draft.places = dict(item.claims.places)


def _kind_beside(claims: Claims, context: Context, beside: Draft | None) -> str:
    """Return the kind of an item; one that names neither goods nor platform is what stands beside it in its line."""
    if beside is not None and beside.line_kind and not claims.strong_kind:
        return beside.line_kind
    of_a_card = beside is not None and beside.kind == "sim_card" and claims.attributes <= _CARD_WORDS
    served = beside is not None and beside.kind == "account_service"
    nameless = not claims.kinds and not claims.platforms and (of_a_card or served or claims.attributes <= AGE_WORDS)
    if beside is not None and nameless and not context.sure:
        return beside.kind
    return kind_of(claims, context)


_LINE_HEAD: Final = re.compile(r"^[^:\d]{2,60}:")


def _heads_line(item: Item) -> bool:
    """Whether the clause begins with a country and a colon (Россия: Telegram 62 ₽, Avito 11 ₽)."""
    clause = item.clause
    if clause.start != clause.line.start or ":" not in clause.text:
        return False
    head = _LINE_HEAD.match(clause.text)
    if head is None:
        return False
    return any(hit.term.country and hit.start < clause.start + head.end() for hit in clause.hits)


def _kind_of_line(item: Item, beside: Draft | None) -> str | None:
    """Return the kind named before a colon at the head of the item's line (регистрируем: Telegram 60, Viber 40)."""
    clause, kind = item.clause, item.claims.strong_kind
    if kind is None or clause.start != clause.line.start:
        return beside.line_kind if beside is not None and kind is None else None
    if ":" not in clause.text:
        return None
    head = _LINE_HEAD.match(clause.text)
    end = clause.start + head.end() if head else clause.start
    return kind if any(hit.term.kind == kind and hit.start < end for hit in clause.hits) else None


def _adds_country_only(claims: Claims) -> bool:
    """Whether an item differs from the one before it in its line by its country alone."""
    return bool(claims.countries) and not (claims.platforms or claims.kinds or claims.attributes or claims.has_age)


def _country(context: Context, beside: Draft | None) -> str | None:
    """Return the inherited country: what the line names before a colon holds for the whole line."""
    return beside.country if beside is not None and beside.heads_line else context.country


def _platforms(item: Item, context: Context, beside: Draft | None, kind: str) -> list[str | None]:
    if kind == "sim_card":
        return []
    own = enumerated(item.clause, kind)
    if own == ["any"] and kind == ACCOUNT and context.platforms:
        own = []
    if kind == "tool" and (len(own) > 1 or context.platforms):
        own = [platform for platform in own if platform not in _SYSTEMS]
    if beside is not None and sells_several(item.clause) and not named_before_price(item.clause):
        return [None]
    if (len(own) > 1 and is_bundle(item.clause)) or (kind == "tool" and _for_several(item.clause)):
        return [None]
    return own or _inherited_platforms(item, context, beside, kind)


def _inherited_platforms(item: Item, context: Context, beside: Draft | None, kind: str) -> list[str | None]:
    """Return the platforms of an item that names none the lexicon knows."""
    brand = unlisted_brand(item.clause) if context.mixed and kind in OF_KINDS else None
    if brand is None and kind == ACCOUNT and not context.platforms:
        brand = brand_of_accounts(item.clause)
    if brand is None and kind == "stored_value" and not context.platforms and item.clause.line.has_han:
        brand = issuer_of(item.clause)
    if brand:
        return [brand]
    if is_bundle(item.clause) and item.clause.line.number and beside is not None:
        return [None]
    if item.claims.strong_kind and beside is not None and beside.kind != item.claims.strong_kind:
        return []
    if kind == "identity_data":
        return []
    known = list(context.platforms)
    if beside is not None and beside.platform is not None:
        known = [beside.platform]
    graded = kind == "sms_code" and any(hit.term.kind == "sim_card" for hit in item.clause.hits)
    return ["any"] if graded else known  # a grade of numbers is good for any service


_SYSTEMS: Final = frozenset({"apple", "microsoft"})
"""What a tool runs on, rather than works on, beside another platform (苹果 微信多开)."""


def _for_several(clause: Clause) -> bool:
    """Whether the first clause of a line names several platforms: what a tool works on, not what is sold."""
    place = clause.anchor[0] if clause.anchor else clause.end
    own = clause.start > clause.line.start and clause.start <= place <= clause.end
    if own and sum(bool(hit.term.platform) for hit in clause.hits) == 1:
        return False
    named = {hit.term.platform for hit in clause.line.hits if hit.start < place and hit.term.platform}
    return len(named - _SYSTEMS) > 1


def settled_platform(platform: str | None, kind: str) -> str | None:
    """Return the platform as the contract settles it: `any` for services that name none, None for goods."""
    if platform is None and kind in {"sms_code", "account_service"}:
        return "any"
    return None if platform == "any" and kind in _NO_PLATFORM else platform


def _attributes(claims: Claims, context: Context) -> tuple[frozenset[str], int | None]:
    """Return attributes and months of an item; an age of its own replaces the inherited one.

    What the title says of the platforms it names does not hold for another one.
    """
    named = {place.value for place in claims.platforms}
    foreign = bool(named) and bool(context.platforms) and not named & set(context.platforms)
    inherited = frozenset() if foreign else context.attributes
    months = None if foreign else context.months
    if claims.has_age or claims.attributes & AGE_WORDS:
        inherited, months = inherited - AGE_WORDS, claims.months
    if "fresh" in claims.attributes:
        inherited -= _GROWN
    attributes = claims.attributes | inherited
    if claims.no_email:
        attributes -= {"email_access"}
    return attributes, months


def set_price(draft: Draft, item: Item, asked: Asked, lot: int | None = None) -> None:
    """Give a draft its price, with the unit that the words beside it, a pack or a term name."""
    draft.low, draft.high, draft.currency = asked.low, asked.high, asked.currency
    draft.unit, draft.pack_size, draft.heading = asked.unit, asked.pack_size, asked.heading
    draft.places["price"] = (asked.start, asked.end)
    if draft.unit is Unit.CODE and draft.kind != "sms_code":
        draft.unit = Unit.EACH
    pack = item.quantity.pack
    if pack is None and item.quantity.whole_lot:
        pack = (lot if draft.kind != "tool" else None) or item.amounts.stock
    if draft.unit is None and pack is not None and pack > 1:
        plain = pack == _THOUSAND and not item.quantity.boxed
        draft.unit, draft.pack_size = (Unit.THOUSAND, None) if plain else (Unit.PACK, pack)
    stated = draft.unit is not None and (draft.unit is not Unit.EACH or draft.kind == "account_service")
    lets = draft.kind in PERIOD_KINDS or (draft.kind == ACCOUNT and draft.rented)
    if not stated and item.term and lets and draft.unit is not Unit.PACK:
        draft.unit, draft.pack_size = item.term
        if draft.kind == "tool" and draft.pack_size is None and (days := only_days(item.clause)):
            draft.unit, draft.pack_size = Unit.DAY, days
