"""Seller text made inert for takedown papers: plain lines without control, format, bidi or private characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from base.sinks import is_inert

LONGEST_RUN = 40
"""Characters without a place to break a line; a break may be put in after them."""
_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")


def one_line(text: str, limit: int | None = None) -> str:
    """Return *text* in one line of characters that show as themselves; longer than *limit* it ends in `…`."""
    shown = " ".join("".join(c if is_inert(c) else " " if c.isspace() else "�" for c in text).split())
    return shown if limit is None or len(shown) <= limit else shown[: limit - 1] + "…"


def lines(text: str, limit: int) -> tuple[str, int]:
    """Return *text* with its line breaks, made inert and cut at *limit* characters, and how many were left out."""
    kept = "\n".join(one_line(line) for line in text[:limit].split("\n"))
    return kept, max(0, len(text) - limit)


def breakable(text: str) -> str:
    """Return *text* with zero-width spaces where a page may break a long run."""
    return _RUN.sub(lambda run: run[0] + "\u200b", text)


def joined(parts: Iterable[str], language: str) -> str:
    """Return *parts* as a list in a sentence."""
    return ("、" if language == "zh" else ", ").join(parts)
