"""Logistic regression with an L2 prior and signs, over sparse features: for the models learnt in this repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Row: TypeAlias = dict[str, float]
Numbers: TypeAlias = NDArray[np.float64]

STEPS = 400
POWER_STEPS = 20
STILL = 1e-4
"""Weights that move less than this in one step have arrived."""
_FREE = 1e-6
"""What pulls the bias."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Texts by features, only what is not zero."""

    names: list[str]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: Numbers
    height: int

    def times(self, weights: Numbers) -> Numbers:
        """Return for each text the sum of its features by their weights."""
        return np.bincount(self.rows, self.values * weights[self.columns], minlength=self.height)

    def turned_times(self, errors: Numbers) -> Numbers:
        """Return for each feature the sum of its values by the errors of their texts."""
        return np.bincount(self.columns, self.values * errors[self.rows], minlength=len(self.names))

    @cached_property
    def spread(self) -> Numbers:
        """Standard deviation of each feature."""
        mean = self.turned_times(np.ones(self.height)) / self.height
        squares = np.bincount(self.columns, self.values**2, minlength=len(self.names)) / self.height
        return np.sqrt(np.maximum(squares - mean**2, 0.0))


@dataclass(frozen=True, kw_only=True)
class Priors:
    """What is known of each weight of a table beforehand."""

    pull: Sequence[float]
    """How strongly it is pulled to zero."""
    sign: Sequence[int]
    """1 or -1 where it may go one way only."""


def table_of(rows: Sequence[Row]) -> Table:
    """Return rows of features by name as a table; the bias is its first column."""
    names = ["", *sorted({name for row in rows for name, value in row.items() if value})]
    place = {name: number for number, name in enumerate(names)}
    cells = [(number, place[name], value) for number, row in enumerate(rows) for name, value in row.items() if value]
    height = len(rows)
    return Table(
        names=names,
        rows=np.concatenate([np.arange(height), np.array([cell[0] for cell in cells], dtype=np.int64)]),
        columns=np.concatenate([np.zeros(height, np.int64), np.array([cell[1] for cell in cells], dtype=np.int64)]),
        values=np.concatenate([np.ones(height), np.array([cell[2] for cell in cells], dtype=np.float64)]),
        height=height,
    )


def fitted(
    table: Table,
    labels: Sequence[bool],
    priors: Priors,
    importance: Sequence[float],
) -> dict[str, float]:
    """Return the weights that fit the labels best under the priors, each with the sign it may have; "" is the bias.

    Accelerated projected gradient, each weight in steps of its own length.
    """
    wanted = np.array(labels, dtype=np.float64)
    counts = np.array(importance, dtype=np.float64)
    pull = np.array(priors.pull, dtype=np.float64)
    pull[0] = _FREE
    signs = np.array(priors.sign)
    lowest = np.where(signs > 0, 0.0, -np.inf)
    highest = np.where(signs < 0, 0.0, np.inf)
    pace = _pace(table, counts, pull)
    weights = np.zeros(len(table.names))
    ahead, momentum = weights, 1.0
    for _ in range(STEPS):
        errors = (_share(table.times(ahead)) - wanted) * counts
        after = np.clip(ahead - pace * (table.turned_times(errors) + pull * ahead), lowest, highest)
        moved = after - weights
        if np.dot(ahead - after, moved) > 0:
            momentum = 1.0
        then = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = after + (momentum - 1) / then * moved
        weights, momentum = after, then
        if np.abs(moved).max() < STILL:
            break
    return {name: float(weight) for name, weight in zip(table.names, weights, strict=True)}


def _pace(table: Table, counts: Numbers, pull: Numbers) -> Numbers:
    """Return how far each weight may go in one step: by its own curvature, and by how features go together."""
    own = pull + np.bincount(table.columns, table.values**2 * counts[table.rows], minlength=len(table.names)) / 4
    scale = 1 / np.sqrt(own)
    vector = np.ones(len(own))
    largest = 1.0
    for _ in range(POWER_STEPS):
        turned = scale * vector
        bent = scale * (table.turned_times(table.times(turned) * counts / 4) + pull * turned)
        largest = float(np.linalg.norm(bent))
        vector = bent / largest
    return scale**2 / (largest * 1.05)


def _share(odds: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-np.clip(odds, -30.0, 30.0)))
