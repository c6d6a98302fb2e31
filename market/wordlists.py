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
        self._borders = tuple(accumulate(map(len, lists)))

    def find(self, text: str) -> list[list[WordPlace]]:
        """Return for each list the places of its words, in order of their ends."""
        rest = self._automaton.find_matches_as_indexes(text, overlapping=True)
        places: list[list[WordPlace]] = []
        first = 0
        for border in self._borders[:-1]:
            own = [place for place in rest if place[0] < border]
            rest = [place for place in rest if place[0] >= border] if len(own) < len(rest) else []
            places.append(_counted_from(first, own))
            first = border
        places.append(_counted_from(first, rest))
        return places


def _counted_from(first: int, places: list[WordPlace]) -> list[WordPlace]:
    return [(number - first, start, end) for number, start, end in places] if first else places
