"""From items to offers: what each line inherits, and which prices belong to one offer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from market.model import Rate, Span, Unit
from market.prices.figures import Figure
from market.reading.claims import ACCOUNT, Claims
from market.reading.clauses import Clause
from market.reading.context import Context, only
from market.reading.items import Item, enumerated, is_bundle
from market.reading.pricing import Asked

_AGE_WORDS = frozenset({"aged", "fresh"})
_NO_PLATFORM = frozenset({"tool", "sim_card", "identity_data", "stored_value"})
_PERIOD_KINDS = frozenset({"sms_code", "tool", "account_service"})


@dataclass(slots=True, kw_only=True)
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
    unit: Unit | None = None
    pack_size: int | None = None
    rate: Rate | None = None
    minimum: int | None = None
    stock: int | None = None
    line: int = 0
    places: dict[str, Span] = field(default_factory=dict)
    tiers: int = 0


def drafts_of(item: Item, context: Context, before: Draft | None) -> list[Draft]:
    """Return the offers of one item; *before* is the last offer, which a plain item continues."""
    claims, clause = item.claims, item.clause
    kind = _kind(claims, context)
    if claims.outside and not claims.strong_kind:
        return []
    platforms: list[str | None] = list(enumerated(claims, clause)) or list(context.platforms[:1])
    if len(platforms) > 1 and is_bundle(clause):
        platforms = [None]
    attributes, months = _attributes(claims, context)
    country = only(claims.countries) if claims.countries else context.country
    drafts = [
        Draft(
            kind=kind,
            platform=_platform(platform, kind),
            attributes=attributes,
            months=months,
            country=country,
            start=clause.start,
            end=clause.end,
            rate=item.rate,
            minimum=item.amounts.minimum,
            stock=item.amounts.stock,
            line=clause.line.number,
            places=dict(claims.places),
        )
        for platform in platforms or [None]
    ]
    for draft in drafts:
        if item.asked:
            _set_price(draft, item, item.asked)
    return drafts


def _kind(claims: Claims, context: Context) -> str:
    strong = claims.strong_kind
    if strong:
        return strong
    return context.kind or claims.weak_kind or ACCOUNT


def _platform(platform: str | None, kind: str) -> str | None:
    if platform is None and kind in {"sms_code", "account_service"}:
        return "any"
    return None if platform == "any" and kind in _NO_PLATFORM else platform


def _attributes(claims: Claims, context: Context) -> tuple[frozenset[str], int | None]:
    """Return attributes and months of an item; an age of its own replaces the inherited one."""
    inherited, months = context.attributes, context.months
    if claims.has_age or claims.attributes & _AGE_WORDS:
        inherited, months = inherited - _AGE_WORDS, claims.months
    attributes = claims.attributes | inherited
    if claims.no_email:
        attributes -= {"email_access"}
    return attributes, months


def _set_price(draft: Draft, item: Item, asked: Asked) -> None:
    draft.low, draft.high, draft.currency = asked.low, asked.high, asked.currency
    draft.unit, draft.pack_size = asked.unit, asked.pack_size
    draft.places["price"] = (asked.start, asked.end)
    if draft.unit is None and item.pack is not None and item.pack > 1:
        draft.unit, draft.pack_size = (Unit.PACK, item.pack)
    if item.tier is not None:
        draft.tiers = 1
    if draft.unit is None and item.term and (draft.kind in _PERIOD_KINDS):
        draft.unit, draft.pack_size = item.term


def continues(item: Item, last: Draft, group: Sequence[Draft]) -> bool:
    """Whether an item is a further quantity tier of the last offer rather than one of its own."""
    if item.asked is None or last.low is None or item.claims.platforms or item.claims.kinds:
        return False
    if item.tier is not None:
        return item.is_plain or not item.claims.attributes
    return item.pack is not None and item.pack > 1 and item.is_plain and item.asked.low < last.low


def widen(draft: Draft, item: Item, asked: Asked) -> None:
    """Take a tier's price into an offer's range."""
    if draft.low is None or draft.high is None:
        return
    draft.low = min(draft.low, asked.low)
    draft.high = max(draft.high, asked.high)
    draft.currency = draft.currency or asked.currency
    draft.end = max(draft.end, item.clause.end) if item.clause.line.number == draft.line else draft.end
    draft.tiers += 1
    if draft.stock is None:
        draft.stock = item.amounts.stock


def plain_copy(last: Draft, item: Item, asked: Asked) -> Draft:
    """Return an offer like the last one with another price, pack or term."""
    draft = replace(
        last,
        start=item.clause.start,
        end=item.clause.end,
        line=item.clause.line.number,
        unit=None,
        pack_size=None,
        minimum=item.amounts.minimum,
        stock=item.amounts.stock,
        tiers=0,
        places=dict(last.places),
    )
    _set_price(draft, item, asked)
    return draft


def first_figure(figures: Iterable[Figure]) -> Figure | None:
    """Return the first figure, or None."""
    return next(iter(figures), None)


def clause_text(clause: Clause) -> str:
    """Return the text of a clause."""
    return clause.text
