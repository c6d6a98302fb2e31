"""One page as a light tree: what every generic reader walks, parsed once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


MAX_TEXT = 1500
"""Characters of an element's cached text; longer blocks are prose, which `lines` gives in full."""

INLINE = frozenset(
    """
    a abbr acronym b bdi bdo big cite code em font i ins kbd label mark nobr q s samp small span strike strong sub
    sup time tt u var del data output
    """.split()  # noqa: SIM905 - a list of tags reads better in rows
)
_DIGIT = re.compile(r"\d")
SPACE = re.compile(r"[\s\u200b\ufeff]+")
_CENTS = re.compile(r"\d{2}")


class Element:
    """One element with its place in the page; text pieces stand among its children."""

    __slots__ = (
        "_own",
        "_text",
        "attrs",
        "children",
        "classes",
        "column",
        "css",
        "depth",
        "elements",
        "end",
        "order",
        "parent",
        "place",
        "spot",
        "struck",
        "tag",
    )

    def __init__(self, tag: str, attrs: dict[str, str | None], parent: Element | None) -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Element | str] = []
        self.elements: list[Element] = []
        """Child elements only."""
        self.depth: int = parent.depth + 1 if parent else 0
        self.order = 0
        self.end = 0
        self.place = 0
        """Position among the parent's elements."""
        self.spot = 0
        """Position among the parent's children, pieces of text counted."""
        self.struck = False
        self.column: int | None = None
        """Column of a table's cell, cells that reach down from rows above counted in."""
        self._text: str | None = None
        self._own: str | None = None
        named = attrs.get("class") or ""
        self.css = f"{named} {attrs.get('id') or ''}".lower()
        """Class and id as one lower-case string, for looking at names."""
        self.classes = tuple(c for c in named.split() if not _DIGIT.search(c)) if named else ()
        """Class names without those that count or number things."""

    @property
    def text(self) -> str:
        """Visible text on one line without struck-out prices, cut at MAX_TEXT."""
        if self._text is None:
            self._text = _one_line(self._joined())[:MAX_TEXT] if self.children else ""
        return self._text

    def _joined(self) -> str:
        parts: list[str] = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.struck:
                parts.append(" ")
            elif child.tag == "sup" and _CENTS.fullmatch(child.text) and _ends_in_digit(parts):
                parts.append("." + child.text)
            elif child.tag in INLINE:
                parts.append(child._joined())  # noqa: SLF001 - another of the same class
            else:
                parts.append(f" {child.text} ")
        return "".join(parts)[: MAX_TEXT * 4]

    @property
    def own_text(self) -> str:
        """Text that stands directly in this element."""
        if self._own is None:
            self._own = _one_line(" ".join([c for c in self.children if isinstance(c, str)]))
        return self._own

    def holds(self, other: Element) -> bool:
        """Whether *other* is this element or inside it."""
        return self.order <= other.order <= self.end

    def walk(self, skip: frozenset[int] = frozenset()) -> Iterator[Element]:
        """Yield this element and all below, in document order, without those whose order is in *skip*."""
        stack = [self]
        while stack:
            element = stack.pop()
            if skip and element.order in skip:
                continue
            yield element
            if element.elements:
                stack.extend(reversed(element.elements))

    def ancestors(self) -> Iterator[Element]:
        """Yield the elements around this one, nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def first(self, *tags: str) -> Element | None:
        """Return the first element of one of *tags* at or below this one."""
        return next((e for e in self.walk() if e.tag in tags), None)

    def get(self, name: str) -> str:
        """Return an attribute's value, stripped; empty where it is missing."""
        return (self.attrs.get(name) or "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A script element, kept apart from the visible tree."""

    type: str
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole page: its visible tree and what its head says."""

    body: Element
    title: str
    lang: str
    """Primary language of `<html lang>`, lower case; empty where it says nothing."""
    metas: dict[str, str] = field(default_factory=dict)
    """`name` or `property` of a meta element, lower case -> content; the first one counts."""
    scripts: tuple[Script, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """(rel, href) of link elements."""
    base: str = ""
    truncated: bool = False


def _one_line(text: str) -> str:
    if "\u200b" in text or "\ufeff" in text:
        text = text.replace("\u200b", " ").replace("\ufeff", " ")
    return " ".join(text.split())


def _ends_in_digit(parts: list[str]) -> bool:
    return next((p.rstrip()[-1].isdigit() for p in reversed(parts) if p.strip()), False)


def read_lines(element: Element, *, skip: frozenset[int] = frozenset()) -> list[str]:
    """Return the visible text of *element*, one line a block; elements whose order is in *skip* are left out."""
    lines: list[str] = []
    current: list[str] = []

    def close() -> None:
        line = SPACE.sub(" ", "".join(current)).strip()
        if line:
            lines.append(line)
        current.clear()

    stack: list[Element | str | None] = [element]
    while stack:
        item = stack.pop()
        if item is None:
            close()
        elif isinstance(item, str):
            current.append(item)
        elif item.tag == "br":
            close()
        elif item.order in skip and item is not element:
            continue
        else:
            block = item.tag not in INLINE and item.tag not in {"td", "th"}
            if block:
                close()
                stack.append(None)
            elif item.tag in {"td", "th"}:
                stack.append(" ")
            stack.extend(reversed(item.children))
    close()
    return lines
