"""Cards that lost their link when they sold out stay the listings they were."""

from collections.abc import Collection, Mapping
from types import SimpleNamespace
from typing import Any

from crawler.items import ReadPage
from crawler.pipelines.merge_listings import MergeListings
from market.model import Detail, LinkRole, Listing, PageReading, Stock
from storage.records import PageRecord, StoredListing
from storage.titles import KnownKey

OWN = Listing(url="https://shop.example/buy/7", key="7", title="微信老号", text="带62数据", stock=Stock(count=3))
LOST = Listing(
    url="https://shop.example/",
    key="title:微信老号",
    keyless=True,
    title="微信老号",
    detail=Detail.SUMMARY,
    stock=Stock(available=False),
)


class Recorded:
    """A recorder that knows one listing."""

    def stored_listings(self, keys: Collection[str]) -> dict[str, StoredListing]:
        return {"7": StoredListing(listing=OWN, reader_version="r")} if "7" in keys else {}

    def keys_of_titles(self, titles: Collection[str]) -> Mapping[str, KnownKey]:
        return {"微信老号": KnownKey(key="7", url=OWN.url)} if "微信老号" in titles else {}


def merged_page(*listings: Listing) -> tuple[Listing, ...]:
    snapshot: Any = None
    record = PageRecord(
        url="https://shop.example/",
        snapshot=snapshot,
        role=LinkRole.INDEX,
        reader_version="r",
        reading=PageReading(listings=listings),
    )
    run: Any = SimpleNamespace(recorder=Recorded(), reader=None)
    return MergeListings(run).process_item(ReadPage(site="shop", family="dujiaoka", record=record)).unread


def test_lost_link_leaves_the_listing_under_its_key() -> None:
    (listing,) = merged_page(LOST)

    assert listing.key == "7"
    assert listing.url == OWN.url
    assert listing.text == OWN.text
    assert listing.stock.available is False


def test_unknown_title_keeps_the_key_made_of_it() -> None:
    (listing,) = merged_page(LOST.__class__(url=LOST.url, key="title:新号", keyless=True, title="新号"))

    assert listing.key == "title:新号"


def test_title_that_still_has_its_own_card_is_another_listing() -> None:
    listings = merged_page(LOST, Listing(url=OWN.url, key="7", title=OWN.title, stock=Stock(count=2)))

    assert {listing.key for listing in listings} == {"title:微信老号", "7"}
