"""A table of words that may stand at a place of a text, looked up by their first character."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Generic, TypeVar

_Value = TypeVar("_Value")
_LAST_ALPHABET: Final = "\u0590"
"""Below stand scripts whose letters must not run on at a word's end."""
_LONGEST_BEFORE: Final = 6


class WordTable(Generic[_Value]):
    """Words with a value each; the longest word that fits is found."""

    def __init__(
        self,
        entries: Iterable[tuple[str, _Value]],
        not_behind: dict[str, str] | None = None,
        may_stand_before: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Take (word, value) pairs, the first of equal words.

        *not_behind* names characters that may not follow, *may_stand_before* the words for `match_before`.
        """
        values: dict[str, _Value] = {}
        for word, value in entries:
            values.setdefault(word, value)
        forbidden = not_behind or {}
        self._words = {word: (_is_lettered(word), forbidden.get(word, ""), value) for word, value in values.items()}
        self._before = {
            word: (word[0].isalpha(), value)
            for word, value in values.items()
            if len(word) <= _LONGEST_BEFORE and may_stand_before(word)
        }
        self._lengths = _lengths((word[0], word) for word in values)
        self._lengths_before = _lengths((word[-1], word) for word in self._before)
        self.first_characters = frozenset(self._lengths)
        """Characters that the words for `match` begin with: where none stands, it need not be asked."""
        self.last_characters = frozenset(self._lengths_before)
        """Characters that the words for `match_before` end with."""

    def match(self, text: str, place: int) -> tuple[str, _Value, int] | None:
        """Return word, value and end of the longest word at *place* whose letters do not run on; None without one."""
        lengths = self._lengths.get(text[place : place + 1])
        if lengths is None:
            return None
        for length in lengths:
            word = text[place : place + length]
            entry = self._words.get(word)
            if entry is not None:
                lettered, forbidden, value = entry
                end = place + len(word)
                after = text[end : end + 1]
                if not (lettered and after.isalpha() and after < _LAST_ALPHABET) and not (after and after in forbidden):
                    return word, value, end
        return None

    def match_before(self, text: str, place: int, low: int) -> tuple[str, _Value, int] | None:
        """Return word, value and start of the longest word of at most six characters that ends at *place*."""
        for length in self._lengths_before.get(text[place - 1 : place], ()):
            start = place - length
            if start >= low and (entry := self._before.get(text[start:place])) is not None:
                lettered, value = entry
                before = text[start - 1 : start]
                if not (lettered and before.isalpha() and before < _LAST_ALPHABET):
                    return text[start:place], value, start
        return None


def _lengths(words: Iterable[tuple[str, str]]) -> dict[str, tuple[int, ...]]:
    """Return, by the character that leads to them, the lengths of words, longest first."""
    lengths: dict[str, set[int]] = {}
    for char, word in words:
        lengths.setdefault(char, set()).add(len(word))
    return {char: tuple(sorted(some, reverse=True)) for char, some in lengths.items()}


def _is_lettered(word: str) -> bool:
    return word[-1].isalpha() and word[-1] < _LAST_ALPHABET
