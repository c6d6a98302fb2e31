"""The learner behind the voice model: right weights, priors and signs."""

import math

import pytest

from benchmarks.logistic import Priors, Row, Table, fitted, table_of

ROWS: list[Row] = [{"a": 1.0}, {"a": 1.0}, {"a": 1.0}, {"b": 2.0}, {"b": 2.0}, {"b": 2.0}]
LABELS = [True, True, False, False, False, True]


def _learnt(table: Table, *, pull: float = 1e-6, sign: int = 0) -> dict[str, float]:
    priors = Priors(pull=[pull] * len(table.names), sign=[sign] * len(table.names))
    return fitted(table, LABELS, priors, [1.0] * len(LABELS))


def test_weights_give_the_shares_of_their_texts() -> None:
    """Two of three texts with `a` are offers, one of three with `b`."""
    weights = _learnt(table_of(ROWS))

    assert weights[""] + weights["a"] == pytest.approx(math.log(2), abs=0.01)
    assert weights[""] + 2 * weights["b"] == pytest.approx(-math.log(2), abs=0.01)


def test_a_strong_prior_leaves_little() -> None:
    """A pull to zero makes weights small."""
    assert abs(_learnt(table_of(ROWS), pull=100.0)["a"]) < 0.02


def test_a_weight_keeps_its_sign() -> None:
    """What may only speak against is never learnt to speak for."""
    weights = _learnt(table_of(ROWS), sign=-1)

    assert weights["a"] == 0
    assert weights["b"] < 0


def test_texts_count_by_their_importance() -> None:
    """A text of importance 0 teaches nothing."""
    table = table_of(ROWS)
    priors = Priors(pull=[1e-6] * len(table.names), sign=[0] * len(table.names))

    weights = fitted(table, LABELS, priors, [1.0, 1.0, 0.0, 1.0, 1.0, 1.0])

    assert weights[""] + weights["a"] > 3


def test_the_spread_of_a_feature() -> None:
    """Half the texts have `a` once: a standard deviation of a half."""
    table = table_of(ROWS)

    assert table.spread[table.names.index("a")] == pytest.approx(0.5)
