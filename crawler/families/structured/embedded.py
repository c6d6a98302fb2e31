"""Embedded state: arrays of product-like objects in the JSON that pages carry for their scripts.

`__NEXT_DATA__`, Next's streamed chunks, `__NUXT_DATA__`, `window.__X__ = {...}`, `var goods = [...]`,
`application/json` scripts and JSON in data attributes. Code is never run; what is no plain JSON is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.families.records import addresses
from crawler.families.records.prices import currency_code
from crawler.families.records.stocks import parse_stock_cell
from crawler.families.structured import keys_data as keys
from crawler.families.structured.jsonld import Stated
from crawler.families.structured.values import (
    Json,
    amount_of,
    assigned_values,
    count_of,
    decoded,
    nodes,
    prose_of,
    text_of,
)
from market.model import Detail, Listing, StatedPrice, Stock, Variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.families.records.tree import Document

MAX_LISTINGS = 2000
MAX_VARIANTS = 100
MAX_TITLE = 300
_SHARE = 0.6
_LEAST_SCRIPT = 40
_NEXT_CHUNK = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:(?:[A-Z]{1,3})?(?=[\[{])")
_HUNDRED = 100
_CARRIERS = ("data-", ":", "v-", "x-", "wire:")
_MAX_SIGN = 5
_VARIANT_ATTRIBUTES = ("variation", "variant", "sku")
_CURRENCY = re.compile(r"[A-Za-z]{3,4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """An object's fields by their bare names."""

    by_name: dict[str, Json]

    def first(self, names: tuple[str, ...]) -> Json:
        """Return the first of *names* that holds something."""
        return next((v for v in (self.by_name.get(n) for n in names) if v not in (None, "", [], {})), None)


def read_embedded(document: Document, url: str) -> Stated:
    """Return the product-like objects in the data that a page carries for its scripts."""
    found: dict[str, Listing] = {}
    for value in _values(document):
        currency = _currency(value)
        for listing in _goods(value, url, currency):
            found.setdefault(listing.key, listing)
            if len(found) >= MAX_LISTINGS:
                return Stated(listings=tuple(found.values()))
    return Stated(listings=tuple(found.values()))


def read_json(value: Json, url: str) -> tuple[Listing, ...]:
    """Return the product-like objects of a JSON answer."""
    found: dict[str, Listing] = {}
    for listing in _goods(value, url, _currency(value)):
        found.setdefault(listing.key, listing)
    return tuple(found.values())


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
        return StatedPrice(text=str(cents), min=cents / _HUNDRED, max=cents / _HUNDRED, currency=code)
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


def _values(document: Document) -> Iterator[Json]:
    streamed: list[str] = []
    for script in document.scripts:
        if "ld+json" in script.type or len(script.text) < _LEAST_SCRIPT:
            continue
        if "json" in script.type:
            value = decoded(script.text)
            yield revived(value) if script.id == "__NUXT_DATA__" else value
        elif not script.type or "javascript" in script.type or script.type == "module":
            chunked = "__next_f" in script.text
            for value in assigned_values(script.text):
                if chunked and isinstance(value, list) and value and isinstance(value[-1], str):
                    streamed.append(value[-1])
                else:
                    yield value
    yield from _streamed("".join(streamed))
    yield from _attributes(document)


def _streamed(text: str) -> Iterator[Json]:
    for match in list(_NEXT_CHUNK.finditer(text))[:_HUNDRED]:
        yield next(assigned_values("=" + text[match.end() :]), None)


def _attributes(document: Document) -> Iterator[Json]:
    for element in document.body.walk():
        for name, said in element.attrs.items():
            if said and len(said) > _LEAST_SCRIPT and said.lstrip()[:1] in {"[", "{"} and name.startswith(_CARRIERS):
                yield decoded(said)


def revived(value: Json) -> Json:
    """Return the state that a `__NUXT_DATA__` array packs: values refer to each other by their place."""
    if not isinstance(value, list) or len(value) > MAX_LISTINGS * _HUNDRED:
        return value

    def at(place: Json, depth: int) -> Json:
        if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(value):
            return None
        said = value[place]
        if depth > _DEEPEST:
            return None
        if isinstance(said, dict):
            return {k: at(v, depth + 1) for k, v in said.items()}
        if isinstance(said, list):
            if said and isinstance(said[0], str):
                return at(said[1], depth + 1) if len(said) > 1 else None
            return [at(v, depth + 1) for v in said[:MAX_LISTINGS]]
        return said

    return [at(n, 0) for n, said in enumerate(value) if isinstance(said, dict) and _looks_packed(said)][:MAX_LISTINGS]


_DEEPEST = 5


def _looks_packed(said: dict[str, Json]) -> bool:
    names = fields_of(said).by_name
    return any(n in names for n in keys.NAMES) and any(n in names for n in keys.PRICES)


def _goods(value: Json, url: str, currency: str | None) -> Iterator[Listing]:
    parents: dict[int, str] = {}
    for path, node in nodes(value):
        if isinstance(node, dict):
            name = _own_name(node)
            for key, inner in node.items():
                if isinstance(inner, list) and name and str(key).lower() in keys.GROUPS:
                    parents[id(inner)] = name
            continue
        if not isinstance(node, list) or any(p.lower() in keys.NOT_GOODS or p.lower() in keys.VARIANTS for p in path):
            continue
        objects = [o for o in node if isinstance(o, dict)]
        listings = [
            x for x in (listing_of(o, url, parents.get(id(node)), currency) for o in objects if _is_product(o)) if x
        ]
        if listings and len(listings) >= _SHARE * len(node):
            yield from listings


def _own_name(node: dict[str, Json]) -> str:
    """Return the name of an object that holds goods, under whatever key ends in name or title."""
    fields = fields_of(node)
    named = text_of(fields.first(keys.NAMES + keys.CATEGORIES))
    return named or next(
        (text_of(v) for k, v in fields.by_name.items() if k.endswith(("name", "title")) and isinstance(v, str)), ""
    )


def _is_product(node: dict[str, Json]) -> bool:
    """Whether an object has a name, a price and something by which goods are known."""
    names = set(fields_of(node).by_name)
    has_price = any(n in names for n in keys.PRICES + keys.CENTS) or any(n in names for n in ("variants", "skus"))
    return (
        bool(names & set(keys.NAMES))
        and has_price
        and bool(names & set(keys.STOCKS + keys.IDS + keys.URLS + keys.SOLD))
    )


def read_variants(document: Document) -> tuple[Variant, ...]:
    """Return the variants that a product page keeps in an attribute for its own script."""
    for element in document.body.walk():
        for name, said in element.attrs.items():
            if said and said.lstrip()[:1] == "[" and any(word in name for word in _VARIANT_ATTRIBUTES):
                found = _variants_in(decoded(said), None)
                if found:
                    return found
    return ()


def _variants(fields: Fields, currency: str | None) -> tuple[Variant, ...]:
    return _variants_in(fields.first(keys.VARIANTS), currency)


def _variants_in(said: Json, currency: str | None) -> tuple[Variant, ...]:
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


def _currency(value: Json) -> str | None:
    for _, node in nodes(value):
        if isinstance(node, dict):
            said = text_of(fields_of(node).first(keys.CURRENCIES))
            if said and (_CURRENCY.fullmatch(said) or currency_code(said)):
                return currency_code(said)
    return None


def _sign_in(text: str) -> str | None:
    sign = re.sub(r"[\d.,\s]", "", text)
    return currency_code(sign) if sign and len(sign) < _MAX_SIGN else None
