"""Texts without their signs and blanks, to find the words that were written apart (face-book, g.m.a.i.l)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_SIGNS: Final = (
    (0x00, 0x20), (0x22, 0x23), (0x25, 0x2F), (0x3A, 0x3F), (0x5B, 0x60), (0x7B, 0xBF), (0x2000, 0x2BFF),
    (0x3000, 0x3030), (0x1F300, 0x1FAFF),
)  # fmt: skip
"""Blanks and signs, without $ ! @, which stand for letters."""
_SIGN: Final = re.compile(f"[{''.join(f'{re.escape(chr(first))}-{re.escape(chr(last))}' for first, last in _SIGNS)}]")
_SIGNLESS: Final = re.compile(_SIGN.pattern.replace("[", "[^", 1) * 2 + "*")
"""The first character stands apart so that the search skips to it."""
_SIGN_PAIR: Final = re.compile(_SIGN.pattern * 2)
_LETTER_LOOKS: Final = tuple(zip("@$!013457l", "asioieasti", strict=True))


def unsqueezed(text: str, matches: Iterable[tuple[int, int, int]]) -> tuple[list[int], list[int]]:
    """Return where matches of the squeezed text, in order and disjoint, start and end in *text* itself."""
    starts: list[int] = []
    ends: list[int] = []
    runs = _SIGNLESS.finditer(text)
    begin = end = 0
    taken = 0
    """Characters of the squeezed text before the end of the run."""
    for _, first, last in matches:
        for found, place, past in ((starts, first, 0), (ends, last - 1, 1)):
            while place >= taken:
                begin, end = next(runs).span()
                taken += end - begin
            found.append(end - (taken - place) + past)
    return starts, ends


def squeeze(text: str) -> str:
    """Return *text* without signs and blanks, and with the letters that digits and signs look like (0utlook, gm@il)."""
    squeezed = "".join(_SIGNLESS.findall(text))
    for sign, letter in _LETTER_LOOKS:
        if sign in squeezed:
            squeezed = squeezed.replace(sign, letter)
    return squeezed


def is_one_word(text: str, start: int, end: int) -> bool:
    """Whether the gaps inside [start, end) may be tricks: short, and on one line."""
    inside = text[start:end]
    if "\n" in inside:
        return False
    return not _SIGN_PAIR.search(inside)
