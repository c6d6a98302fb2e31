"""Several lists of words in one automaton, so that a text is looked through once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import TypeAlias

import ahocorasick_rs

WordPlace: TypeAlias = tuple[int, int, int]
"""The number of a word among those of all lists, and where it starts and ends in the text."""
WordsFound: TypeAlias = tuple[int, list[WordPlace]]
"""The number of a list's first word, and the places of its words, in order of their ends."""


class WordLists:
    """Finds the words of several lists, overlapping ones too."""

    def __init__(self, *lists: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(list(chain(*lists)))
        self._firsts = tuple(accumulate(map(len, lists[:-1]), initial=0))
        self._owners = bytes(which for which, words in enumerate(lists) for _ in words)
        """For each word of the automaton, the number of its list."""

    def find(self, text: str) -> list[WordsFound]:
        """Return for each list what was found of it."""
        found: list[WordsFound] = [(first, []) for first in self._firsts]
        owners, takers = self._owners, [places.append for _, places in found]
        for place in self._automaton.find_matches_as_indexes(text, overlapping=True):
            takers[owners[place[0]]](place)
        return found
