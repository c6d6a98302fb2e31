"""Building the light tree of a page from its markup: what is shown, what its head says, what is struck out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.families.markup import parsed
from crawler.families.records.tree import SPACE, Document, Element, Script

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_ELEMENTS = 60_000
"""What a page has beyond is not read: far above any shop page, far below what would stall a run."""
MAX_DEPTH = 160
_DROPPED = frozenset(
    """
    script style noscript template svg iframe object canvas title meta link base head textarea datalist
    """.split()  # noqa: SIM905 - same
)
_STRUCK_TAGS = frozenset({"del", "s", "strike"})
_STRUCK_CLASS = re.compile(
    r"(?:^|[\s_-])(?:old|orig(?:inal)?|was|before|market|crossed|strike|striked|line-through|list-?price|msrp|rrp"
    r"|compare(?:-at)?|full-?price|yuanjia|oldprice|price-?old|price-?del|del)(?:$|[\s_-])",
    re.IGNORECASE,
)
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_MAX_STRUCK = 40


class _Head:
    def __init__(self) -> None:
        self.title = ""
        self.metas: dict[str, str] = {}
        self.scripts: list[Script] = []
        self.links: list[tuple[str, str]] = []
        self.base = ""

    def note(self, node: LexborNode, tag: str) -> None:
        """Keep what an element of the head, wherever it stands, says."""
        if tag == "title":
            self.title = self.title or SPACE.sub(" ", node.text() or "").strip()
        elif tag == "script":
            said = node.attributes
            self.scripts.append(
                Script(type=(said.get("type") or "").lower().strip(), id=said.get("id") or "", text=node.text() or "")
            )
        elif tag == "meta":
            said = node.attributes
            name = (said.get("property") or said.get("name") or said.get("itemprop") or "").lower().strip()
            if name and said.get("content"):
                self.metas.setdefault(name, (said.get("content") or "").strip())
        elif tag == "link":
            self.links.append(((node.attributes.get("rel") or "").lower(), (node.attributes.get("href") or "").strip()))
        elif tag == "base":
            self.base = self.base or (node.attributes.get("href") or "").strip()


def read_document(text: str) -> Document:
    """Return *text* as a tree; never fails, however broken the page is."""
    parser = parsed(text.replace("\x00", ""))
    body = Element("body", {}, None)
    head = _Head()
    if parser.root is None:
        return Document(body=body, title="", lang="")
    lang = (parser.root.attributes.get("lang") or "").lower().replace("_", "-").split("-")[0]
    truncated = _grow(body, parser.root, head)
    _number(body)
    return Document(
        body=body,
        title=head.title,
        lang=lang,
        metas=head.metas,
        scripts=tuple(head.scripts),
        links=tuple(head.links),
        base=head.base,
        truncated=truncated,
    )


def _grow(body: Element, root: LexborNode, head: _Head) -> bool:
    count = 0
    stack: list[tuple[LexborNode, Element]] = [(root, body)]
    while stack:
        node, parent = stack.pop()
        kids = []
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                parent.children.append(child.text_content or "")
            elif tag in _DROPPED:
                head.note(child, tag)
                if "itemprop" in child.attributes:
                    marked = Element(tag, child.attributes, parent)
                    marked.place, marked.spot = len(parent.elements), len(parent.children)
                    parent.children.append(marked)
                    parent.elements.append(marked)
                if tag == "head":
                    kids.append((child, Element("head", {}, None)))
            elif not tag.startswith(("-", "_", "!")) and parent.depth < MAX_DEPTH:
                element = Element(tag, child.attributes, parent)
                element.place, element.spot = len(parent.elements), len(parent.children)
                parent.children.append(element)
                parent.elements.append(element)
                kids.append((child, element))
                count += 1
            child = child.next
        if count > MAX_ELEMENTS:
            return True
        stack.extend(reversed(kids))
    return False


def _number(body: Element) -> None:
    order = 0
    stack: list[tuple[Element, bool]] = [(body, False)]
    while stack:
        element, done = stack.pop()
        if done:
            element.end = max((child.end for child in element.elements), default=element.order)
            element.struck = _is_struck(element)
            continue
        element.order = element.end = order
        order += 1
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element.elements))


def _is_struck(element: Element) -> bool:
    named = (
        element.tag in _STRUCK_TAGS
        or bool(_STRUCK_CLASS.search(element.attrs.get("class") or ""))
        or bool(_STRUCK_STYLE.search(element.attrs.get("style") or ""))
    )
    if not named:
        return False
    text = element.text
    return len(text) <= _MAX_STRUCK and any(ch.isdigit() for ch in text)
