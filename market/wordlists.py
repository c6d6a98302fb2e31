"""Several lists of words in one automaton, so that a text is looked through once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import TypeAlias

import ahocorasick_rs

WordPlace: TypeAlias = tuple[int, int, int]
"""The number of a word in its list, and where it starts and ends in the text."""


class WordLists:
    """Finds the words of several lists, overlapping ones too."""

    def __init__(self, *lists: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(list(chain(*lists)))
        self._first = len(lists[0])
        ends = accumulate(map(len, lists))
        self._owners = [
            (which, end - len(words)) for which, (words, end) in enumerate(zip(lists, ends, strict=True)) for _ in words
        ]
        """For each word of the automaton, the number of its list and of that list's first word."""
        self._others = len(lists) - 1

    def find(self, text: str) -> list[list[WordPlace]]:
        """Return for each list the places of its words, in order of their ends."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if not self._others:
            return [found]
        border, owners = self._first, self._owners
        places: list[list[WordPlace]] = [[], *([] for _ in range(self._others))]
        first = places[0]
        for place in found:
            if place[0] < border:
                first.append(place)
            else:
                number, start, end = place
                which, base = owners[number]
                places[which].append((number - base, start, end))
        return places
