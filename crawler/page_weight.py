"""Markup that would keep a parser busy without end: nested without bound, or endless attributes. Pure.

Both parsers in use are linear in the length of a page, but for these two: twice the depth, or twice the attributes
of one element, takes them four times as long, and no signal reaches into them while they work.
"""

from __future__ import annotations

import re

DEEPEST = 8000
"""Elements open at once; browsers stop at some hundred."""
MOST_ATTRIBUTES = 8000
_FEW_TAGS = 8000
MOST_TAGS = 500_000
"""A list of five thousand goods has a hundred thousand; so many take a parser a hundred megabytes and more."""
_LONG_TAG = 16_000
"""A tag with too many attributes has at least so many characters."""
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_CLOSED_BY_OTHERS = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "dd", "dt", "td", "th", "tr", "option", "tbody", "thead", "tfoot"}
)
"""Elements without an end tag, or that the next one ends."""


def too_heavy(text: str) -> str | None:
    """Return what makes the markup of *text* too heavy to be parsed; None for every ordinary page."""
    tags = text.count("<")
    if tags > MOST_TAGS:
        return f"more than {MOST_TAGS} tags"
    if tags > _FEW_TAGS and _depth(text) > DEEPEST:
        return f"more than {DEEPEST} elements inside each other"
    if len(text) > _LONG_TAG and _attributes(text) > MOST_ATTRIBUTES:
        return f"an element with more than {MOST_ATTRIBUTES} attributes"
    return None


def _depth(text: str) -> int:
    """Return an upper bound of the depth, as one end tag closes one element."""
    depth = deepest = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() in _CLOSED_BY_OTHERS:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _attributes(text: str) -> int:
    """Return an upper bound of the attributes of one element: the words between its name and the next `>`."""
    most = 0
    for piece in text.split(">"):
        if len(piece) > _LONG_TAG and (begin := _TAG.search(piece)):
            most = max(most, len(piece[begin.start() :].split()))
    return most
