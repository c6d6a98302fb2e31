"""Markup that a parser would choke on is told apart from pages that are merely long."""

from __future__ import annotations

import pytest

from crawler.page_weight import DEEPEST, MOST_ATTRIBUTES, MOST_TAGS, too_heavy

CARD = '<div class="goods"><a href="/buy/{0}"><img src="/i/{0}.jpg"><span>好货 {0}</span></a><b>¥{0}</b></div>'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<i>x</i>" * (MOST_TAGS // 2 + 1), "tags"),
        ("<div>" * (DEEPEST + 100), "inside each other"),
        ("<p " + "a=1 " * (MOST_ATTRIBUTES * 2) + ">", "attributes"),
    ],
)
def test_heavy_markup_is_refused(text: str, what: str) -> None:
    assert what in str(too_heavy(text))


@pytest.mark.parametrize(
    "text",
    [
        "".join(CARD.format(number) for number in range(20_000)),
        "<p>" * 100_000,
        "<table>" + "<tr><td>x" * 100_000,
        "x" * 8_000_000,
        "a < b " * 100_000,
    ],
    ids=["goods", "paragraphs", "rows", "text", "signs"],
)
def test_long_pages_are_read(text: str) -> None:
    assert too_heavy(text) is None
