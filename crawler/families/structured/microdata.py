"""schema.org in microdata (`itemscope`, `itemprop`): read into the same objects as JSON-LD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.families.structured.jsonld import PRODUCT_TYPES, Stated, listing_of
from crawler.families.structured.values import Json

if TYPE_CHECKING:
    from crawler.families.records.tree import Document, Element
    from market.model import Listing

MAX_ITEMS = 400
MAX_DEPTH = 6
_ADDRESSES = frozenset({"url", "availability", "image", "itemcondition"})


def read_microdata(document: Document, url: str) -> Stated:
    """Return the products that a page's microdata states."""
    scopes = [
        e
        for e in document.body.walk()
        if "itemscope" in e.attrs and _kind(e) in PRODUCT_TYPES and not _inside_product(e)
    ]
    found: dict[str, Listing] = {}
    for scope in scopes[:MAX_ITEMS]:
        listing = listing_of(_object(scope, 0), url, alone=len(scopes) == 1)
        if listing is not None:
            found.setdefault(listing.key, listing)
    return Stated(listings=tuple(found.values()))


def _kind(element: Element) -> str:
    return element.get("itemtype").rstrip("/").rsplit("/", 1)[-1].lower()


def _inside_product(element: Element) -> bool:
    return any("itemscope" in a.attrs and _kind(a) in PRODUCT_TYPES for a in element.ancestors())


def _object(scope: Element, depth: int) -> dict[str, Json]:
    found: dict[str, Json] = {"@type": _kind(scope)}
    stack = list(reversed(scope.elements))
    while stack:
        element = stack.pop()
        name = element.get("itemprop")
        if "itemscope" in element.attrs:
            if name and depth < MAX_DEPTH:
                _put(found, name, _object(element, depth + 1))
            continue
        if name:
            for one in name.split():
                _put(found, one, _value(element, one))
        stack.extend(reversed(element.elements))
    return found


def _value(element: Element, name: str) -> str:
    said = element.get("content")
    if not said and (
        name.lower() in _ADDRESSES or (element.tag in {"a", "link", "img"} and name.lower() not in {"name", "category"})
    ):
        said = element.get("href") or element.get("src")
    return said or element.get("value") or element.text


def _put(found: dict[str, Json], name: str, value: Json) -> None:
    known = found.get(name)
    if known is None or known == "":
        found[name] = value
    elif isinstance(known, list):
        known.append(value)
    elif name == "offers":
        found[name] = [known, value]
