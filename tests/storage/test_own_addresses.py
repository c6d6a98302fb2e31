"""Contacts that lead to watched sites: a shop of one's own, a friend's, or a market of many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from market.model import Handle, HandleType, PageReading, Reading, SiteKind
from storage.decisions import undo_verdict
from storage.own_addresses import values_of
from storage.queries.export import seller_rows
from storage.queries.filters import Filters
from storage.queries.seller_story import seller_story, suggested_links
from storage.records import ReadListing
from tests.storage.shops import READER, START, Shop, item, read_text, rows

OWNED = Handle(type=HandleType.URL, value="own.example", span=(0, 4))


def living(engine: Engine) -> int:
    return int(rows(engine, "SELECT count(*) FROM seller WHERE merged_into_id IS NULL")[0][0])


def advert(shop: Shop, who: str, *more: Handle) -> None:
    """Record a listing of a board whose text names other contacts beside its own."""
    listing = item(f"{who}-1", f"微信老号 TG: {who}x", seller_key=who, seller_name=who)
    page = shop.page(f"/{who}", [listing])
    reading = _with(read_text(listing), more)
    shop.run(replace(page, listings=(ReadListing(listing=listing, reading=reading),)), complete=False)


def _with(reading: Reading, more: tuple[Handle, ...]) -> Reading:
    return replace(reading, handles=(*reading.handles, *more))


def sells(shop: Shop, *, footer: tuple[Handle, ...] = ()) -> None:
    page = replace(shop.page("/", [item("1", "QQ老号", "5")]), handles=footer)
    shop.run(replace(page, reading=PageReading(), reader_version=READER))


@pytest.fixture
def own(open_shop: Callable[[str], Shop]) -> Shop:
    """Give the watched shop `own`, at https://own.example/."""
    return open_shop("own")


def test_address_in_adverts_joins_the_shop_that_lives_there(
    own: Shop, open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    sells(own)

    advert(open_shop("board"), "mei", OWNED)

    (row,) = seller_rows(engine, Filters())
    assert row["sites"] == ["board", "own"]
    (link,) = [one for one in row["links"] if "is the address of own" in one["reasons"][0]]
    assert (link["a"], link["b"], link["verdict"]) == ("url:own.example", "own", "same")


def test_shop_that_is_watched_later_is_joined_then(own: Shop, open_shop: Callable[[str], Shop], engine: Engine) -> None:
    advert(open_shop("board"), "mei", OWNED)
    assert living(engine) == 1

    sells(own)

    assert living(engine) == 1
    assert [kind for (kind,) in rows(engine, "SELECT count(*) FROM transition WHERE seller_id IS NOT NULL")] == [0]


def test_link_that_a_person_takes_back_stays_back(own: Shop, open_shop: Callable[[str], Shop], engine: Engine) -> None:
    sells(own)
    board = open_shop("board")
    advert(board, "mei", OWNED)
    (said,) = [one for one in seller_story(engine, "telegram:meix")["verdicts"] if one["rule"] == "shop_address"]

    undo_verdict(engine, said["id"], by="li", now=START)
    advert(board, "mei", OWNED, Handle(type=HandleType.QQ, value="20012345", span=(0, 4)))

    assert living(engine) == 2


def test_link_in_a_footer_is_a_suggestion(own: Shop, open_shop: Callable[[str], Shop], engine: Engine) -> None:
    sells(own)

    sells(open_shop("friend"), footer=(OWNED,))

    assert living(engine) == 2
    (pair,) = suggested_links(engine, most=5)
    assert pair["reasons"] == ["friend links to url:own.example, the address of own"]


def test_shop_that_several_link_to_ties_none_of_them(
    own: Shop, open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    sells(own)

    sells(open_shop("friend"), footer=(OWNED,))
    sells(open_shop("other"), footer=(OWNED,))

    assert living(engine) == 3


def test_address_of_a_market_joins_nobody(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    market, board = open_shop("own"), open_shop("board")
    advert(market, "old")

    advert(board, "mei", OWNED)
    advert(board, "li", OWNED)

    assert living(engine) == 3
    (detail,) = rows(engine, "SELECT detail FROM issue WHERE code = 'shared_handle'")
    assert "it is the address of own, where many sell" in detail[0]


def test_address_of_a_channel_is_no_shop(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    channel = open_shop("own")
    channel.kind = SiteKind.STREAM
    sells(channel)

    advert(open_shop("board"), "mei", OWNED)

    assert living(engine) == 2


def test_handles_that_may_stand_for_an_address() -> None:
    assert values_of("https://www.a.shop.example/u/mei/?x=1") == [
        "a.shop.example", "shop.example",
        "a.shop.example/u", "a.shop.example/u/mei", "shop.example/u", "shop.example/u/mei",
    ]  # fmt: skip
    assert values_of("not an address") == []
