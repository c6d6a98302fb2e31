"""What a whole text is about where none of its words says it: kinds by the wording, learnt from labelled texts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import ahocorasick_rs

_MOST: Final = 4000
"""Characters that are looked at: what a text is about shows early."""


@dataclass(frozen=True, kw_only=True)
class TopicModel:
    """Plain numbers of a linear model: log-odds of each kind by the character n-grams that a text holds."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    """One number for each of `kinds`."""
    grams: Mapping[str, Sequence[float]]
    """By n-gram of the folded text, one number for each of `kinds`; a gram counts once, and less in a long text."""

    def kind_of(self, text: str) -> str | None:
        """Return the likeliest kind of what a folded text sells; None for a text without any known n-gram."""
        shares = self.shares(text)
        return max(shares, key=lambda kind: shares[kind]) if shares else None

    def shares(self, text: str) -> dict[str, float]:
        """Return the probability of each kind; nothing for a text without any known n-gram."""
        found = set(self._automaton.find_matches_as_indexes(text[:_MOST], overlapping=True)) if self.grams else set()
        held = {place for place, _, _ in found}
        if not held:
            return {}
        scale = 1 / math.sqrt(len(held))
        sums = map(sum, zip(*[self._weights[place] for place in held], strict=True))
        odds = [bias + scale * weight for bias, weight in zip(self.bias, sums, strict=True)]
        highest = max(odds)
        powers = [math.exp(one - highest) for one in odds]
        total = sum(powers)
        return {kind: power / total for kind, power in zip(self.kinds, powers, strict=True)}

    @cached_property
    def _weights(self) -> list[Sequence[float]]:
        return list(self.grams.values())

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(list(self.grams))
