"""Where a page leads: its other pages, its categories, its contact page."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from crawler.families.records import addresses, sections
from crawler.families.records import words_data as words
from market.model import Link, LinkRole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.families.records.tree import Document, Element

MAX_PAGES = 200
"""Pages of one list that are followed: a pager that counts further is a trap or not a shop."""
MAX_CATEGORIES = 60
MAX_NOTICES = 2
_LEAST_GOODS = 3
_NEXT = frozenset(words.NEXT_WORDS)
_AWAY = frozenset(words.AWAY_WORDS)
_SHOP = frozenset(words.SHOP_WORDS) | frozenset(words.EVERYTHING)
_NOTICE = frozenset(words.NOTICE_WORDS)
_NUMBER_TAGS = frozenset({"a", "span", "li", "b", "strong"})
_PAGER_NAMES = ("pag", "pager", "page-num", "nav-links", "laypage", "fenye")
_NUMBERED = re.compile(r"\[?\s*(\d{1,4})\s*\]?")
_NEXT_NAMES = re.compile(r"(?:^|[\s_-])(?:next|nxt|siguiente|suivant)(?:$|[\s_-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A link of the page with what is printed on it."""

    url: str
    text: str
    element: Element


def read_anchors(document: Document, url: str) -> list[Anchor]:
    """Return the links of a page to the same site, in document order."""
    base = addresses.absolute(document.base, url) or url
    anchors = []
    for element in document.body.walk():
        if element.tag != "a":
            continue
        target = addresses.absolute(element.get("href"), base)
        if target and addresses.same_site(target, url):
            anchors.append(
                Anchor(
                    url=target, text=element.text or element.get("title") or element.get("aria-label"), element=element
                )
            )
    return anchors


def page_links(document: Document, anchors: list[Anchor], url: str) -> list[Link]:
    """Return the links to the other pages of the list that *url* is a page of."""
    found: dict[str, None] = {}
    here = page_number(url) or 1
    for anchor in anchors:
        if _is_next(anchor) or (_is_numbered(anchor) and _is_sibling(anchor.url, url)):
            found.setdefault(anchor.url)
    for rel, href in document.links:
        target = addresses.absolute(href, url) if rel == "next" else None
        if target and addresses.same_site(target, url):
            found.setdefault(target)
    numbered = [u for u in found if u != url and (page_number(u) or here + 1) <= MAX_PAGES]
    forward = [u for u in numbered if page_number(u) is None or page_number(u) != here]
    return [
        Link(url=u, role=LinkRole.INDEX)
        for u in forward
        if addresses.key_of(u) != addresses.key_of(url) and page_number(u) != 1
    ]


def category_links(anchors: list[Anchor], url: str, skip: Iterable[str], *, searching: bool) -> list[Link]:
    """Return the links to lists of goods.

    *searching* also follows anchors named like a shop or a category of one, from a page without goods of its own.
    """
    known = set(skip)
    found: dict[str, Link] = {}
    for anchor in anchors:
        low = anchor.text.lower().strip(" »›>→·|")
        if (
            anchor.url in known
            or addresses.key_of(anchor.url) == addresses.key_of(url)
            or not addresses.is_fetchable(anchor.url)
        ):
            continue
        if not low or low in _AWAY or low in _NOTICE or len(low) > sections.MAX_HEADING or _is_numbered(anchor):
            continue
        wanted = addresses.is_category_path(anchor.url) or low in _SHOP
        if wanted or (searching and _in_menu(anchor.element)):
            found.setdefault(anchor.url, Link(url=anchor.url, role=LinkRole.INDEX, optional=True))
    return list(found.values())[:MAX_CATEGORIES]


def goods_links(anchors: list[Anchor], skip: Iterable[str]) -> list[Link]:
    """Return links that have the shape of goods and stand in numbers: for lists that print no price."""
    known = set(skip)
    shapes: dict[str, dict[str, Anchor]] = defaultdict(dict)
    for anchor in anchors:
        if anchor.url not in known and addresses.is_goods_path(anchor.url) and addresses.is_fetchable(anchor.url):
            shapes[addresses.shape_of(anchor.url)].setdefault(anchor.url, anchor)
    return [
        Link(url=url, role=LinkRole.PRODUCT)
        for group in shapes.values()
        if len(group) >= _LEAST_GOODS
        for url, anchor in group.items()
        if not sections.is_shop_word(anchor.text)
    ]


def notice_links(anchors: list[Anchor]) -> list[Link]:
    """Return the links to the site's contact or about page."""
    found: dict[str, Link] = {}
    for anchor in anchors:
        if anchor.text.lower().strip() in _NOTICE and addresses.is_fetchable(anchor.url):
            found.setdefault(anchor.url, Link(url=anchor.url, role=LinkRole.NOTICE, optional=True))
    return list(found.values())[:MAX_NOTICES]


def page_number(url: str) -> int | None:
    """Return the page an address names (`?page=3`, `/page/3/`); None where it names none."""
    parts = urlsplit(url)
    for name, value in parse_qsl(parts.query)[:20]:
        if name.lower() in words.PAGE_PARAMETERS and value.isdigit():
            return int(value[:6])
    found = re.search(r"/(?:page|p|pg)[/_-]?(\d{1,6})(?:/|\.html?|$)|[_-](\d{1,4})\.html?$", unquote(parts.path))
    return int(found[1] or found[2]) if found else None


def _is_next(anchor: Anchor) -> bool:
    element = anchor.element
    if "next" in element.get("rel").lower().split():
        return True
    low = anchor.text.lower().strip()
    if low in {">", "›", "»", ">>", "→", "❯"}:
        return _in_pager(element)
    if low.strip(" »›>→❯") in _NEXT:
        return _in_pager(element) or page_number(anchor.url) is not None
    return bool(_NEXT_NAMES.search(element.css)) and _in_pager(element)


def _is_numbered(anchor: Anchor) -> bool:
    return bool(_NUMBERED.fullmatch(anchor.text.strip())) and (
        _in_pager(anchor.element) or page_number(anchor.url) is not None
    )


def _is_sibling(target: str, url: str) -> bool:
    """Whether two addresses are pages of one list: alike but for a number."""

    def blank(address: str) -> str:
        parts = urlsplit(address)
        path = re.sub(r"/(?:page|p|pg)[/_-]?\d+/?$", "", unquote(parts.path).rstrip("/"))
        path = re.sub(r"\d+", "#", re.sub(r"[_-]\d+(\.html?)$", r"\1", path))
        names = sorted(k for k, _ in parse_qsl(parts.query)[:20] if k.lower() not in words.PAGE_PARAMETERS)
        return path.rstrip("/") + "?" + "&".join(names)

    return blank(target) == blank(url) or page_number(target) is not None


def _in_pager(element: Element) -> bool:
    for at in (element, *list(element.ancestors())[:4]):
        if any(name in at.css for name in _PAGER_NAMES):
            return True
    near = element.parent.parent if element.parent and element.parent.parent else element.parent
    if near is None or len(near.text) >= MAX_PAGES:
        return False
    return sum(a.tag in _NUMBER_TAGS and bool(_NUMBERED.fullmatch(a.text)) for a in near.walk()) > 1


def _in_menu(element: Element) -> bool:
    return any(
        at.tag in {"nav", "header", "aside", "ul"} or "menu" in at.css or "nav" in at.css
        for at in list(element.ancestors())[:6]
    )
