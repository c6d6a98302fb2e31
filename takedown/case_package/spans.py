"""The words of a listing in pieces, those that carry a claim marked; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from takedown.texts import breakable, lines

SHOWN = 4_000
"""Characters of one listing that an index shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a listing."""

    text: str
    claims: bool


def pieces(words: str, spans: Iterable[tuple[int, int]]) -> tuple[list[Piece], int]:
    """Return *words* cut where claims begin and end, made inert, and how many characters were left out at the end."""
    left = max(0, len(words) - SHOWN)
    words = words[:SHOWN]
    marks = bytearray(len(words))
    for start, end in spans:
        for at in range(max(0, start), min(end, len(words))):
            marks[at] = 1
    found: list[Piece] = []
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or marks[at] != marks[start]:
            found.append(Piece(text=_inert(words[start:at]), claims=bool(marks[start])))
            start = at
    return found, left


def _inert(text: str) -> str:
    """Return *text* made inert, its blanks at both ends kept as one."""
    kept, _ = lines(text, SHOWN)
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    return breakable(before + kept + after)
