"""Rows of an import file: what they state, and what is wrong with them."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from haoshao.import_rows import BrokenRowError, read_row, read_rows, with_own_keys
from market.model import Listing, Unit

ROW = {"url": "https://shop.example/item/7?c=2", "title": " 老号  现货 ", "text": "满月\n自动发货"}


def listing(**more: Any) -> Listing:  # noqa: ANN401 - any row
    return read_row({**ROW, **more})[0]


def test_a_row_keeps_the_sites_words() -> None:
    read = listing(seller="NovaAccs", category="账号", posted_at="2031-03-03T08:00:00+08:00")

    assert (read.title, read.text, read.category) == ("老号 现货", "满月\n自动发货", "账号")
    assert (read.seller_name, read.seller_key) == ("NovaAccs", "NovaAccs")
    assert read.posted_at is not None
    assert read.posted_at.isoformat() == "2031-03-03T00:00:00+00:00"


def test_identity_is_path_and_query_not_host() -> None:
    assert listing().key == "/item/7?c=2" == listing(url="http://other.example/item/7?c=2").key
    assert listing(url="https://app.example/#/item/7").key == "/#/item/7"


@pytest.mark.parametrize(
    ("said", "low", "high", "currency", "unit"),
    [
        ("65", "65", "65", None, None),
        (65.5, "65.5", "65.5", None, None),
        ("¥65/个", "65", "65", "CNY", Unit.EACH),
        ("1,299.00 USD", "1299.00", "1299.00", "USD", None),
        ("60-80元", "60", "80", "CNY", None),
        ("120 руб за шт", "120", "120", "RUB", Unit.EACH),
        ("$3 per day", "3", "3", "USD", Unit.DAY),
        ("30元/月", "30", "30", "CNY", Unit.MONTH),
    ],
)
def test_a_price_is_read_from_its_field(
    said: object, low: str, high: str, currency: str | None, unit: Unit | None
) -> None:
    price = listing(price=said).price

    assert price is not None
    assert (price.min, price.max, price.currency, price.unit) == (Decimal(low), Decimal(high), currency, unit)
    assert price.text == str(said)


def test_a_price_without_a_number_is_an_issue() -> None:
    read, issues = read_row({**ROW, "price": "面议"})

    assert read.price is None
    assert [issue.code for issue in issues] == ["unread_price"]


@pytest.mark.parametrize(
    ("said", "count", "available"),
    [
        (12, 12, True),
        (0, 0, False),
        ("售罄", None, False),
        ("充足", None, True),
        ("库存 30", 30, True),
        (False, None, False),
    ],
)
def test_stock_is_a_number_or_a_word(said: object, count: int | None, available: bool) -> None:  # noqa: FBT001 - a case
    stock = listing(stock=said).stock

    assert (stock.count, stock.available) == (count, available)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"title": "x"}, "url: is missing"),
        ({"url": "ftp://a/b", "title": "x"}, "no http"),
        ({"url": "https://a.example/", "title": ""}, "title: is missing"),
        ({"url": "https://a.example/", "title": 5}, "title: must be a text"),
        ({**ROW, "posted_at": "yesterday"}, "posted_at"),
        ({**ROW, "price": [1]}, "price: must be"),
    ],
)
def test_a_broken_row_says_why(row: dict[str, Any], why: str) -> None:
    with pytest.raises(BrokenRowError, match=why):
        read_row(row)


def test_a_broken_line_is_named_and_the_others_go_on() -> None:
    lines = [json.dumps(ROW).encode(), b"{oops", b"", b"[1]", b"\xff\xfe", json.dumps({**ROW, "title": "b"}).encode()]

    read = read_rows(lines, first=11)

    assert [line.number for line in read.broken] == [12, 14, 15]
    assert "is no JSON" in read.broken[0].why
    assert len(read.listings) == 2


def test_several_listings_under_one_address_stay_apart() -> None:
    first, second, again = (listing(url="https://t.example/chan", title=title) for title in ("a", "b", "a"))

    keyed = with_own_keys([first, second, again])

    assert len(keyed) == 2
    assert len({one.key for one in keyed}) == 2
    assert with_own_keys([listing()]) == [listing()]
