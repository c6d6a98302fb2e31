"""The make-believe market over HTTP: every shop answers, changes with the days and can be down."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import ProxyHandler, build_opener

import pytest

from haoshao.demo.server import MarketServer
from haoshao.demo.shops import SHOP, SHOPS
from haoshao.demo.world import World

OPENER = build_opener(ProxyHandler({}))


@pytest.fixture
def market() -> Iterator[MarketServer]:
    with MarketServer(World()) as server:
        yield server


def fetched(url: str) -> str:
    with OPENER.open(url, timeout=10) as reply:
        return str(reply.read().decode("utf-8"))


def test_every_shop_answers_with_robots_and_a_page(market: MarketServer) -> None:
    for shop in SHOPS:
        assert "User-agent" in fetched(urljoin(market.url(shop), "/robots.txt"))
        assert shop.title in fetched(market.url(shop))


def test_a_shop_that_is_down_refuses_and_is_back_on_the_same_address(market: MarketServer) -> None:
    shop = SHOP["accharbor"]
    url = market.url(shop)

    market.show(2)
    with pytest.raises(URLError):
        fetched(url)
    market.show(3)

    assert market.url(shop) == url
    assert shop.title in fetched(url)


def test_the_pages_change_with_the_day_and_stay_within_it(market: MarketServer) -> None:
    url = market.url(SHOP["qingniao"])
    first, again = fetched(url), fetched(url)
    market.show(2)

    assert first == again
    assert fetched(url) != first


def test_a_broken_layout_shows_no_listing(market: MarketServer) -> None:
    day = market.show(3)
    page = fetched(market.url(SHOP["yehang"]))

    assert day.goods["yehang"]
    assert not any(good.title in page for good in day.goods["yehang"])


def test_an_address_that_is_not_there_is_a_404(market: MarketServer) -> None:
    with pytest.raises(URLError, match="404"):
        fetched(urljoin(market.url(SHOP["qingniao"]), "/buy/99999"))
