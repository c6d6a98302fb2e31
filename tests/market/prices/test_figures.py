"""Figures: values, currencies and what a number counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from market.prices.figures import Figure, FigureReader, Role
from market.text import fold

READER = FigureReader(
    {
        "CNY": ("¥", "元", "块", "r", "米"),
        "USD": ("$", "usd", "刀", "bucks"),
        "USDT": ("usdt", "u"),
        "RUB": ("₽", "руб", "р"),
        "TRY": ("tl",),
        "VND": ("đ",),
        "EUR": ("€",),
    }
)


def figures(text: str) -> list[Figure]:
    """Return the figures of a raw text."""
    return READER.read(fold(text).text)


@pytest.mark.parametrize(
    ("text", "low", "high", "currency"),
    [
        ("四块五", "4.5", "4.5", "CNY"),
        ("五毛", "0.5", "0.5", "CNY"),
        ("一块二一条", "1.2", "1.2", "CNY"),
        ("一百八十元", "180", "180", "CNY"),
        ("两千五元", "2500", "2500", "CNY"),
        ("八十R", "80", "80", "CNY"),
        ("26-32元", "26", "32", "CNY"),
        ("9~12U", "9", "12", "USDT"),
        ("$1,299.50", "1299.50", "1299.50", "USD"),
        ("3к-40к руб", "3000", "40000", "RUB"),
        ("2 500 ₽", "2500", "2500", "RUB"),
        ("1.900 TL", "1900", "1900", "TRY"),
        ("95.000đ", "95000", "95000", "VND"),
        ("9,5 €", "9.5", "9.5", "EUR"),
        ("38¢", "0.38", "0.38", "USD"),
        ("5.6 一刀", "5.6", "5.6", "CNY"),
        ("полторы тысячи руб", "1500", "1500", "RUB"),
        ("phone, twenty-five bucks", "25", "25", "USD"),
        ("12.50$,", "12.50", "12.50", "USD"),
        ("1.5 тыс. руб", "1500", "1500", "RUB"),
    ],
)
def test_money_is_read(text: str, low: str, high: str, currency: str) -> None:
    """Chinese sums, small coins, ranges, grouping and multipliers give exact values."""
    (figure,) = [found for found in figures(text) if found.role is Role.MONEY]

    assert (figure.low, figure.high, figure.currency) == (Decimal(low), Decimal(high), currency)


@pytest.mark.parametrize(
    ("text", "role", "word"),
    [
        ("12 pcs", Role.PIECES, "pcs"),
        ("五十个", Role.PIECES, "个"),
        ("6 months", Role.PERIOD, "month"),
        ("14 дней", Role.PERIOD, "day"),
        ("500+ karma", Role.COUNT, "karma"),
        ("粉丝3000", Role.COUNT, ""),
        ("100G", Role.MEASURE, "g"),
        ("97.5折", Role.SHARE, "折"),
        ("2016年注册", Role.YEAR, ""),
        ("+62", Role.DIAL, ""),
        ("7.5", Role.BARE, ""),
    ],
)
def test_a_number_has_the_role_that_its_neighbour_gives(text: str, role: Role, word: str) -> None:
    """A word behind the number, or a label before it, says what it counts."""
    (figure,) = figures(text)

    assert figure.role is role
    if word:
        assert figure.word == word


@pytest.mark.parametrize("text", ["a16", "bm5", "LK-77213", "312-555-0100", "7 of 10", "统一", "第一", "17.02.2026"])
def test_parts_of_words_and_chains_are_no_figures(text: str) -> None:
    """Model names, part numbers, phones, dates and everyday words hold no number."""
    assert not [figure for figure in figures(text) if figure.role in {Role.BARE, Role.MONEY, Role.PIECES}]


def test_the_second_currency_of_one_price_is_left_out() -> None:
    """Of two currencies for one price the one without ≈ counts."""
    assert [figure.currency for figure in figures("22 USDT (≈160元)")] == ["USDT"]
