"""What boards have in common: a thread is a listing, its first post the text, its author the seller."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.markup import attribute, line, lines, lines_of_html
from market.model import Contact, Detail, Listing, PageIssue, PageReading, Scope

MAX_THREADS = 500
"""Rows of one page: far above any board's setting."""
MAX_PAGES = 500
MAX_SIGNATURE_LINES = 12
_MAX_LINE = 300


def thread(
    *,
    url: str,
    key: str,
    title: str,
    text: str = "",
    category: str | None = None,
    author: str | None = None,
    author_key: str | None = None,
    posted_at: datetime | None = None,
    contacts: Iterable[Contact] = (),
    images: tuple[str, ...] = (),
    detail: Detail = Detail.FULL,
) -> Listing:
    """Return a thread as a listing; prices stay in its text."""
    return Listing(
        url=url,
        key=key,
        title=title,
        text=text,
        category=category or None,
        seller_name=author or None,
        seller_key=author_key or None,
        posted_at=posted_at,
        contacts=tuple(contacts),
        images=images,
        detail=detail,
    )


def signature_contacts(signature: str, *, html: bool = False) -> tuple[Contact, ...]:
    """Return the lines of a poster's signature: contacts of the one who posted, not of the board."""
    text = lines_of_html(signature) if html else signature
    kept = [part for part in text.splitlines() if 0 < len(part) <= _MAX_LINE]
    return tuple(Contact(text=part, scope=Scope.LISTING) for part in kept[:MAX_SIGNATURE_LINES])


def without(node: LexborNode, selectors: str) -> str:
    """Return the visible text of *node* without the parts that *selectors* match; the tree loses them."""
    for part in node.css(selectors):
        part.decompose()
    return lines(node)


def first_text(tree: LexborHTMLParser | LexborNode, *selectors: str) -> str:
    """Return the text of the first of *selectors* that matches something that says anything."""
    for selector in selectors:
        text = line(tree.css_first(selector))
        if text:
            return text
    return ""


def first_link(node: LexborHTMLParser | LexborNode, selector: str) -> str:
    """Return the address of the first link that *selector* matches, as written."""
    return attribute(node.css_first(selector), "href")


def walled(code: str, detail: str) -> PageReading:
    """Return the reading of a page that shows a wall instead of what it should be."""
    return PageReading(issues=(PageIssue(code=code, detail=detail[:160], breaks=True),))
