"""Texts without their signs and blanks, to find the words that were written apart (face-book, g.m.a.i.l)."""

from __future__ import annotations

import re
from itertools import compress
from typing import Final

_PLAIN_SIGNS: Final = bytes((*range(0x21), 0x22, 0x23, *range(0x25, 0x30), *range(0x3A, 0x40), *range(0x5B, 0x61),
                             *range(0x7B, 0x80)))  # fmt: skip
"""Blanks and signs of ASCII, without $ ! @, which stand for letters."""
_FURTHER_SIGNS: Final = "\x80-\xbf\u2000-\u2bff\u3000-\u3030\U0001f300-\U0001faff"
_FURTHER: Final = re.compile(f"[{_FURTHER_SIGNS}]")
_SIGN_PAIR: Final = re.compile(f"[{re.escape(_PLAIN_SIGNS.decode())}{_FURTHER_SIGNS}]{{2}}")
_LETTER_LOOKS: Final = bytes.maketrans(b"@$!013457l", b"asioieasti")
_CYRILLIC: Final = re.compile("[\u0430-\u044f]")
_CYRILLIC_LOOKS: Final = str.maketrans("асиоет", "asioet")
"""Cyrillic letters that the same digits and signs stand for (в4йбер, и.н.$.т.а)."""
_STAYS: Final = bytes(code not in _PLAIN_SIGNS or code == ord("?") for code in range(0x100))


def squeeze(text: str) -> str:
    """Return *text* without signs and blanks, and with the letters that digits and signs look like (0utlook, gm@il)."""
    squeezed = text.encode().translate(_LETTER_LOOKS, _PLAIN_SIGNS).decode()
    if squeezed.isascii():
        return squeezed
    squeezed = _FURTHER.sub("", squeezed)
    return squeezed.translate(_CYRILLIC_LOOKS) if _CYRILLIC.search(squeezed) else squeezed


def places_squeezed(text: str) -> list[int]:
    """Return for each character of the squeezed text where it stands in *text* itself."""
    plain = text if text.isascii() else _FURTHER.sub(" ", text)
    letters = plain.replace("?", " ").encode("ascii", "replace")  # what stays of a character beyond ASCII is a ?
    return list(compress(range(len(text)), letters.translate(_STAYS)))


def is_one_word(text: str, start: int, end: int) -> bool:
    """Whether the gaps inside [start, end) may be tricks: short, and on one line."""
    inside = text[start:end]
    if "\n" in inside:
        return False
    return not _SIGN_PAIR.search(inside)
