"""The chart of the price index: well-formed, self-contained, inert."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from alerts.price_words import money, percent, series_name
from alerts.rendering.price_chart import DrawnDay, DrawnSeries, price_chart
from alerts.words import Language

FIRST = date(2026, 3, 1)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(name: str, *medians: str | None, sellers: int = 9) -> DrawnSeries:
    days = [
        DrawnDay(
            day=FIRST + timedelta(days=number),
            q1=None if median is None else Decimal(median) - 1,
            median=None if median is None else Decimal(median),
            q3=None if median is None else Decimal(median) + 1,
            offers=12,
            sellers=sellers,
            enough=sellers >= 3,
        )
        for number, median in enumerate(medians)
    ]
    return DrawnSeries(name=name, days=days, moves=[(FIRST + timedelta(days=1), Decimal("0.15"))])


def chart(*series: DrawnSeries, language: Language = "en") -> ET.Element:
    return ET.fromstring(price_chart(series, FIRST, FIRST + timedelta(days=4), language, "note"))  # noqa: S314 - our own


def test_a_panel_shows_line_band_counts_and_moves() -> None:
    found = chart(drawn("WeChat accounts", "10", "11.5", None, "11", "11"))

    assert len(found.findall(f".//{SVG}polyline")) == 2, "a day without a price breaks the line"
    assert len(found.findall(f".//{SVG}polygon")) == 2
    words = [one.text for one in found.iter(f"{SVG}text")]
    assert {"WeChat accounts", "¥11", "12 offers · 9 sellers", "+15.0%", "2026-03-05", "note"} <= set(words)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_drawn_as_nothing(language: Language) -> None:
    assert not chart(language=language).findall(f".//{SVG}polyline")


@pytest.mark.parametrize("name", ["<script>x</script>", '"&<', "\x1b[31m\x00", "\u202egnp", "长" * 200])
def test_names_are_inert(name: str) -> None:
    text = price_chart([drawn(name, "1", "2")], FIRST, FIRST + timedelta(days=4), "zh")

    ET.fromstring(text)  # noqa: S314 - our own
    assert "<script" not in text
    assert "\u202e" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("medians", [["0"], ["0.0004", "0.0004"], ["1e7", "2e7"], ["5"] * 5])
def test_any_scale_is_drawn(medians: list[str]) -> None:
    series = drawn("x", *medians, sellers=2)

    assert chart(series).findall(f".//{SVG}circle")


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("12345.6", "12,346"), ("123.46", "123.5"), ("12.50", "12.5"), ("7", "7"), ("0.0123", "0.0123"), ("0", "0")],
)
def test_money_is_short(amount: str, shown: str) -> None:
    assert money(Decimal(amount)) == shown


def test_names_of_series() -> None:
    assert percent(Decimal("-0.1261")) == "-12.6%"
    assert series_name("account", "other:xianyu", ["real_name"], "CN", "each", "en") == "xianyu accounts, real-name, CN"
    assert series_name("sms_code", "any", [], None, "month", "zh", {"any": "任意"}) == "任意 接码·/ 月"
