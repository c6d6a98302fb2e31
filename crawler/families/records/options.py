"""Variants, wholesale tiers and smallest orders on a page about one thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.families.records.atoms import column_kind, read_headings
from crawler.families.records.prices import Mark, parse_money
from crawler.families.records.stocks import parse_minimum, parse_stock
from market.model import Stock, Tier, Variant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.families.records.tree import Element

MAX_VARIANTS = 100
MAX_TIERS = 20
_MAX_LINE = 90
_EDGES = " -–—:：()（）[]/|,;"
_FORBIDDEN_FIELDS = (
    "pay",
    "country",
    "currency",
    "lang",
    "orderby",
    "sort",
    "qty",
    "quantity",
    "shipping",
    "delivery",
    "rating",
    "page",
)
_TIER = re.compile(
    r"^\W*(?:(?:购买|批发|批发价|满|买|会员|单价|wholesale|order|buy|bulk|over|at least|при заказе"
    r"|при покупке|опт|оптом|khi|mua|giá sỉ|desde|comprando)\W*){0,2}"
    r"(?:(?:≥|>=|>|从|от|from|từ|ab)\s*(?P<first>\d{1,7})|(?P<bare>\d{1,7})\s*(?:[-–~]\s*\d{1,7}\s*)?"
    r"(?:件|个|只|\+|pcs?\.?|шт\.?|штук|pieces|accounts?|acc|cái|con|uds\.?|stk\.?"
    r"|(?:或|及|and|or|и|или|oder|o|ou|&)?\s*(?:以上|more|более|выше)|\s(?=[^\d]{0,6}\d)))",
    re.IGNORECASE,
)


def read_variants(body: Element, others: Sequence[Element]) -> tuple[Variant, ...]:
    """Return the things a page sells side by side: options or buttons that each carry a price."""
    found: dict[str, Variant] = {}
    for element in body.walk(frozenset(o.order for o in others)):
        if len(found) >= MAX_VARIANTS:
            break
        variant = _variant(element)
        if variant:
            found.setdefault(variant.key, variant)
    return tuple(found.values()) if len(found) > 1 else ()


def _variant(element: Element) -> Variant | None:
    key, text = _choice(element)
    if not text:
        return None
    money = parse_money(text)
    if element.get("data-price") and (money is None or money.mark < Mark.SIGNED):
        stated = parse_money(element.get("data-price"))
        return Variant(key=(key or text)[:120], name=text[:_MAX_LINE], price=stated.price) if stated else None
    if not key or money is None or money.mark < Mark.LABELLED:
        return None
    name, rest = text[: money.span[0]].strip(_EDGES), text[money.span[1] :].strip(_EDGES)
    return Variant(
        key=key[:120], name=(name or rest or text)[:_MAX_LINE], price=money.price, stock=_stock(rest if name else text)
    )


def _choice(element: Element) -> tuple[str, str]:
    """Return key and text of an element that a visitor chooses among; empty where it is none."""
    if element.tag == "option":
        field = next((a for a in element.ancestors() if a.tag == "select"), None)
        named = "" if field is None else field.get("name").lower() + field.css
        if field is not None and not any(n in named for n in _FORBIDDEN_FIELDS):
            return element.get("value"), element.text
    elif element.tag == "label":
        field = element.first("input")
        named = field.get("name").lower() if field is not None and field.get("type") == "radio" else "pay"
        if field is not None and not any(n in named for n in _FORBIDDEN_FIELDS):
            return field.get("value"), element.text
    elif element.get("data-price") and element.tag in _CHOICES:
        return element.get("data-id") or element.get("data-value") or element.get("value"), element.text
    return "", ""


_CHOICES = frozenset({"button", "li", "div", "span", "a", "input"})


def _stock(text: str) -> Stock:
    cue = parse_stock(text)
    return cue.stock if cue else Stock()


def read_tiers(body: Element, others: Sequence[Element]) -> tuple[Tier, ...]:
    """Return the wholesale prices a page prints, smallest quantity first."""
    found: dict[int, Tier] = {}
    for text in _short_lines(body, others):
        tier = parse_tier(text)
        if tier:
            found.setdefault(tier.quantity, tier)
    for tier in _table_tiers(body):
        found.setdefault(tier.quantity, tier)
    ordered = sorted(found.values(), key=lambda t: t.quantity)[:MAX_TIERS]
    return tuple(ordered) if len(ordered) > 1 or any(t.quantity > 1 for t in ordered) else ()


def parse_tier(text: str) -> Tier | None:
    """Return the wholesale price of a line such as "10+ : $0.30" or "购买10件或以上,每个：13.61￥"."""
    quantity = _TIER.search(text) if len(text) <= _MAX_LINE else None
    if not quantity:
        return None
    rest = text[quantity.end() :]
    money = parse_money(rest.strip())
    if money is None or (money.mark < Mark.LABELLED and not money.alone and "每" not in rest):
        return None
    if money.mark < Mark.DECIMAL:
        return None
    count = int(quantity["first"] or quantity["bare"])
    return Tier(quantity=count, price=money.price.min) if count > 0 else None


def _table_tiers(body: Element) -> Iterator[Tier]:
    headings = read_headings(body)
    for row in (e for e in body.walk() if e.tag == "tr"):
        cells = {column_kind(headings.of(c)): c.text for c in row.elements if headings.of(c)}
        if set(cells) == {"stock", "price"} or set(cells) == {"minimum", "price"}:
            count = re.search(r"\d{1,7}", cells.get("stock") or cells.get("minimum") or "")
            price = parse_money(cells["price"])
            if count and price and int(count[0]) > 0:
                yield Tier(quantity=int(count[0]), price=price.price.min)


def read_minimum(body: Element, others: Sequence[Element]) -> int | None:
    """Return the smallest order: a stated one, or the lower bound of the quantity field."""
    for element in body.walk():
        if (
            element.tag == "input"
            and element.get("type") == "number"
            and element.get("min").isdigit()
            and int(element.get("min")[:7]) > 1
        ):
            return int(element.get("min")[:7])
    for text in _short_lines(body, others):
        count = parse_minimum(text)
        if count and count > 1:
            return count
    return None


def _short_lines(body: Element, others: Sequence[Element]) -> Iterator[str]:
    for element in body.walk(frozenset(o.order for o in others)):
        if element.own_text and len(element.text) <= _MAX_LINE:
            yield element.text
