"""A table of words that may stand at a place of a text, looked up by their first character."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Generic, TypeVar

_Value = TypeVar("_Value")
_LAST_ALPHABET: Final = "\u0590"
"""Below stand scripts whose letters must not run on at a word's end."""


class WordTable(Generic[_Value]):
    """Words with a value each; the longest word that fits is found."""

    def __init__(self, entries: Iterable[tuple[str, _Value]], not_behind: dict[str, str] | None = None) -> None:
        """Take (word, value) pairs, the first of equal words; *not_behind* names characters that may not follow."""
        tables: dict[str, dict[str, _Value]] = {}
        for word, value in entries:
            tables.setdefault(word[0], {}).setdefault(word, value)
        forbidden = not_behind or {}
        self._by_first: dict[str, list[tuple[str, bool, str, _Value]]] = {
            first: [
                (word, _is_lettered(word), forbidden.get(word, ""), table[word])
                for word in sorted(table, key=len, reverse=True)
            ]
            for first, table in tables.items()
        }

    def match(self, text: str, place: int) -> tuple[str, _Value, int] | None:
        """Return word, value and end of the longest word that stands at *place*; None where none does."""
        candidates = self._by_first.get(text[place : place + 1])
        if candidates is None:
            return None
        for word, lettered, forbidden, value in candidates:
            if text.startswith(word, place):
                end = place + len(word)
                after = text[end : end + 1]
                if not (lettered and after.isalpha() and after < _LAST_ALPHABET) and not (after and after in forbidden):
                    return word, value, end
        return None

    def match_before(
        self, text: str, place: int, low: int, allowed: Callable[[str], bool]
    ) -> tuple[str, _Value, int] | None:
        """Return word, value and start of the longest word of at most six characters that ends at *place*."""
        for start in range(max(low, place - 6), place):
            candidates = self._by_first.get(text[start])
            if candidates is None:
                continue
            written = text[start:place]
            for word, _, _, value in candidates:
                if word == written and allowed(word):
                    before = text[start - 1 : start]
                    if not (word[0].isalpha() and before.isalpha() and before < _LAST_ALPHABET):
                        return word, value, start
        return None


def _is_lettered(word: str) -> bool:
    return word[-1].isalpha() and word[-1] < _LAST_ALPHABET
