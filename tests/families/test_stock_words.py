"""Stock fields: the site's label and the number apart."""

import pytest

from crawler.families.stock_words import availability, stock_after_label, stock_of, unknown_label
from market.model import Stock


@pytest.mark.parametrize(
    ("value", "stock"),
    [
        (58, Stock(count=58, available=True)),
        ("58", Stock(count=58, available=True)),
        (0, Stock(count=0, available=False)),
        ("0", Stock(count=0, available=False)),
        (-3, Stock(count=0, available=False)),
        ("充足", Stock(label="充足", available=True)),
        ("即将售罄", Stock(label="即将售罄", available=True)),
        ("已售罄", Stock(label="已售罄", available=False)),
        ("不限量", Stock(label="不限量", available=True)),
        ("∞", Stock(label="∞", available=True)),
        ("Out of stock", Stock(label="Out of stock", available=False)),
        ("9999+", Stock(label="9999+", count=9999, available=True)),
        ("爆仓啦", Stock(label="爆仓啦")),
        (None, Stock()),
        (True, Stock()),
        ([], Stock()),
        ("", Stock()),
    ],
)
def test_stock_of_a_field(value: object, stock: Stock) -> None:
    assert stock_of(value) == stock


@pytest.mark.parametrize(
    ("text", "stock"),
    [
        ("库存：12", Stock(count=12, available=True)),
        ("庫存(3)", Stock(count=3, available=True)),
        ("goods.fields.in_stock：12", Stock(count=12, available=True)),
        ("Stock(0)", Stock(count=0, available=False)),
        ("库存：充足", Stock(label="充足", available=True)),
    ],
)
def test_labels_are_not_looked_at(text: str, stock: Stock) -> None:
    assert stock_after_label(text) == stock


def test_an_unknown_label_is_an_issue() -> None:
    issue = unknown_label(stock_of("管够"))

    assert issue is not None
    assert (issue.code, issue.detail, issue.breaks) == ("unknown_stock_label", "管够", False)
    assert unknown_label(stock_of("充足")) is None
    assert unknown_label(stock_of(5)) is None


def test_a_label_that_holds_a_sold_out_word_is_sold_out() -> None:
    assert availability("暂时缺货哦") is False
    assert availability("现货") is True
    assert availability("???") is None
