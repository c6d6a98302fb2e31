"""What a text is about where its title does not say: kinds by wording and words found, learnt from labelled texts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import ahocorasick_rs

from market.reading.claims import STRONG, Claims

_MOST: Final = 1200
"""Characters that are looked at: what a text is about shows early."""
_BITS: Final = 40
"""Room for the sum of one kind's weights in a number that holds those of all kinds."""
_FIELD: Final = (1 << _BITS) - 1
_PARTS, _LIFT = 1000, 1_000_000
"""Weights are added in thousandths, lifted above zero."""
_NOTHING: Final[Mapping[str, float]] = {}


@dataclass(frozen=True, kw_only=True)
class TopicModel:
    """Plain numbers of a linear model: log-odds of each kind by the character n-grams and signs that a text holds."""

    kinds: tuple[str, ...]
    bias: tuple[float, ...]
    """One number for each of `kinds`."""
    grams: Mapping[str, Sequence[float]]
    """By n-gram of the folded text, one number for each of `kinds`; a gram counts once, and less in a long text."""
    signs: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """By sign (`signs_of`), one number for each of `kinds`."""

    def kind_of(self, text: str) -> str | None:
        """Return the likeliest kind of what a folded text sells; None for a text without any known n-gram."""
        shares = self.shares(text)
        return max(shares, key=lambda kind: shares[kind]) if shares else None

    def shares(self, text: str, signs: Mapping[str, float] = _NOTHING) -> dict[str, float]:
        """Return the probability of each kind; nothing for a text without any known n-gram."""
        held = set(self._automaton.find_matches_as_strings(text[:_MOST], overlapping=True)) if self.grams else ()
        if not held:
            return {}
        scale = 1 / math.sqrt(len(held))
        total = sum(map(self._packed.__getitem__, held))
        lift = _LIFT * len(held)
        odds = [
            start + scale * (((total >> place) & _FIELD) - lift) / _PARTS
            for start, place in zip(self.bias, range(0, _BITS * len(self.bias), _BITS), strict=True)
        ]
        told = [
            weights if value == 1 else [value * weight for weight in weights]
            for sign, value in signs.items()
            if (weights := self.signs.get(sign))
        ]
        odds = list(map(sum, zip(odds, *told, strict=True)))
        highest = max(odds)
        powers = [math.exp(one - highest) for one in odds]
        whole = sum(powers)
        return {kind: power / whole for kind, power in zip(self.kinds, powers, strict=True)}

    @cached_property
    def _packed(self) -> dict[str, int]:
        """The weights of each n-gram as one number, so that one addition adds those of all kinds."""
        return {
            gram: sum((round(weight * _PARTS) + _LIFT) << (_BITS * place) for place, weight in enumerate(weights))
            for gram, weights in self.grams.items()
        }

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(list(self.grams), store_patterns=True)


def signs_of(title: Claims, body: Iterable[Claims], cues: Iterable[str]) -> dict[str, float]:
    """Return what the words found in a text tell of its kind, by name: kinds and attributes named, cues, platforms."""
    signs = dict.fromkeys([f"cue {cue}" for cue in cues], 1.0)
    platforms = {place.value for place in title.platforms}
    counts: dict[tuple[str, bool], int] = {}
    _describe(signs, "title", title)
    first = True
    for claims in body:
        if claims.kinds:
            for kind, weight in claims.kinds:
                named = (kind, weight == STRONG)
                counts[named] = counts.get(named, 0) + 1
                if first:
                    signs[f"first {_word(*named)}"] = 1.0
        _describe(signs, "body", claims)
        platforms.update([place.value for place in claims.platforms])
        first = first and not claims.describes
    for named, count in counts.items():
        signs[f"body {_word(*named)}"] = 1 + math.log(count)
    if counts:
        most = max(counts, key=lambda named: counts[named])
        signs[f"most {most[0]}"] = 1.0
    signs["platforms"] = math.log1p(len(platforms))
    return signs


def _word(kind: str, strong: bool) -> str:  # noqa: FBT001 - half of a pair
    return f"{kind} by name" if strong else kind


def _describe(signs: dict[str, float], where: str, claims: Claims) -> None:
    """Add what one region says beside the kinds of its body."""
    if where == "title":
        for kind, weight in claims.kinds:
            signs[f"title {_word(kind, weight == STRONG)}"] = 1.0
    for attribute in claims.attributes:
        signs[f"{where} {attribute}"] = 1.0
    if claims.has_age:
        signs[f"{where} age"] = 1.0
    if claims.platforms:
        signs[f"{where} platform"] = 1.0
