"""Where a word ends: a letter goes on with a letter, a number with a digit, a Chinese character with none."""

from __future__ import annotations

from typing import Final

from market.spellings import is_han

_LETTER, _DIGIT, _OTHER_LETTER = 1, 2, 3


def class_of(char: str) -> int:
    """Return the class of a character; 0 for one with which no word goes on."""
    if char.isdigit():
        return _DIGIT
    if not char.isalpha() or is_han(char):
        return 0
    return _LETTER if _is_european(char) else _OTHER_LETTER


def _is_european(char: str) -> bool:
    """Whether a letter is Latin, Greek or Cyrillic: words of these do not run on into kana, Hangul or Arabic."""
    return char < "\u0590" or "\u1e00" <= char <= "\u1fff"


_LAST_KEPT: Final = "\uffff"


class _Classes(dict[str, int]):
    """The class of each character met so far: asked at both ends of every word found."""

    def __missing__(self, char: str) -> int:
        kind = class_of(char)
        if char <= _LAST_KEPT:
            self[char] = kind
        return kind


CLASSES: Final = _Classes()
