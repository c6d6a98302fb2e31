"""Several lists of words in one automaton, so that a text is looked through once for all of them."""

from __future__ import annotations

from bisect import bisect_right
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
        self._borders = tuple(accumulate(map(len, lists)))

    def find(self, text: str) -> list[list[WordPlace]]:
        """Return for each list the places of its words, in order of their ends."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        if len(self._borders) == 1:
            return [found]
        border = self._borders[0]
        places = [[place for place in found if place[0] < border], *([] for _ in self._borders[1:])]
        if len(places[0]) < len(found):
            for number, start, end in [place for place in found if place[0] >= border]:
                which = bisect_right(self._borders, number)
                places[which].append((number - self._borders[which - 1], start, end))
        return places
