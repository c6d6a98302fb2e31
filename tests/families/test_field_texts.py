"""Prices, stock and tiers in the short texts of pages in many languages."""

from decimal import Decimal

import pytest

from crawler.families.records.lines import split_line
from crawler.families.records.options import parse_tier
from crawler.families.records.prices import Mark, parse_money
from crawler.families.records.stocks import parse_sold, parse_stock
from market.model import Unit

PRICES = [
    ("¥30.80", "30.80", "30.80", "CNY"),
    ("价格：￥ 15.12", "15.12", "15.12", "CNY"),
    ("65元/个", "65", "65", "CNY"),
    ("$1,299.00", "1299.00", "1299.00", "USD"),
    ("1.299,00 €", "1299.00", "1299.00", "EUR"),
    ("12 500 ₽", "12500", "12500", "RUB"),
    ("от 150 руб.", "150", "150", "RUB"),
    ("150.000đ", "150000", "150000", "VND"),
    ("25 K₫", "25000", "25000", "VND"),
    ("Rp 15.000", "15000", "15000", "IDR"),
    ("R$ 3,50", "3.50", "3.50", "BRL"),
    ("5u", "5", "5", "USDT"),
    ("$12.38 – $19.81", "12.38", "19.81", "USD"),
    ("от 3 до 5 руб", "3", "5", "RUB"),
    ("¥30 (≈$4.2)", "30", "30", "CNY"),
    ("$ 3 .50", "3.50", "3.50", "USD"),
    ("42.35", "42.35", "42.35", None),
]


@pytest.mark.parametrize(("text", "low", "high", "currency"), PRICES)
def test_a_price_alone_is_read(text: str, low: str, high: str, currency: str | None) -> None:
    money = parse_money(text)

    assert money is not None
    assert money.alone
    assert (money.price.min, money.price.max, money.price.currency) == (Decimal(low), Decimal(high), currency)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Gmail 2015 - 0.35$ - 120 pcs", "0.35"),
        ("$0.35 - 120 pcs", "0.35"),
        ("Telegram +1 — 12 ₽ — 500 шт", "12"),
        ("100-499  $0.25", "0.25"),
    ],
)
def test_a_price_among_other_numbers_is_the_signed_one(text: str, amount: str) -> None:
    money = parse_money(text)

    assert money is not None
    assert (money.price.min, money.mark, money.alone) == (Decimal(amount), Mark.SIGNED, False)


def test_units_and_other_sums_are_told_apart() -> None:
    weekly, former = parse_money("5 USDT / week"), parse_money("原价：¥50")

    assert weekly is not None
    assert weekly.price.unit is Unit.WEEK
    assert former is not None
    assert former.other
    assert parse_money("Цена за 1 шт.") is None


@pytest.mark.parametrize(
    ("text", "count", "available"),
    [
        ("库存：237", 237, True),
        ("goods.fields.in_stock：12", 12, True),
        ("26 in stock", 26, True),
        ("В наличии: 0 шт", 0, False),
        ("Kho: 1.200", 1200, True),
        ("已售罄", None, False),
        ("Нет в наличии", None, False),
        ("Stock: unlimited", None, True),
    ],
)
def test_stock_is_read(text: str, count: int | None, available: bool) -> None:  # noqa: FBT001 - a row of the table
    cue = parse_stock(text)

    assert cue is not None
    assert (cue.stock.count, cue.stock.available) == (count, available)


def test_sales_are_no_stock() -> None:
    assert (parse_stock("销量：120"), parse_sold("销量：120")) == (None, 120)
    assert parse_sold("продано 12") == 12


@pytest.mark.parametrize(
    ("text", "quantity", "price"),
    [("购买10件或以上,每个：13.61￥", 10, "13.61"), ("10+ : $0.30", 10, "0.30"), ("50 or more $3.50", 50, "3.50")],
)
def test_a_tier_is_read(text: str, quantity: int, price: str) -> None:
    tier = parse_tier(text)

    assert tier is not None
    assert (tier.quantity, tier.price) == (quantity, Decimal(price))


def test_a_line_gives_title_price_and_rest() -> None:
    line = split_line("Почта, ручная регистрация — 3.50 ₽ — 1200 шт.")

    assert line is not None
    assert (line.title, line.money.price.text, line.rest) == ("Почта, ручная регистрация", "3.50 ₽", "1200 шт")
    assert split_line("Price: 0.85 USDT · Stock: 240") is None
