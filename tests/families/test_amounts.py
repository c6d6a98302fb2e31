"""Numbers, money and currencies of single fields."""

from decimal import Decimal

import pytest

from crawler.families.amounts import amount, count_in, currency_in, numbers, stated, whole


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (16.8, "16.8"),
        (880, "880"),
        ("79.20", "79.20"),
        ("¥ 17.60", "17.60"),
        ("price.label：money.sign 17.60", "17.60"),
        ("1,299", "1299"),
        ("1,299.50", "1299.50"),
        ("1.299,50 €", "1299.50"),
        ("1 299,00 ₽", "1299.00"),
        ("1'299.00 CHF", "1299.00"),
        ("12.000 ₫", "12000"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("€4,50", "4.50"),
        ("0", "0"),
    ],
)
def test_amount_reads_what_shops_print(value: object, expected: str) -> None:
    assert amount(value) == Decimal(expected)


@pytest.mark.parametrize("value", [None, True, "", "free", "-5", -5, float("nan"), float("inf"), "9" * 40, [], {}])
def test_amount_takes_nothing_else(value: object) -> None:
    assert amount(value) is None


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("￥12", "CNY"),
        ("12元", "CNY"),
        ("12 RMB", "CNY"),
        ("HK$12", "HKD"),
        ("NT$ 12", "TWD"),
        ("$12", "USD"),
        ("12 USDT", "USDT"),
        ("120₽", "RUB"),
        ("120 руб.", "RUB"),
        ("R$ 9", "BRL"),
        ("12.50", None),
        ("hyper.global_currency30", None),
        ("SCADENZA 30", None),
    ],
)
def test_currency_is_what_the_field_shows(text: str, currency: str | None) -> None:
    assert currency_in(text) == currency


def test_the_currency_of_the_field_wins_over_the_default() -> None:
    price = stated("$ 12.50", currency="CNY")

    assert price is not None
    assert (price.min, price.max, price.currency, price.text) == (Decimal("12.50"), Decimal("12.50"), "USD", "$ 12.50")


def test_stated_price_needs_a_number() -> None:
    assert stated("面议", currency="CNY") is None
    assert stated(None, currency="CNY") is None


def test_whole_refuses_fractions() -> None:
    assert whole("1820") == 1820
    assert whole(12.0) == 12
    assert whole("1.5") is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("15.000 vorrätig", 15000), ("26 in stock", 26), ("1 820 шт.", 1820), ("1,820", 1820), ("none", None)],
)
def test_counts_have_no_decimals(text: str, count: int | None) -> None:
    assert count_in(text) == count


def test_numbers_come_in_order() -> None:
    assert numbers("满10个 单价36.45元/件") == [Decimal(10), Decimal("36.45")]
