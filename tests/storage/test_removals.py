"""A listing whose own address says twice that it is gone has gone, whatever an index still shows."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from market.model import LinkRole, Listing
from storage.queries.export import listing_rows, transition_rows
from storage.queries.filters import Filters
from storage.records import PageRecord
from tests.storage.shops import Shop, item, rows

GOODS = [
    item(str(number), f"微信老号 {number}", "65", url=f"https://shop-a.example/item/{number}") for number in range(8)
]


def index(shop: Shop, goods: list[Listing], body: str = "") -> PageRecord:
    """Return a page of cards, each merged with its own page as the pipelines do it."""
    return shop.page("/", goods, body=f"index {body}")


def own(shop: Shop, good: Listing, *, removed: bool = False) -> PageRecord:
    page = shop.page(f"/item/{good.key}", [good], role=LinkRole.PRODUCT, body=f"own {good}")
    if not removed:
        return page
    gone = shop.snapshot(page.url, "gone", status=404)
    return replace(page, snapshot=gone, listings=(), reading=None, removed=True)


def look(shop: Shop, *gone: str, health: str = "healthy", complete: bool = True) -> None:
    pages = [own(shop, good, removed=good.key in gone) for good in GOODS]
    shop.run(index(shop, GOODS, repr(gone)), *pages, health=health, complete=complete)


def states(engine: Engine) -> dict[str, str]:
    return {row["title"][-1]: row["state"] for row in listing_rows(engine, Filters())}


def kinds(engine: Engine) -> list[str]:
    return [row["kind"] for row in transition_rows(engine, Filters()) if row["kind"] not in {"appeared", "seller_new"}]


def test_two_healthy_looks_end_it_with_cause_and_evidence(shop: Shop, engine: Engine) -> None:
    look(shop)
    look(shop, "3")
    assert states(engine)["3"] == "active"

    look(shop, "3")

    assert states(engine)["3"] == "gone"
    assert sorted(set(states(engine).values())) == ["active", "gone"]
    (told,) = [row for row in transition_rows(engine, Filters()) if row["kind"] == "vanished"]
    assert told["cause"] == "its own address said in 2 healthy looks that it is gone"
    assert rows(
        engine, "SELECT s.status FROM transition t JOIN snapshot s ON s.id = t.snapshot_id WHERE t.kind = 7"
    ) == [(404,)]
    assert rows(engine, "SELECT count(*) FROM removal") == [(0,)]


def test_incomplete_healthy_looks_suffice(shop: Shop, engine: Engine) -> None:
    look(shop)
    look(shop, "3", complete=False)
    look(shop, "3", complete=False)

    assert states(engine)["3"] == "gone"


def test_unhealthy_looks_prove_nothing(shop: Shop, engine: Engine) -> None:
    look(shop)
    look(shop, "3")
    look(shop, "3", health="partial")
    look(shop, "3", health="broken")
    assert states(engine)["3"] == "active"

    look(shop, "3")
    assert states(engine)["3"] == "gone"


def test_page_that_is_there_again_starts_anew(shop: Shop, engine: Engine) -> None:
    look(shop)
    look(shop, "3")
    look(shop)
    look(shop, "3")

    assert states(engine)["3"] == "active"


def test_card_alone_does_not_bring_it_back(shop: Shop, engine: Engine) -> None:
    look(shop)
    for _ in range(4):
        look(shop, "3")
    cheaper = [*GOODS[:3], replace(GOODS[3], price=GOODS[4].price, title="微信老号 3"), *GOODS[4:]]
    shop.run(index(shop, cheaper), own(shop, GOODS[3], removed=True))

    assert kinds(engine) == ["vanished"]

    look(shop)

    assert kinds(engine) == ["vanished", "relisted"]
    assert states(engine)["3"] == "active"


def test_shop_whose_pages_are_all_gone_has_moved_its_addresses(shop: Shop, engine: Engine) -> None:
    look(shop)
    look(shop, "1", "2", "3", "4")
    look(shop, "1", "2", "3", "4")

    assert set(states(engine).values()) == {"active"}
    assert rows(engine, "SELECT health, cause FROM run ORDER BY id DESC LIMIT 1") == [(2, "http_404")]
    assert rows(engine, "SELECT DISTINCT detail FROM issue WHERE code = 'unlike_pages'") == [
        ("4 of 8 product pages say at once that they are gone",)
    ]


def test_listing_known_by_its_card_only_can_go_too(shop: Shop, engine: Engine) -> None:
    new = item("9", "微信老号 9", "65", url="https://shop-a.example/item/9")
    for _ in range(2):
        shop.run(index(shop, [*GOODS, new]), own(shop, new, removed=True), *(own(shop, good) for good in GOODS))

    assert states(engine)["9"] == "gone"
