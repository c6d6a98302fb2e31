"""Nodes and visible text of an HTML page; the readers' only way to lexbor.

One parse a page: a reader calls `parsed` once and hands the nodes on.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

BLOCKS = frozenset(
    """
    address article aside blockquote br dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol option p pre section summary table tbody tfoot thead tr ul
    """.split()  # noqa: SIM905 - a list of tags reads better in rows
)
UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "head", "textarea", "select", "iframe", "object"))
UNCLOSED = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr
    colgroup dd dt li option p rp rt tbody td tfoot th thead tr
    """.split()  # noqa: SIM905 - a list of tags reads better in rows
)
"""Elements without an end, and those whose end need not be written."""
MAX_DEPTH = 2_000
MAX_NODES = 200_000
"""Nodes of one text that are looked at; a page beyond it is an attack, not a description."""

_GLYPHS = re.compile("[\ue000-\uf8ff]")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_SPACES = re.compile(r"[^\S\n]+")


def parsed(text: str) -> LexborHTMLParser:
    """Return the tree of the HTML *text*; anything at all has one.

    What stands deeper than `MAX_DEPTH` elements is left out: no page needs it, and parsers slow down with the square
    of the depth.
    """
    if text.count("<") - 2 * text.count("</") > MAX_DEPTH:
        text = _shallow(text)
    return LexborHTMLParser(text)


def _shallow(text: str) -> str:
    """Return *text* up to the place where more than `MAX_DEPTH` elements are open."""
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in UNCLOSED:
            depth += -1 if tag[1] else 1
        if depth > MAX_DEPTH:
            return text[: tag.start()]
    return text


def line(node: LexborNode | None) -> str:
    """Return the text of *node* on one line, "" for None."""
    return "" if node is None else squeezed(node.text(deep=True))


def squeezed(text: str) -> str:
    """Return *text* with every run of white space as one space, none at the ends, glyphs of icon fonts gone."""
    return " ".join(_GLYPHS.sub(" ", text).split())


def lines(node: LexborNode | None) -> str:
    """Return the visible text of *node*, one line a block, no empty lines."""
    if node is None:
        return ""
    pieces: list[str] = []
    waiting: list[LexborNode | str] = [node]
    for _ in range(MAX_NODES):
        if not waiting:
            break
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif item.is_text_node:
            pieces.append((item.text_content or "").replace("\n", " "))
        else:
            _open(item, waiting, pieces)
    return tidied("".join(pieces))


def _open(node: LexborNode, waiting: list[LexborNode | str], pieces: list[str]) -> None:
    tag = node.tag or ""
    if tag in UNSEEN:
        return
    if tag in BLOCKS:
        pieces.append("\n")
        waiting.append("\n")
    elif tag in {"td", "th"}:
        waiting.append(" ")
    waiting.extend(reversed(list(node.iter(include_text=True))))


def tidied(text: str) -> str:
    """Return *text* with spaces squeezed line by line and empty lines gone."""
    squeezed_lines = (_SPACES.sub(" ", part).strip() for part in text.splitlines())
    return "\n".join(part for part in squeezed_lines if part)


def lines_of_html(fragment: str) -> str:
    """Return the visible text of an HTML *fragment*, as JSON fields carry them; plain text comes back tidied."""
    if "<" not in fragment and "&" not in fragment:
        return tidied(fragment)
    return lines(parsed(f"<body>{fragment}</body>").body)


def own_text(node: LexborNode | None) -> str:
    """Return the text that stands directly in *node*, children's text left out, on one line."""
    if node is None:
        return ""
    return squeezed(" ".join(child.text_content or "" for child in node.iter(include_text=True) if child.is_text_node))


def attribute(node: LexborNode | None, name: str) -> str:
    """Return the attribute *name* of *node*, stripped, "" where there is none."""
    return "" if node is None else (node.attributes.get(name) or "").strip()


def meta(tree: LexborHTMLParser, name: str) -> str:
    """Return the content of `<meta name|property=name>`, "" where there is none."""
    return attribute(tree.css_first(f'meta[property="{name}"]') or tree.css_first(f'meta[name="{name}"]'), "content")
