"""Product-like objects of JSON: by their bare field names to listing, price, stock and variants."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.families.pictures import pictures_of
from crawler.families.records import addresses
from crawler.families.records.numerals import currency_code
from crawler.families.records.stocks import parse_stock_cell
from crawler.families.structured import keys_data as keys
from crawler.families.structured.values import (
    Json,
    amount_of,
    count_of,
    prose_of,
    text_of,
)
from market.model import Detail, Listing, StatedPrice, Stock, Variant

MAX_VARIANTS = 100
MAX_TITLE = 300
HUNDRED = 100
_MAX_SIGN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """An object's fields by their bare names."""

    by_name: dict[str, Json]

    def first(self, names: tuple[str, ...]) -> Json:
        """Return the first of *names* that holds something."""
        return next((v for v in (self.by_name.get(n) for n in names) if v not in (None, "", [], {})), None)


def fields_of(node: dict[str, Json]) -> Fields:
    """Return the fields of an object by their names without case and separators."""
    return Fields(by_name={re.sub(r"[^a-z0-9]", "", str(k).lower()): v for k, v in reversed(node.items())})


def listing_of(node: dict[str, Json], url: str, category: str | None, currency: str | None) -> Listing | None:
    """Return the listing that a product-like object states; None where name or price is missing."""
    fields = fields_of(node)
    title = text_of(fields.first(keys.NAMES))
    price = price_of(fields, currency)
    if not title or len(title) > MAX_TITLE or not any(c.isalpha() for c in title):
        return None
    variants = _variants(fields, currency)
    if price is None and not variants:
        return None
    link = addresses.absolute(text_of(fields.first(keys.URLS)), url)
    link = link if link and addresses.same_site(link, url) and addresses.key_of(link) != addresses.key_of(url) else None
    identity = text_of(fields.first(keys.IDS)) or title.lower()
    own = fields.first(keys.CATEGORIES)
    return Listing(
        url=link or url,
        key=addresses.key_of(link) if link else f"{addresses.key_of(url)}#{identity[:80]}",
        title=title,
        text=prose_of(fields.first(keys.DESCRIPTIONS)),
        category=(text_of(own) if not isinstance(own, (int, float)) else "") or category,
        price=price,
        stock=stock_of(fields),
        min_quantity=count_of(fields.first(keys.MINIMUMS)) or None,
        sold=count_of(fields.first(keys.SOLD)),
        images=pictures_of(url, *(fields.by_name.get(name) for name in keys.PICTURES)),
        variants=variants,
        detail=Detail.SUMMARY if link else Detail.FULL,
        confidence=0.85,
    )


def price_of(fields: Fields, currency: str | None) -> StatedPrice | None:
    """Return the price that an object's fields state."""
    stated = text_of(fields.first(keys.CURRENCIES))
    code = (currency_code(stated) if stated else None) or currency
    cents = amount_of(fields.first(keys.CENTS))
    for name in keys.PRICES:
        said = fields.by_name.get(name)
        if isinstance(said, dict):
            inner = (
                price_of(
                    fields_of({**said, "price": said.get("price") or said.get("amount") or said.get("value")}), code
                )
                if name == "price"
                else None
            )
            if inner:
                return inner
        amount = amount_of(said)
        if amount is not None and (amount > 0 or not name.startswith(("promotion", "sale", "discount"))):
            printed = text_of(said)
            return StatedPrice(text=printed, min=amount, max=amount, currency=code or _sign_in(printed))
    if cents is not None:
        return StatedPrice(text=str(cents), min=cents / HUNDRED, max=cents / HUNDRED, currency=code)
    return None


def stock_of(fields: Fields) -> Stock:
    """Return the stock that an object's fields state; a number, a word and a flag are kept apart."""
    out = fields.first(keys.SOLD_OUT)
    stock = Stock()
    for name in keys.STOCKS:
        said = fields.by_name.get(name)
        if isinstance(said, bool):
            stock = Stock(available=said) if stock == Stock() else stock
        elif count_of(said) is not None:
            count = count_of(said)
            stock = Stock(count=count, available=count != 0)
            break
        elif isinstance(said, str) and said.strip():
            stock = parse_stock_cell(said.strip()) or Stock(label=said.strip()[:40])
            break
    if out is True:
        return Stock(label=stock.label, count=stock.count, available=False)
    return stock


def is_product(node: dict[str, Json]) -> bool:
    """Whether an object has a name, a price and something by which goods are known."""
    names = set(fields_of(node).by_name)
    has_price = any(n in names for n in keys.PRICES + keys.CENTS) or any(n in names for n in ("variants", "skus"))
    return (
        bool(names & set(keys.NAMES))
        and has_price
        and bool(names & set(keys.STOCKS + keys.IDS + keys.URLS + keys.SOLD))
    )


def _variants(fields: Fields, currency: str | None) -> tuple[Variant, ...]:
    return variants_in(fields.first(keys.VARIANTS), currency)


def variants_in(said: Json, currency: str | None) -> tuple[Variant, ...]:
    """Return the variants in a list of objects; one alone is none."""
    found: dict[str, Variant] = {}
    for node in (said if isinstance(said, list) else [])[:MAX_VARIANTS]:
        if not isinstance(node, dict):
            continue
        inner = fields_of(node)
        price = price_of(inner, currency)
        name = _choices(inner.first(("title", "name", "specvalues", "attributes", "label", "spec")))
        key = text_of(inner.first(keys.IDS)) or name
        if price is not None and key:
            found.setdefault(key, Variant(key=key, name=name or key, price=price, stock=stock_of(inner)))
    return tuple(found.values()) if len(found) > 1 else ()


def _choices(value: Json) -> str:
    """Return what tells a variant apart: its name, or the values of its attributes."""
    if isinstance(value, dict):
        return " / ".join(t for t in (text_of(v) for v in value.values()) if t)
    return text_of(value)


def _sign_in(text: str) -> str | None:
    sign = re.sub(r"[\d.,\s]", "", text)
    return currency_code(sign) if sign and len(sign) < _MAX_SIGN else None
