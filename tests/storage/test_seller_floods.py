"""Bad input for who is who: nothing runs away, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from storage.queries.export import seller_rows
from storage.queries.filters import Filters
from storage.queries.seller_story import seller_story, suggested_links
from storage.rebuilding import rebuild_sellers
from tests.storage.shops import Shop, item, rows

TEMPLATE = "老板自己养的号。包首登反馈及时。一机一号一IP环境干净。下单备注联系方式。晚上十点后不在线。批发另议价格"
GOODS = ("微信老号", "QQ号靓号", "抖音千粉号", "微博号", "淘宝号", "谷歌号")


def living(engine: Engine) -> int:
    return int(rows(engine, "SELECT count(*) FROM seller WHERE merged_into_id IS NULL")[0][0])


def post(shop: Shop, who: str, goods: tuple[str, ...], contact: str, text: str = TEMPLATE) -> None:
    """Record a run of a board in which one user posts adverts of his."""
    shown = [
        item(f"{who}-{n}", f"{name} TG: {contact}", text=text, seller_key=who, seller_name=who)
        for n, name in enumerate(goods)
    ]
    shop.run(shop.page(f"/{who}", shown), complete=False)


def test_seller_who_changes_all_but_his_template_is_not_new(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    first, second = open_shop("board-a"), open_shop("board-b")
    post(first, "北岸杂货", GOODS[:3], "oldcontact")

    post(second, "白鲸小店", GOODS[3:], "freshcontact")

    assert living(engine) == 1
    (row,) = seller_rows(engine, Filters())
    assert {handle["value"] for handle in row["handles"]} == {"oldcontact", "freshcontact"}
    (link,) = [one for one in row["links"] if "sentences in common" in one["reasons"][0]]
    assert link["verdict"] == "same"


def test_word_for_word_copy_stays_two_and_is_told(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    first, second = open_shop("board-a"), open_shop("board-b")
    post(first, "北岸杂货", GOODS[:3], "oldcontact")

    post(second, "白鲸小店", GOODS[:3], "copycontact")

    assert living(engine) == 2
    assert suggested_links(engine, most=9) == []
    (pair,) = seller_story(engine, "telegram:oldcontact")["considered"]
    assert "whole adverts the same" in " ".join(pair["reasons"])


def test_many_with_one_text_at_one_board_stay_apart(shop: Shop, engine: Engine) -> None:
    shown = [
        item(
            f"{n}-{g}", f"{GOODS[g]} TG: contact{n}x", text=TEMPLATE, seller_key=f"user{n}", seller_name=f"名字各异{n}"
        )
        for n in range(6)
        for g in range(3)
    ]

    shop.run(shop.page("/", shown))

    assert living(engine) == 6


def test_homoglyph_twin_joins_nobody_and_says_why(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    first, second = open_shop("board-a"), open_shop("board-b")
    post(first, "大圣号商8831", GOODS[:3], "goldseller")

    post(second, "大圣号商8831", GOODS[3:], "go1dseller")

    assert living(engine) == 2
    story = seller_story(engine, "telegram:goldseller")
    told = [reason for one in (*story["suggestions"], *story["considered"]) for reason in one["reasons"]]
    assert any("an imitation" in reason for reason in told)


@pytest.mark.slow
@pytest.mark.parametrize("contacts", [50, 10_000])
def test_flood_of_ten_thousand_variants_is_bounded(shop: Shop, engine: Engine, contacts: int) -> None:
    """Neither many listings nor a contact of its own for each makes the others' sellers anything else."""
    others = []
    for n in range(20):
        who = {"seller_key": f"u{n}", "seller_name": f"某{n}"}
        others.append(item(f"o{n}", f"QQ老号 TG: o{n}x", text=f"{TEMPLATE} {chr(0x5E00 + n)}家", **who))
    recorder = shop.begin()
    for start in range(0, 10_000, 100):
        flood = []
        for n in range(start, start + 100):
            title = f"微信老号 {n} 批 TG: own{n % contacts}"
            flood.append(item(str(n), title, text=f"{TEMPLATE} 第{chr(0x4E00 + n)}批", seller_key="flood"))
        recorder.record(shop.page(f"/{start}", flood))
    recorder.record(shop.page("/others", others))
    shop.end()

    assert living(engine) == 21
    assert rows(engine, "SELECT count(*) FROM handle WHERE shared_at IS NOT NULL") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM verdict WHERE rule = 'likeness'") == [(0,)]
    assert (
        int(rows(engine, "SELECT max(n) FROM (SELECT count(*) AS n FROM seller_trait GROUP BY node_id) AS s")[0][0])
        <= 400
    )
    story = seller_story(engine, "flood")
    assert story["offers"] >= 10_000
    assert len(story["handle_sightings"]) == contacts
    assert rebuild_sellers(engine, now=shop.at).changed == 0


def test_many_who_look_alike_end_in_an_issue(
    open_shop: Callable[[str], Shop], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.likeness.MOST_NODES", 6)
    for n in range(4):
        post(open_shop(f"board-{n}"), f"北岸杂货{n}", GOODS[n : n + 3], f"contact{n}x")

    assert living(engine) > 1
    (detail,) = {detail for (detail,) in rows(engine, "SELECT detail FROM issue WHERE code = 'large_seller'")}
    assert "grows by a person's word only" in detail


def test_flood_of_variants_is_one_seller(shop: Shop, engine: Engine) -> None:
    flood = [
        item(
            str(n),
            f"微信老号 {n} 批 TG: own{n % 50}",
            text=f"{TEMPLATE} 第{n}批",
            seller_key="flood",
            seller_name="flood",
        )
        for n in range(600)
    ]

    shop.run(shop.page("/", flood))

    assert living(engine) == 1
    assert rows(engine, "SELECT max(c) <= 400 FROM (SELECT count(*) AS c FROM seller_trait GROUP BY node_id) AS s")[0][
        0
    ]


def test_removed_site_keeps_its_sellers(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    first, second = open_shop("board-a"), open_shop("board-b")
    post(first, "北岸杂货", GOODS[:2], "samecontact")
    post(second, "北岸杂货", GOODS[2:4], "samecontact")

    for _ in range(3):
        first.run(health="failed", complete=False)

    (row,) = seller_rows(engine, Filters())
    assert row["sites"] == ["board-a", "board-b"]


def test_same_pictures_are_told_and_join_nobody_alone(open_shop: Callable[[str], Shop], engine: Engine) -> None:
    shown = ("*img_20260512_083011", "*img_20260512_083344")
    first, second = open_shop("board-a"), open_shop("board-b")
    for shop, who, words in (
        (first, "北岸杂货", "老板自己养的号。包首登反馈及时"),
        (second, "白鲸小店", "全新卡池。支持验货再付"),
    ):
        listing = item(f"{who}-1", "微信老号", text=words, seller_key=who, seller_name=who, images=shown)
        shop.run(shop.page(f"/{who}", [listing]))

    assert living(engine) == 2
    (pair,) = seller_story(engine, "北岸杂货")["considered"]
    assert any(reason.startswith("same pictures: 2") for reason in pair["reasons"])
    stored = first.begin().stored_listings(["北岸杂货-1"])["北岸杂货-1"].listing
    assert stored.images == shown
