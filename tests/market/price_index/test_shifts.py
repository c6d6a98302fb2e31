"""When a level has moved, and what looks like it and is none."""

from __future__ import annotations

from math import log
from random import Random

import pytest

from benchmarks.price_shifts import SHIFT, Score, run
from market.price_index import Line, find_shift
from market.price_index.shifts import WINDOW, at_least


def lines(*prices: tuple[float, float], days: int = 2, per_seller: int = 1) -> list[Line]:
    """Return offers that went from the first to the second price *days* days ago."""
    return [
        Line(key=key, seller=key // per_seller, logs=tuple(log(a) for _ in range(WINDOW - days)) + (log(b),) * days)
        for key, (a, b) in enumerate(prices)
    ]


def test_a_market_that_goes_up_is_found_with_its_figures() -> None:
    shift = find_shift(lines((10, 11.5), (12, 13.8), (9, 10.35), (11, 12.65), (10, 10)))

    assert shift is not None
    assert shift.change == pytest.approx(0.15)
    assert (shift.sellers, shift.agreeing, len(shift.moved)) == (5, 4, 4)


def test_still_prices_are_no_move() -> None:
    assert find_shift(lines(*[(10, 10)] * 20)) is None


def test_one_seller_is_no_market_however_many_offers_it_has() -> None:
    assert find_shift(lines(*[(10, 15)] * 60, (9, 9), (8, 8), per_seller=60)) is None
    assert find_shift(lines(*[(10, 15)] * 60, per_seller=30)) is None


def test_half_up_and_half_down_is_no_move() -> None:
    assert find_shift(lines(*[(10, 12)] * 6, *[(10, 8)] * 5)) is None


def test_small_moves_are_none() -> None:
    assert find_shift(lines(*[(10, 10.5)] * 20)) is None


def test_who_comes_and_who_goes_moves_nothing() -> None:
    new = [Line(key=50 + n, seller=50 + n, logs=(None,) * 8 + (log(40), log(40))) for n in range(10)]
    gone = [Line(key=80 + n, seller=80 + n, logs=(log(2),) * 7 + (None,) * 3) for n in range(10)]

    assert find_shift([*lines(*[(10, 10)] * 5), *new, *gone]) is None


def test_days_before_an_earlier_move_say_nothing() -> None:
    moved = lines(*[(10, 11.5)] * 6, days=3)

    assert find_shift(moved) is not None
    assert find_shift(moved, settled=3) is None


def test_daily_noise_is_no_move() -> None:
    rng = Random(5)  # noqa: S311 - repeats by its seed
    noisy = [Line(key=n, seller=n, logs=tuple(log(10 * rng.gauss(1, 0.05)) for _ in range(WINDOW))) for n in range(6)]

    assert find_shift(noisy) is None


def test_a_post_speaks_only_while_it_is_new_and_where_nothing_stands() -> None:
    def posted(ago: int) -> list[Line]:
        return [Line(key=one.key, seller=one.seller, logs=one.logs, said_ago=ago) for one in lines(*[(10, 12)] * 5)]

    assert find_shift(posted(0)) is not None
    assert find_shift(posted(3)) is None
    standing = [Line(key=90 + one, seller=one, logs=(log(9),) * WINDOW) for one in range(5)]
    assert find_shift([*posted(0), *standing]) is None


def test_a_price_that_jumps_wildly_counts_as_one_that_doubles() -> None:
    shift = find_shift(lines((10, 11.5), (10, 11.5), (10, 9000), (10, 11.5)))

    assert shift is not None
    assert shift.change == pytest.approx(0.15)


def test_the_binomial_tail_is_one_at_nought_and_falls() -> None:
    assert at_least(0, 5, 0.1) == pytest.approx(1)
    assert at_least(5, 5, 0.1) == pytest.approx(1e-5)
    assert at_least(2, 5, 1.0) == 1


@pytest.mark.parametrize("style", ["reprices", "ripple 3%", "even 5%"])
def test_most_shifts_are_found_and_flat_months_stay_quiet(style: str) -> None:
    assert SHIFT == 0.15
    score = Score()

    run(4242, 8, style, 12, score)

    assert score.false == 0
    assert score.found >= 7
