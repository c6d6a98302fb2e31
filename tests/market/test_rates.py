"""Rates by day, and what a piece costs by them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from market.changes import Asked
from market.model import Unit
from market.rates import NO_RATES, RateTable
from market.unit_price import unit_price_on

TABLE = RateTable(
    {
        date(2026, 1, 1): {"USD": Decimal("7.30"), "VND": Decimal("0.00028")},
        date(2026, 3, 1): {"USD": Decimal("7.10")},
    }
)


@pytest.mark.parametrize(
    ("day", "rate", "of", "is_later"),
    [
        (date(2026, 1, 1), "7.30", date(2026, 1, 1), False),
        (date(2026, 2, 28), "7.30", date(2026, 1, 1), False),
        (date(2026, 3, 1), "7.10", date(2026, 3, 1), False),
        (date(2031, 1, 1), "7.10", date(2026, 3, 1), False),
        (date(2020, 1, 1), "7.30", date(2026, 1, 1), True),
    ],
)
def test_the_newest_rate_not_after_the_day_counts(day: date, rate: str, of: date, is_later: bool) -> None:  # noqa: FBT001 - a column
    found = TABLE.rate_on("USD", day)

    assert found is not None
    assert (found.value, found.day, found.is_later) == (Decimal(rate), of, is_later)


def test_own_money_is_worth_itself_and_unknown_money_nothing() -> None:
    home = TABLE.rate_on("CNY", date(2026, 1, 1))

    assert home is not None
    assert home.value == 1
    assert TABLE.rate_on("XYZ", date(2026, 1, 1)) is None
    assert TABLE.factors_on(date(2026, 4, 1)) == {
        "CNY": Decimal(1),
        "USD": Decimal("7.10"),
        "VND": Decimal("0.00028"),
    }


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("2", "2", "USD", Unit.EACH, None), "14.2"),
        (("10", "20", "USD", Unit.PACK, 5), "21.3"),
        (("150000", "150000", "VND", Unit.EACH, None), "42"),
        (("1", "1", "USD", Unit.THOUSAND, None), "0.0071"),
        (("12.5", "12.5", "CNY", Unit.EACH, None), "12.5"),
        (("1", "1", "XYZ", Unit.EACH, None), None),
        (("1", "1", None, Unit.EACH, None), None),
        (("1", "1", "USD", Unit.PACK, None), None),
    ],
)
def test_a_price_in_cny_is_for_one_piece(
    asked: tuple[str, str, str | None, Unit, int | None], expected: str | None
) -> None:
    low, high, currency, unit, pack = asked
    stated = Asked(min=Decimal(low), max=Decimal(high), currency=currency, unit=unit, pack_size=pack)

    found = unit_price_on(stated, TABLE, date(2026, 4, 1))

    assert found == (None if expected is None else Decimal(expected))


def test_without_a_table_only_own_money_has_a_price() -> None:
    dollars = Asked(min=Decimal(2), max=Decimal(2), currency="USD", unit=Unit.EACH, pack_size=None)

    assert unit_price_on(dollars, NO_RATES, date(2026, 4, 1)) is None
