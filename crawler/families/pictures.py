"""The pictures that a listing shows, by name: `market.sellers.pictures`; never fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import absolute
from crawler.families.json_fields import json_value
from crawler.families.markup import attribute, parsed
from market.sellers.pictures import MOST_PICTURES, picture_name

_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-url", "zoomfile", "file", "src")
"""Where an element names its picture; pages that load late put something else into `src`."""
_NAMES = ("src", "url", "contentUrl", "original", "path")
"""Where an object of JSON names its picture."""
_MOST_SEEN = 100


def pictures_in(page_url: str, *nodes: LexborHTMLParser | LexborNode | None) -> tuple[str, ...]:
    """Return the names of the pictures inside *nodes*."""
    images = (image for node in nodes if node is not None for image in node.css("img")[:_MOST_SEEN])
    sources = (next((said for name in _SOURCES if (said := attribute(image, name))), "") for image in images)
    return _named(page_url, sources)


def pictures_of(page_url: str, *values: object, html: str = "") -> tuple[str, ...]:
    """Return the names of the pictures that fields of JSON name, and those in a description that is HTML.

    A field may be an address, an object, a list of either, or such a list as text.
    """
    named = _named(page_url, (said for value in values for said in _addresses(value, 0)))
    if "<img" not in html:
        return named
    return tuple(dict.fromkeys((*named, *pictures_in(page_url, parsed(html)))))[:MOST_PICTURES]


def _addresses(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(("[", "{")) and depth == 0:
            yield from _addresses(json_value(value), 1)
        else:
            yield value
    elif isinstance(value, Mapping):
        yield from (said for name in _NAMES if isinstance(said := value.get(name), str))
    elif isinstance(value, (list, tuple)):
        for one in value[:_MOST_SEEN]:
            if not isinstance(one, (list, tuple)):
                yield from _addresses(one, depth + 1)


def _named(page_url: str, addresses: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for said in addresses:
        address = absolute(page_url, said) if said else None
        name = picture_name(address) if address else None
        if name:
            found[name] = None
            if len(found) == MOST_PICTURES:
                break
    return tuple(found)
