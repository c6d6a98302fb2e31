"""Quantiles in which every seller has one vote, however many offers it makes.

Each offer weighs 1/n of its seller's n offers. The quartiles are then still prices that somebody asks (a median of
a seller's dear and cheap goods is a price that nobody asks), and nobody's vote grows with the number of listings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quartiles:
    """The middle half of a distribution."""

    q1: float
    median: float
    q3: float


def weighted_quantile(ordered: Sequence[tuple[float, float]], share: float) -> float:
    """Return the value below which *share* of the weight lies; *ordered* are distinct values with weights, rising.

    Each value stands at the middle of its weight, between two values the line is straight: with equal weights the
    median is the usual one. Equal values have to be put together beforehand (`merged`).
    """
    total = sum(weight for _, weight in ordered)
    target = share * total
    ends = list(accumulate(weight for _, weight in ordered))
    middles = [end - weight / 2 for end, (_, weight) in zip(ends, ordered, strict=True)]
    if target <= middles[0]:
        return ordered[0][0]
    for at in range(1, len(middles)):
        if target <= middles[at]:
            part = (target - middles[at - 1]) / (middles[at] - middles[at - 1])
            low, high = ordered[at - 1][0], ordered[at][0]
            return min(max(low + part * (high - low), low), high)
    return ordered[-1][0]


def merged(values: Sequence[float], weights: Sequence[float]) -> list[tuple[float, float]]:
    """Return the distinct *values*, rising, each with all its weight."""
    together: dict[float, float] = {}
    for value, weight in zip(values, weights, strict=True):
        together[value] = together.get(value, 0.0) + weight
    return sorted(together.items())


def seller_weights(sellers: Sequence[Hashable]) -> list[float]:
    """Return the weight of each offer: one vote a seller, shared among its offers."""
    counts = Counter(sellers)
    return [1 / counts[seller] for seller in sellers]


def quartiles(values: Sequence[float], sellers: Sequence[Hashable]) -> Quartiles:
    """Return the quartiles of *values* (at least one), a vote for each of *sellers*, who stand beside them."""
    ordered = merged(values, seller_weights(sellers))
    return Quartiles(
        q1=weighted_quantile(ordered, 0.25),
        median=weighted_quantile(ordered, 0.5),
        q3=weighted_quantile(ordered, 0.75),
    )
