"""Contacts of a site: from notice, footer, sidebar and service links of any page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.families.records import words_data as words
from crawler.families.records.tree import Document, Element, read_lines
from market.model import Contact, HandleType

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CONTACTS = 40
MAX_LINE = 240
_REGION_TAGS = frozenset({"footer", "aside", "marquee", "address", "blockquote"})
_LABELS = sorted(words.CONTACT_LABELS, key=len, reverse=True)
_LABELLED = re.compile(
    rf"(?<![a-zа-я])(?:{'|'.join(re.escape(w) for w in _LABELS)})(?:号|群|频道|客服|id)?"
    r"(?:\s*(?:[:：@=]|\bis\b)\s*[@+\w][\w.+@-]{3,}|[^\w]{1,4}(?=[\w.+-]*(?:\d{5}|[_@]))[@+\w][\w.+@-]{4,})",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?<![\w@/])@[a-z]\w{4,31}\b|[\w.+-]{2,64}@[\w-]{2,}\.[a-z]{2,}|(?:https?://)?(?:t\.me|wa\.me|discord\.gg|line\.me)/[\w+/-]{3,}",
    re.IGNORECASE,
)
_SERVICE_SCHEMES = {
    "mailto": HandleType.EMAIL,
    "tel": None,
    "skype": HandleType.SKYPE,
    "tencent": HandleType.QQ,
    "tg": HandleType.TELEGRAM,
}
_SHARES = re.compile(r"/share|sharer|/intent/|share\?|addtoany|/dialog/", re.IGNORECASE)


def read_contacts(document: Document, skip: Iterable[Element] = ()) -> tuple[Contact, ...]:
    """Return the contacts of the site as a whole; what stands inside *skip* (records, descriptions) is theirs."""
    found: dict[str, Contact] = {}
    for element in document.body.walk(frozenset(e.order for e in skip)):
        if len(found) >= MAX_CONTACTS:
            break
        if element.tag == "a":
            contact = _linked(element)
            if contact:
                found.setdefault(contact.text.lower(), contact)
        elif element.own_text and _is_place(element):
            for line in read_lines(element):
                if len(line) <= MAX_LINE and (_LABELLED.search(line) or _PLAIN.search(line)):
                    _keep(found, line)
    return tuple(found.values())


def has_contact(text: str) -> bool:
    """Whether a line of text names a way to reach somebody."""
    return bool(_LABELLED.search(text) or _PLAIN.search(text))


def _keep(found: dict[str, Contact], line: str) -> None:
    low = line.lower()
    if not any(low in known or known == low for known in found):
        found[low] = Contact(text=line)


def _linked(element: Element) -> Contact | None:
    href = element.get("href")
    if not href or _SHARES.search(href):
        return None
    scheme = href.split(":", 1)[0].lower()
    if scheme in _SERVICE_SCHEMES:
        value = (
            unquote(href.split(":", 1)[1]).lstrip("/").split("?")[0] if scheme in {"mailto", "tel", "skype"} else href
        )
        return Contact(text=value, type=_SERVICE_SCHEMES[scheme]) if value else None
    try:
        parts = urlsplit(href if "//" in href else "//" + href)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if host in words.CONTACT_HOSTS and (parts.path.strip("/") or parts.query):
        return Contact(text=href)
    return None


def _is_place(element: Element) -> bool:
    """Whether an element stands where a site puts its contacts: anywhere but in prose, forms and menus of goods."""
    text = element.text
    if len(text) > MAX_LINE * 2 or element.tag in {"option", "button", "label", "input", "h1", "h2", "h3"}:
        return False
    return bool(_LABELLED.search(text) or _PLAIN.search(text) or _is_contact_place(element))


def _is_contact_place(element: Element) -> bool:
    for at in (element, *element.ancestors()):
        if at.tag in _REGION_TAGS or any(name in at.css for name in words.CONTACT_NAMES):
            return True
        if at.tag in {"body", "main", "form"}:
            break
    return False
