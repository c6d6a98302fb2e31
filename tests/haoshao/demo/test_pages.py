"""The pages of the make-believe shops, read back by the family readers to what the generator put into them."""

from __future__ import annotations

from collections import deque
from urllib.parse import urlsplit

import pytest

from crawler.families.registry import family
from haoshao.demo.goods import Good
from haoshao.demo.server import answer
from haoshao.demo.shops import SHOP, SHOPS, Shop
from haoshao.demo.world import Day, World
from market.model import Detail, Link, LinkRole, Listing, Page, PageReading

ORIGIN = "http://127.0.0.1:1"
CATALOGUES = [shop for shop in SHOPS if shop.family in {"dujiaoka", "acg-faka", "woocommerce"}]


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def read_shop(shop: Shop, day: Day) -> tuple[dict[str, Listing], list[PageReading]]:
    """Return the fullest listing by key, and every reading, of a walk along the reader's own links."""
    reader = family(shop.family)
    order = list(LinkRole)
    waiting = deque(sorted(reader.entrances(ORIGIN + shop.entrance), key=lambda link: order.index(link.role)))
    done: set[str] = set()
    facts: dict[str, str] = {}
    listings: dict[str, Listing] = {}
    readings = []
    while waiting:
        link = waiting.popleft()
        if link.url in done or not link.url.startswith(ORIGIN):
            continue
        done.add(link.url)
        reading = reader.read(page_of(shop, day, link, facts))
        facts |= reading.facts
        readings.append(reading)
        waiting.extend(reading.links)
        for listing in reading.listings:
            if listing.key not in listings or listing.detail is Detail.FULL:
                listings[listing.key] = listing
    return listings, readings


def page_of(shop: Shop, day: Day, link: Link, facts: dict[str, str]) -> Page:
    parts = urlsplit(link.url)
    reply = answer(shop, day, ORIGIN, f"{parts.path}?{parts.query}" if parts.query else parts.path)
    assert reply.status == 200, link.url
    return Page(
        url=link.url,
        text=reply.body,
        status=reply.status,
        content_type=reply.content_type.partition(";")[0],
        headers={name.lower(): value for name, value in reply.headers.items()},
        role=link.role,
        facts=dict(facts),
    )


@pytest.mark.parametrize("shop", CATALOGUES, ids=lambda shop: shop.name)
@pytest.mark.parametrize("number", [1, 4])
def test_a_catalogue_reads_back_as_it_was_generated(shop: Shop, number: int, world: World) -> None:
    day = world.day(number)

    listings, readings = read_shop(shop, day)

    assert not [issue for reading in readings for issue in reading.issues]
    assert sorted(map(seen, listings.values())) == sorted(map(made, day.goods[shop.name]))


@pytest.mark.parametrize("number", [1, 4])
def test_the_channel_shows_every_post_with_its_prices(number: int, world: World) -> None:
    day = world.day(number)

    listings, readings = read_shop(SHOP["haobazaar"], day)

    assert not [issue for reading in readings for issue in reading.issues]
    posts = {key.rpartition("/")[2]: listing for key, listing in listings.items()}
    assert set(posts) == {str(good.number) for good in day.goods["haobazaar"]}
    for good in day.goods["haobazaar"]:
        post = posts[str(good.number)]
        said = f"{post.title}\n{post.text}"
        assert all(line.title in said and str(line.price) in said for line in good.lines)
        assert good.text.partition("\n")[2] in said


def test_the_price_list_reads_back_as_it_was_generated(world: World) -> None:
    goods = world.day(1).goods["smsdock"]

    listings, readings = read_shop(SHOP["smsdock"], world.day(1))

    assert not [issue for reading in readings for issue in reading.issues]
    shown = {(row.known.platform, row.price.min, row.stock.count) for row in listings.values() if row.price}
    assert shown == {(good.lines[0].platform, good.price, good.stock) for good in goods}
    assert len(listings) == len(goods)


def seen(listing: Listing) -> tuple[str, str, str, int | None]:
    assert listing.price is not None
    return listing.title, " ".join(listing.text.split()), str(listing.price.min.normalize()), listing.stock.count


def made(good: Good) -> tuple[str, str, str, int | None]:
    return good.title, " ".join(good.text.split()), str(good.price.normalize()), good.stock
