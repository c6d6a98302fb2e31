"""Embedded state: arrays of product-like objects in the JSON that pages carry for their scripts.

`__NEXT_DATA__`, Next's streamed chunks, `__NUXT_DATA__`, `window.__X__ = {...}`, `var goods = [...]`,
`application/json` scripts and JSON in data attributes. Code is never run; what is no plain JSON is passed over.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.families.records.numerals import currency_code
from crawler.families.structured import keys_data as keys
from crawler.families.structured.jsonld import Stated
from crawler.families.structured.objects import HUNDRED, fields_of, is_product, listing_of, variants_in
from crawler.families.structured.values import (
    Json,
    assigned_values,
    decoded,
    nodes,
    text_of,
)
from market.model import Listing, Variant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.families.records.tree import Document

MAX_LISTINGS = 2000
_SHARE = 0.6
_LEAST_SCRIPT = 40
_NEXT_CHUNK = re.compile(r"(?:^|\n)[0-9a-f]{1,6}:(?:[A-Z]{1,3})?(?=[\[{])")
_CARRIERS = ("data-", ":", "v-", "x-", "wire:")
_VARIANT_ATTRIBUTES = ("variation", "variant", "sku")
_CURRENCY = re.compile(r"[A-Za-z]{3,4}")


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
    for match in list(_NEXT_CHUNK.finditer(text))[:HUNDRED]:
        yield next(assigned_values("=" + text[match.end() :]), None)


def _attributes(document: Document) -> Iterator[Json]:
    for element in document.body.walk():
        for name, said in element.attrs.items():
            if said and len(said) > _LEAST_SCRIPT and said.lstrip()[:1] in {"[", "{"} and name.startswith(_CARRIERS):
                yield decoded(said)


def revived(value: Json) -> Json:
    """Return the state that a `__NUXT_DATA__` array packs: values refer to each other by their place."""
    if not isinstance(value, list) or len(value) > MAX_LISTINGS * HUNDRED:
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
            x for x in (listing_of(o, url, parents.get(id(node)), currency) for o in objects if is_product(o)) if x
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


def read_variants(document: Document) -> tuple[Variant, ...]:
    """Return the variants that a product page keeps in an attribute for its own script."""
    for element in document.body.walk():
        for name, said in element.attrs.items():
            if said and said.lstrip()[:1] == "[" and any(word in name for word in _VARIANT_ATTRIBUTES):
                found = variants_in(decoded(said), None)
                if found:
                    return found
    return ()


def _currency(value: Json) -> str | None:
    for _, node in nodes(value):
        if isinstance(node, dict):
            said = text_of(fields_of(node).first(keys.CURRENCIES))
            if said and (_CURRENCY.fullmatch(said) or currency_code(said)):
                return currency_code(said)
    return None
