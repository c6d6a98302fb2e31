"""The prose of a page about one thing, without menus, forms and what belongs to other things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.families.records import words_data as words
from crawler.families.records.prices import parse_money
from crawler.families.records.stocks import without_stock
from crawler.families.records.tree import Document, Element, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TEXT = 8000
_LEAST = 8
_CUT = frozenset({"nav", "header", "footer", "aside", "form", "select", "button", "input", "iframe"})
_CUT_NAMES = (
    "footer", "navbar", "breadcrumb", "crumb", "modal", "cookie", "review", "comment", "rating", "related", "upsell",
    "recommend", "share", "payment", "pay-", "captcha", "menu", "sidebar", "notice", "gonggao", "announce", "copyright",
    "toolbar", "header",
)  # fmt: skip
_MAX_TABS = 60
"""Characters of a row of tabs that begins with the one for the description."""
_MAX_FIELD = 40
_HEADED = 400
_NAMED = 120
_WORDS = frozenset(words.DESCRIPTION_WORDS)


def read_description(document: Document, seen: Sequence[Element], others: Sequence[Element], title: str) -> str:
    """Return the visible text that describes the thing, one line a block; else what the page's head says.

    *seen* are the elements of title and price, which no description holds.
    """
    scored: list[tuple[int, Element, list[str]]] = []
    stack = [document.body]
    while stack:
        element = stack.pop()
        if not element.text or _is_cut(element) or any(o.order == element.order for o in others):
            continue
        if not any(element.holds(s) for s in seen) and not _is_mixed(element, others):
            lines = [line for line in read_lines(element) if _is_prose(line, title)]
            scored.append((_points(element, lines), element, lines))
            continue
        stack.extend(reversed(element.elements))
    best = max(scored, key=lambda s: (s[0], -s[1].order), default=(0, document.body, []))
    shown = "\n".join(best[2])[:MAX_TEXT] if best[0] >= _LEAST else ""
    said = document.metas.get("og:description") or document.metas.get("description") or ""
    return shown or (said if said != title else "")[:MAX_TEXT]


def _is_prose(line: str, title: str) -> bool:
    """Whether a line says something of its own: no title again, no heading, no stock or price field."""
    if line == title or line.lower().strip(" :：") in _WORDS:
        return False
    money = parse_money(line) if len(line) <= _MAX_FIELD else None
    return not (money and money.alone) and not (len(line) <= _MAX_FIELD and without_stock(line).strip(" :：|·-") == "")


def _is_cut(element: Element) -> bool:
    return element.tag in _CUT or any(n in element.css for n in _CUT_NAMES)


def _is_mixed(element: Element, others: Sequence[Element]) -> bool:
    """Whether an element holds a form or things of others, so that only its parts are looked at."""
    if any(element.holds(o) for o in others):
        return True
    return any(
        e.tag in _CUT or (e.css and any(n in e.css for n in _CUT_NAMES)) for e in element.walk() if e is not element
    )


def _points(element: Element, lines: list[str]) -> int:
    length = sum(len(line) for line in lines)
    if length < _LEAST:
        return 0
    linked = sum(len(a.text) for a in element.walk() if a.tag == "a")
    if linked * 2 > length:
        return 0
    points = min(length, 600)
    if any(n in at.css for n in words.DESCRIPTION_NAMES for at in (element, *list(element.ancestors())[:1])):
        points += _NAMED
    if _heading_near(element):
        points += _HEADED
    return points


def _heading_near(element: Element) -> bool:
    """Whether a heading for descriptions stands right before or at the start of *element*."""
    first = next((e for e in element.walk() if e.own_text), None)
    if first is not None and first.text.lower().strip(" :：") in _WORDS:
        return True
    for at in (element, *list(element.ancestors())[:2]):
        siblings = at.parent.elements if at.parent else []
        place = next((n for n, s in enumerate(siblings) if s is at), 0)
        before = siblings[place - 1].text.lower().strip(" :：") if place else ""
        if before in _WORDS or (before and len(before) < _MAX_TABS and before.split()[0].strip(":：") in _WORDS):
            return True
    return False
