"""Tables whose rows hold several prices: a column for each term, each platform, or retail and wholesale."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from base.lexicon import load_reader
from market.reading import Reader

TERMS: Final = (
    "Number rental\nCountry | Day | Week | Month\n---|---|---|---\nUK | $1.2 | $5 | $14\nPoland | $0.8 | — | $9"
)
TERMS_ZH: Final = "号码出租\n国家　日　周　月\n荷兰　4.5　18　55"
PLATFORMS: Final = "接码价目\n国家 | 微信 | TG | WS\n美国 | 5 | 3.2 | 1.8\n印尼 | 4 | - | 0.9"
TIERS: Final = "微信号批发\n品类 | 零售 | 批发\n白号 | 21 | 18\n满月 | 44 | 39"


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the reader with the shipped configuration."""
    return load_reader(Path("config"))


def prices(reader: Reader, text: str) -> list[tuple[str | None, str | None, str, str, str]]:
    """Return platform, country, lowest and highest price and unit of each offer."""
    title, _, body = text.partition("\n")
    return [
        (offer.platform, offer.country, str(offer.price.min), str(offer.price.max), offer.price.unit.value)
        for offer in reader.read_text(title, body).offers
        if offer.price is not None
    ]


def test_each_term_of_a_row_is_an_offer(reader: Reader) -> None:
    """Day, week and month stand in the heading; an empty cell offers nothing."""
    assert prices(reader, TERMS) == [
        ("any", "GB", "1.2", "1.2", "day"),
        ("any", "GB", "5", "5", "week"),
        ("any", "GB", "14", "14", "month"),
        ("any", "PL", "0.8", "0.8", "day"),
        ("any", "PL", "9", "9", "month"),
    ]


def test_columns_may_be_parted_by_blanks(reader: Reader) -> None:
    """A heading of single characters needs no bars."""
    assert [row[2:] for row in prices(reader, TERMS_ZH)] == [
        ("4.5", "4.5", "day"),
        ("18", "18", "week"),
        ("55", "55", "month"),
    ]


def test_each_platform_of_a_row_is_an_offer(reader: Reader) -> None:
    """The heading names the platforms, the row the country."""
    assert prices(reader, PLATFORMS) == [
        ("wechat", "US", "5", "5", "code"),
        ("telegram", "US", "3.2", "3.2", "code"),
        ("whatsapp", "US", "1.8", "1.8", "code"),
        ("wechat", "ID", "4", "4", "code"),
        ("whatsapp", "ID", "0.9", "0.9", "code"),
    ]


def test_retail_and_wholesale_are_one_range(reader: Reader) -> None:
    """Tiers of one product are one offer (contract, rule 1)."""
    assert [row[2:4] for row in prices(reader, TIERS)] == [("18", "21"), ("39", "44")]
