"""Who is new, who is the same, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import Engine

from market.model import Handle, HandleType, Listing, PageReading
from storage.queries.digest import baseline_sites, change_counts, changes, new_sellers, site_health
from storage.queries.export import alert_rows, seller_rows, transition_rows
from storage.queries.filters import Filters
from storage.sellers import resolve
from tests.storage.shops import CHANNEL, JUDGE, START, Shop, item, rows

EVER = START - timedelta(days=1)
LATER = START + timedelta(days=9)


def news(engine: Engine) -> list[tuple[str | None, tuple[str, ...]]]:
    found = new_sellers(engine, since=EVER, until=LATER)
    return sorted((one.name, tuple(handle.value for handle in one.handles)) for one in found)


def living(engine: Engine) -> int:
    return int(rows(engine, "SELECT count(*) FROM seller WHERE merged_into_id IS NULL")[0][0])


def test_baseline_raises_no_alert(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号"), item("2", "QQ号 TG: one"), item("3", "QQ号 TG: two")]))

    assert news(engine) == []
    assert [(one.site, one.sellers, one.listings) for one in baseline_sites(engine, since=EVER, until=LATER)] == [
        ("shop-a", 3, 3)
    ]


def test_partial_run_is_no_baseline(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号")]), health="partial", complete=False)
    shop.run(shop.page("/", [item("1", "微信老号"), item("2", "QQ号 TG: one")]))

    assert news(engine) == []
    assert shop.begin().is_first is False


def test_new_party_after_the_baseline_is_told_once(shop: Shop, engine: Engine) -> None:
    old = [item("1", "微信老号", "65"), item("2", "QQ号 TG: one", "5")]
    shop.run(shop.page("/", old))
    fresh = item("3", "微信老号 TG: fresh", "70", count=12)
    shop.run(shop.page("/", [*old, fresh]))
    shop.run(shop.page("/", [*old, fresh, item("4", "QQ号 TG: fresh", "6")]))

    assert news(engine) == [("fresh", ("fresh",))]
    (told,) = new_sellers(engine, since=EVER, until=LATER)
    assert told.sites == ("shop-a",)
    assert told.offers == 2
    assert [(one.platform, one.min, one.currency, one.unit) for one in told.prices] == [
        ("qq", Decimal(6), "CNY", "each"),
        ("wechat", Decimal(70), "CNY", "each"),
    ]
    assert told.stock == 12
    assert told.example is not None
    assert told.example.evidence.warc.startswith("shop-a")
    assert any("telegram:fresh" in reason for reason in told.why)
    (alert,) = alert_rows(engine, Filters())
    assert alert["dedup_key"] == f"seller_new:{told.seller_id}"
    assert rows(engine, "SELECT dedup_key FROM outbox ORDER BY id") == [(f"{alert['dedup_key']}@{CHANNEL}",)]
    assert alert["evidence"][0]["snapshot"].startswith("sha256:")


def test_known_seller_at_another_site_is_not_new(shop: Shop, open_shop: Callable[[str], Shop], engine: Engine) -> None:
    other = open_shop("shop-b")
    shop.run(shop.page("/", [item("1", "微信老号"), item("2", "QQ号 TG: one")]))
    other.run(other.page("/", [item("7", "微信老号")]))
    other.run(other.page("/", [item("7", "微信老号"), item("8", "QQ号 TG: one")]))

    assert news(engine) == []
    assert change_counts(engine, since=EVER, until=LATER)["seller_on_new_site"] == 1
    joined = [row for row in seller_rows(engine, Filters()) if row["handles"]]
    assert [row["sites"] for row in joined] == [["shop-a", "shop-b"]]


def test_handle_that_ties_two_known_sellers_joins_them(
    shop: Shop, open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    other = open_shop("shop-b")
    shop.run(shop.page("/", [item("1", "QQ号 TG: one")]))
    other.run(other.page("/", [item("2", "QQ号 TG: two")]))
    assert living(engine) == 2
    first = rows(engine, "SELECT uid FROM seller ORDER BY id")[0]

    shop.run(shop.page("/", [item("1", "QQ号 TG: one TG: two")]))

    assert living(engine) == 1
    assert rows(engine, "SELECT uid FROM seller WHERE merged_into_id IS NULL") == [first]
    (row,) = seller_rows(engine, Filters())
    assert {handle["value"] for handle in row["handles"]} == {"one", "two"}
    assert row["sites"] == ["shop-a", "shop-b"]
    assert [(link["verdict"], link["score"]) for link in row["links"]] == [("same", "1")]


def test_site_handles_join_the_shop_itself(shop: Shop, open_shop: Callable[[str], Shop], engine: Engine) -> None:
    other = open_shop("shop-b")
    footer = (Handle(type=HandleType.QQ, value="12345", span=None),)
    for one in (shop, other):
        page = one.page("/", [item("1", "微信老号")], reading=PageReading(seller_name=f"Name of {one.name}"))
        one.run(replace(page, handles=footer))

    assert living(engine) == 1
    (row,) = seller_rows(engine, Filters())
    assert row["names"] == ["Name of shop-a", "Name of shop-b"]
    assert {(link["a"], link["b"]) for link in row["links"]} == {("shop-a", "qq:12345"), ("shop-b", "qq:12345")}


def test_named_sellers_of_a_board_are_apart(shop: Shop, engine: Engine) -> None:
    posts = [item(str(n), "微信老号", seller_key=f"u{n % 2}", seller_name=f"User {n % 2}") for n in range(4)]

    shop.run(shop.page("/", posts))
    shop.run(shop.page("/", [*posts, item("9", "QQ号", seller_key="u9", seller_name="User 9")]))

    assert living(engine) == 3
    assert news(engine) == [("User 9", ())]


def test_handle_that_too_many_show_joins_nobody(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    for number in range(6):
        one = open_shop(f"shop-{number}")
        one.run(one.page("/", [item("1", "微信老号 TG: everywhere")]))
    assert living(engine) == 1
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE listing SET due = true")
    resolve(engine, now=LATER, cap=5, judge=JUDGE)

    assert rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL") == [("everywhere",)]
    assert living(engine) == 6
    assert rows(engine, "SELECT code FROM issue") == [("shared_handle",)]


def test_handle_beside_unrelated_ones_is_nobodys_own(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    for number in range(6):
        one = open_shop(f"shop-{number}")
        one.run(one.page("/", [item("1", f"微信老号 TG: seller{number} TG: common")]))

    assert rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL") == [("common",)]
    assert living(engine) == 6


def test_escrow_named_by_two_sellers_joins_neither(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    for number in range(2):
        one = open_shop(f"shop-{number}")
        one.run(one.page("/", [item("1", f"微信老号 TG: seller{number} 走担保 TG: thirdman")]))

    assert rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL") == [("thirdman",)]
    assert living(engine) == 2


def test_footer_of_a_board_joins_none_of_its_users(shop: Shop, engine: Engine) -> None:
    shop.run(
        shop.page(
            "/",
            [
                item(
                    str(n), f"微信老号 TG: own{n}", text="站务 TG: footer", seller_key=f"u{n}", seller_name=f"User {n}"
                )
                for n in range(4)
            ],
        )
    )

    assert rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL") == [("footer",)]
    assert living(engine) == 4


def test_second_contact_of_one_seller_is_no_footer(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    contacts = ("TG: first TG: second", "TG: second TG: third", "TG: first TG: third", "TG: first", "TG: second")
    for number, contact in enumerate(contacts):
        one = open_shop(f"shop-{number}")
        one.run(one.page("/", [item("1", f"微信老号 {contact}")]))

    assert rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL") == []
    assert living(engine) == 1


def test_resolving_catches_up_after_a_kill(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号")]))
    recorder = shop.begin()
    recorder.record(shop.page("/", [item("1", "微信老号"), item("2", "QQ号 TG: fresh")]))
    recorder.flush()
    assert resolve(engine, now=shop.at, judge=JUDGE).new == ()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lease SET holder = 'elsewhere', expires_at = expires_at")
        connection.exec_driver_sql("DELETE FROM lease")

    shop.run(shop.page("/", [item("1", "微信老号"), item("2", "QQ号 TG: fresh")]))

    assert news(engine) == [("fresh", ("fresh",))]
    assert [one.health for one in site_health(engine)] == ["healthy"]
    assert rows(engine, "SELECT cause FROM run ORDER BY id") == [(None,), ("killed",), (None,)]
    resolve(engine, now=shop.at, judge=JUDGE)
    assert rows(engine, "SELECT count(*) FROM alert") == [(1,)]


def test_changes_are_told_in_raw_words(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信老号", "65", count=3)]))
    shop.run(shop.page("/", [item("1", "微信老号", "60.5", count=3)]))
    shop.run(shop.page("/", [item("1", "微信老号", "60.5", count=0)]))

    told = changes(engine, since=EVER, until=LATER, kinds=["price_changed", "sold_out"])

    assert [(one.kind, one.before, one.after) for one in told] == [
        ("sold_out", "3", "sold out"),
        ("price_changed", "65 CNY each", "60.5 CNY each"),
    ]
    priced = [row for row in transition_rows(engine, Filters()) if row["kind"] == "price_changed"]
    assert [(row["before"]["price_min"], row["after"]["price_min"]) for row in priced] == [("65", "60.5")]
    assert priced[0]["evidence"]["warc"]


def test_contact_of_nearly_all_listings_is_the_shops_own(shop: Shop, engine: Engine) -> None:
    told = [item(str(n), f"微信老号 {n}", text="TG: boss") for n in range(4)]

    shop.run(shop.page("/", [*told, item("8", "QQ号"), item("9", "微信老号")]))

    assert living(engine) == 1


def test_contacts_of_many_hands_are_nobodys_shop(shop: Shop, engine: Engine) -> None:
    told = [item(str(n), f"微信老号 {n}", text=f"TG: hand{n % 3}") for n in range(6)]

    shop.run(shop.page("/", [*told, item("8", "QQ号")]))

    assert living(engine) == 4


def test_what_was_recorded_before_is_looked_up_where_nothing_was_kept(
    open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    for number in range(4):
        board = open_shop(f"board-{number}")
        board.run(board.page("/", [_advert(number, "TG: bot")]))
    assert rows(engine, "SELECT count(*) FROM handle WHERE shared_at IS NOT NULL") == [(0,)]
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE handle_party SET others = NULL")

    board = open_shop("board-4")
    board.run(board.page("/", [_advert(4, "TG: bot")]))

    assert rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL") == [("bot",)]
    assert living(engine) == 5


def _advert(number: int, *shown: str) -> Listing:
    text = "\n".join((f"TG: own{number}", *shown))
    return item(str(number), "微信老号", text=text, seller_key=f"u{number}", seller_name=f"u{number}")


def test_both_contacts_of_a_footer_join_nobody(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    board = open_shop("board")

    board.run(board.page("/", [_advert(number, "TG: footer", "QQ: 20012345") for number in range(4)]))

    shared = {value for (value,) in rows(engine, "SELECT value FROM handle WHERE shared_at IS NOT NULL")}
    assert shared == {"footer", "20012345"}
    assert living(engine) == 4
