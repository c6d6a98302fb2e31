"""Contacts of a site in notice, footer and links, as printed; what they are is the text reader's work."""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from crawler.families.markup import attribute, lines, lines_of_html
from market.model import Contact, HandleType, Scope

REACHABLE = re.compile(r"@\w|\d{5,}|[A-Za-z][\w.-]{4,}|微信|薇信|客服|电报|飞机|[Qq]{2}|扣扣")
"""What a line needs before it can hold a contact at all."""
LINKS: tuple[tuple[re.Pattern[str], HandleType], ...] = (
    (
        re.compile(
            r"^(?:https?:)?//(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)/(?!s/|share|iv\b)[\w+/-]+", re.IGNORECASE
        ),
        HandleType.TELEGRAM,
    ),
    (re.compile(r"^tg://resolve\?domain=\w+"), HandleType.TELEGRAM),
    (re.compile(r"^mailto:[^?\s]+@"), HandleType.EMAIL),
    (re.compile(r"^(?:https?:)?//(?:wa\.me|api\.whatsapp\.com|chat\.whatsapp\.com)/"), HandleType.WHATSAPP),
    (re.compile(r"^(?:(?:https?:)?//wpa\.qq\.com/|tencent://|mqqwpa://)"), HandleType.QQ),
    (re.compile(r"^(?:https?:)?//(?:qm\.qq\.com|jq\.qq\.com)/"), HandleType.QQ_GROUP),
    (re.compile(r"^(?:https?:)?//(?:line\.me|lin\.ee)/"), HandleType.LINE),
    (re.compile(r"^skype:\S+"), HandleType.SKYPE),
    (re.compile(r"^(?:https?:)?//(?:discord\.gg|discord\.com/invite)/"), HandleType.DISCORD),
    (re.compile(r"^tel:\+?\d"), HandleType.PHONE),
)
"""Where a contact link (in lower case) leads -> what it reaches."""
POWERED = re.compile(r"(?i)powered\s*by|版权所有|©|copyright|主题|theme by")
MAX_LINES = 40
MAX_LINE = 500


def contacts_in(nodes: Iterable[LexborNode | None], scope: Scope = Scope.SITE) -> tuple[Contact, ...]:
    """Return the lines and links of *nodes* that can hold a contact, each once, in page order."""
    found: dict[str, Contact] = {}
    for node in nodes:
        if node is None:
            continue
        for contact in (*_in_links(node, scope), *contacts_in_text(lines(node), scope)):
            found.setdefault(contact.text, contact)
    return tuple(found.values())[:MAX_LINES]


def contacts_in_text(text: str, scope: Scope = Scope.SITE) -> tuple[Contact, ...]:
    """Return the lines of *text* that can hold a contact."""
    kept = (part for part in text.splitlines() if len(part) <= MAX_LINE and REACHABLE.search(part))
    return tuple(Contact(text=part, scope=scope) for part in kept if not POWERED.search(part))[:MAX_LINES]


def contacts_in_html(fragment: str, scope: Scope = Scope.SITE) -> tuple[Contact, ...]:
    """Return what `contacts_in_text` finds in the visible text of an HTML *fragment*."""
    return contacts_in_text(lines_of_html(fragment), scope)


def contact_link(href: str, scope: Scope = Scope.SITE) -> Contact | None:
    """Return the contact that a link reaches, None for a link that reaches a page."""
    href = href.strip()[:MAX_LINE]
    kind = next((kind for pattern, kind in LINKS if pattern.match(href.lower())), None)
    return None if kind is None else Contact(text=href, type=kind, scope=scope)


def _in_links(node: LexborNode, scope: Scope) -> Iterable[Contact]:
    for link in node.css("a[href]")[: 2 * MAX_LINES]:
        contact = contact_link(attribute(link, "href"), scope)
        if contact:
            yield contact
