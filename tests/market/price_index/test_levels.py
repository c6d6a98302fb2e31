"""What a series costs on a day: quantiles with one vote a seller, and which prices count."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.model import Unit
from market.price_index import Ask, Gap, Grouping, Seen, ask_of, level_of, quartiles, weighted_quantile
from market.price_index.quantiles import merged, seller_weights

RATES = {"CNY": 1.0, "USD": 7.0}
PRICES = st.lists(st.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=40)
OFFERS = st.lists(st.tuples(st.floats(min_value=0.01, max_value=1e6), st.integers(0, 6)), min_size=1, max_size=40)


def seen(*prices: float, seller: object = None, currency: str = "CNY") -> list[Seen]:
    """Return offers at these prices, of one seller or of one each."""
    found = []
    for number, price in enumerate(prices):
        ask = ask_of(round(price * 1_000_000), round(price * 1_000_000), currency, Unit.EACH, None)
        found.append(Seen(f"s{number}" if seller is None else str(seller), ask))
    return found


@given(PRICES)
def test_with_a_seller_each_the_median_is_the_usual_one(prices: Sequence[float]) -> None:
    distinct = sorted(set(prices))

    assert quartiles(distinct, range(len(distinct))).median == pytest.approx(median(distinct))


@given(OFFERS)
def test_quartiles_rise_and_stay_among_the_prices(offers: Sequence[tuple[float, int]]) -> None:
    prices, sellers = [price for price, _ in offers], [seller for _, seller in offers]

    found = quartiles(prices, sellers)

    assert min(prices) <= found.q1 <= found.median <= found.q3 <= max(prices)


@given(OFFERS, st.integers(2, 5))
def test_a_seller_who_repeats_its_offers_moves_nothing(offers: Sequence[tuple[float, int]], times: int) -> None:
    prices, sellers = [price for price, _ in offers], [seller for _, seller in offers]
    again = [(price, seller) for price, seller in offers for _ in range(times if seller == 0 else 1)]

    repeated = quartiles([price for price, _ in again], [seller for _, seller in again])

    assert repeated.median == pytest.approx(quartiles(prices, sellers).median)


@given(OFFERS)
def test_every_seller_has_one_vote(offers: Sequence[tuple[float, int]]) -> None:
    sellers = [seller for _, seller in offers]

    weights = seller_weights(sellers)

    for seller in set(sellers):
        own = [weight for weight, one in zip(weights, sellers, strict=True) if one == seller]
        assert sum(own) == pytest.approx(1)


@given(OFFERS, st.floats(0, 1), st.floats(0, 1))
def test_quantiles_rise_with_their_share(offers: Sequence[tuple[float, int]], one: float, other: float) -> None:
    ordered = merged([price for price, _ in offers], seller_weights([seller for _, seller in offers]))

    assert weighted_quantile(ordered, min(one, other)) <= weighted_quantile(ordered, max(one, other))


def test_one_sellers_hundred_offers_do_not_outvote_four_others() -> None:
    offers = seen(10, 11, 12, 13) + seen(*[30.0] * 100, seller="flood")

    level = level_of(offers, RATES)

    assert level.quartiles is not None
    assert level.quartiles.median == 12
    assert (level.n_offers, level.n_sellers, level.enough) == (104, 5, True)


def test_foreign_money_is_converted_and_unknown_money_counted() -> None:
    offers = [*seen(7, 14, 21), *seen(2, currency="USD", seller="x"), *seen(5, currency="XYZ", seller="y")]
    offers += [Seen("z", Gap.NO_CURRENCY), Seen("z", Gap.UNPRICED)]

    level = level_of(offers, RATES)

    assert level.quartiles is not None
    assert level.quartiles.median == 14
    assert level.excluded == {Gap.NO_RATE: 1, Gap.NO_CURRENCY: 1, Gap.UNPRICED: 1}


@pytest.mark.parametrize("decoy", [0.01, 0.001, 888, 9999, 88888, 66666, 9999.99, 123456, 1_000_000])
def test_numbers_that_stand_for_no_price_are_left_out_and_counted(decoy: float) -> None:
    level = level_of([*seen(20, 22, 24), *seen(decoy, seller="sly")], RATES)

    assert level.excluded == {Gap.DECOY: 1}
    assert level.n_offers == 3


def test_the_same_numbers_count_where_the_market_is_there() -> None:
    assert level_of(seen(0.01, 0.012, 0.02, 0.01), RATES).excluded == {}
    assert level_of(seen(9999, 9000, 11000), RATES).excluded == {}


def test_nothing_but_placeholders_leaves_no_level() -> None:
    level = level_of(seen(9999, 8888), RATES)

    assert level.quartiles is None
    assert level.excluded == {Gap.DECOY: 2}
    assert not level.enough


def test_far_off_prices_are_outliers_once_there_are_enough_to_judge_by() -> None:
    assert level_of(seen(20, 22, 24, 21, 350), RATES).excluded == {Gap.OUTLIER: 1}
    assert level_of(seen(20, 350), RATES).excluded == {}
    assert level_of(seen(20, 21, 5000), RATES).excluded == {Gap.OUTLIER: 1}


def test_a_wide_market_keeps_its_width() -> None:
    assert level_of(seen(2, 4, 8, 16, 32, 64, 128), RATES).excluded == {}


def test_stock_is_summed_over_what_counts_and_says_so() -> None:
    offers = [
        Seen(one.seller, one.ask, stock) for one, stock in zip(seen(5, 6, 7, 9999), (10, None, 5, 999), strict=True)
    ]

    assert level_of(offers, RATES).stock == 15
    assert level_of(seen(5, 6), RATES).stock is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((60_000_000, 80_000_000, "CNY", Unit.EACH, None), 70.0),
        ((100_000_000, 100_000_000, "CNY", Unit.THOUSAND, None), 0.1),
        ((100_000_000, None, "CNY", Unit.PACK, 50), 2.0),
        ((90_000_000, 90_000_000, "CNY", Unit.MONTH, 3), 30.0),
        ((None, None, "CNY", Unit.EACH, None), Gap.UNPRICED),
        ((0, 0, "CNY", Unit.EACH, None), Gap.UNPRICED),
        ((5_000_000, 5_000_000, None, Unit.EACH, None), Gap.NO_CURRENCY),
        ((5_000_000, 5_000_000, "CNY", Unit.PACK, None), Gap.NO_PIECES),
    ],
)
def test_a_price_comes_down_to_one_piece(said: tuple[object, ...], expected: object) -> None:
    ask = ask_of(*said)  # type: ignore[arg-type]

    assert (ask.amount if isinstance(ask, Ask) else ask) == expected


def test_attributes_that_say_little_about_the_price_do_not_split() -> None:
    grouping = Grouping(split=frozenset({"aged", "real_name"}))

    assert grouping.group_of(["unbound", "real_name", "aged"]) == ("aged", "real_name")
