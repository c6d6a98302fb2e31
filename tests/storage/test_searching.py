"""Search by words: own pairs of characters, folded, kept up with the listings and taken out with them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, delete, text

from market.searching import searchable, tokens_of
from storage.bulk import table
from storage.database import connect, open_database, writing
from storage.migrating import configuration
from storage.models import ListingSearchRow
from storage.models.searching import FOLDING
from storage.queries.filters import Filters
from storage.queries.search import search_rows
from storage.searching import forget_listings, index_all
from tests.storage.shops import Shop, item, rows


def found(engine: Engine, words: str, **chosen: object) -> list[str]:
    return [row["title"] for row in search_rows(engine, words, Filters(**chosen))]  # type: ignore[arg-type]


def empty_the_index(engine: Engine) -> None:
    """Take every token away, so that only what is written again is found."""
    with writing(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("INSERT INTO listing_fts (listing_fts) VALUES ('delete-all')"))
        else:
            connection.execute(text("UPDATE listing_search SET tokens = NULL"))


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("微信", ["微 信 小 号 C", "WeChat微信老号 A"]),
        ("號", ["微 信 小 号 C", "Telegram号 B", "WeChat微信老号 A"]),
        ("老号 wechat", ["WeChat微信老号 A"]),
        ("ＷＥＣＨＡＴ", ["WeChat微信老号 A"]),
        ("telegram", ["Telegram号 B"]),
        ("tele", ["Telegram号 B"]),
        ("信老", ["WeChat微信老号 A"]),
        ("老信", []),
        ("100%", ["Telegram号 B"]),
        ("%", ["Telegram号 B"]),
        ("％", ["Telegram号 B"]),
        ("微信老号", ["WeChat微信老号 A"]),
        ("微信号", []),
        ("老号 w", ["WeChat微信老号 A"]),
        ("小店", ["微 信 小 号 C"]),
        ("@night_seller", ["WeChat微信老号 A"]),
        ("night_seller 老号", ["WeChat微信老号 A"]),
        ("night_seller 小号", []),
        ("t微", ["WeChat微信老号 A"]),
        ("m号", ["Telegram号 B"]),
        ("t号", []),
        ("m号b", []),
        ("' OR \" *", []),
        ("  ", []),
    ],
)
def test_words_are_found_as_they_are_read(shop: Shop, engine: Engine, words: str, titles: list[str]) -> None:
    shop.run(
        shop.page(
            "/",
            [
                item("1", "WeChat微信老号 A", text="满月 TG: night_seller"),
                item("2", "Telegram号 B", text="100% 質保"),
                item("3", "微 信 小 号 C", category="小店", seller_key="u7", seller_name="老王"),
            ],
        )
    )

    assert found(engine, words) == titles


def test_seller_and_changed_words(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信号", seller_key="u7", seller_name="老王")]))
    assert found(engine, "老王") == ["微信号"]

    shop.run(shop.page("/", [item("1", "抖音号", seller_key="u7", seller_name="小李")]))

    assert found(engine, "老王") == found(engine, "微信") == []
    assert set(found(engine, "小李")) == set(found(engine, "抖音")) == {"抖音号"}


def test_newest_first_within_the_limit_and_filters(
    shop: Shop, open_shop: Callable[[str], Shop], engine: Engine
) -> None:
    other = open_shop("shop-b")
    other.run(other.page("/", [item("x", "微信号 x")]))
    shop.run(*(shop.page(f"/{n}", [item(f"{n}-{m}", f"微信号 {n}-{m}") for m in range(40)]) for n in range(10)))

    newest = [row["title"] for row in search_rows(engine, "微信", Filters(), limit=3)]

    assert newest == ["微信号 9-39", "微信号 9-38", "微信号 9-37"]
    assert found(engine, "微信", site=("shop-b",)) == ["微信号 x"]
    assert len(list(search_rows(engine, "微信", Filters(), limit=1000))) == 401


@pytest.mark.parametrize("let_through", [0, 5, 1000])
def test_a_rare_filter_finds_what_stands_far_behind(
    shop: Shop,
    open_shop: Callable[[str], Shop],
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    let_through: int,
) -> None:
    """Whether the filter is asked first or each proposal in turn, the same is found."""
    monkeypatch.setattr("storage.queries.search._FIRST", 2)
    monkeypatch.setattr("storage.queries.search._MOST", 8)
    monkeypatch.setattr("storage.queries.search._MOST_LET_THROUGH", let_through)
    other = open_shop("shop-b")
    other.run(other.page("/", [item("x", "微信号 x"), item("y", "抖音号 y"), item("z", "微信号 z")]))
    shop.run(*(shop.page(f"/{n}", [item(f"{n}-{m}", f"微信号 {n}-{m}") for m in range(40)]) for n in range(3)))

    assert found(engine, "微信", site=("shop-b",)) == ["微信号 z", "微信号 x"]
    assert found(engine, "微信号", site=("shop-b",)) == ["微信号 z", "微信号 x"]
    assert found(engine, "微信", site=("nowhere",)) == []
    assert len(list(search_rows(engine, "微信", Filters(site=("shop-a",)), limit=1000))) == 120


def test_unsound_run_leaves_the_words_of_before(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信号")]))
    shop.run(shop.page("/", [item("1", "系统维护号")]), health="broken")

    assert found(engine, "维护") == []
    assert found(engine, "微信") == ["微信号"]


def test_only_new_words_are_written(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信号", "65")]))
    empty_the_index(engine)

    shop.run(shop.page("/", [item("1", "微信号", "60")]))

    assert found(engine, "微信") == []


def test_words_that_change_leave_no_old_token(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信号"), item("2", "微信老号")]))
    shop.run(shop.page("/", [item("1", "抖音号"), item("2", "微信老号", "60")]))

    assert found(engine, "微信") == ["微信老号"]
    if engine.dialect.name == "sqlite":
        asked = "SELECT count(*) FROM listing_fts WHERE listing_fts MATCH "
        assert rows(engine, f"{asked} '\"微信\"'") == [(1,)]
        assert rows(engine, f"{asked} '\"抖音\"'") == [(1,)]


def test_index_of_another_folding_is_made_anew(database_url: str) -> None:
    engine = open_database(database_url)
    shop = Shop(engine)
    shop.run(shop.page("/", [item("1", "微信号")]))
    empty_the_index(engine)
    engine.dispose()
    engine = open_database(database_url)
    assert found(engine, "微信") == []
    with writing(engine) as connection:
        connection.execute(text("UPDATE meta SET value = 'older' WHERE key = 'search folding'"))
    engine.dispose()

    engine = open_database(database_url)

    assert found(engine, "微信") == ["微信号"]
    engine.dispose()


def test_folding_is_the_one_that_indexes_were_made_by() -> None:
    """Another digest means other tokens: raise `storage.models.searching.FOLDING` with it."""
    blocks = (
        (0x20, 0x7F),
        (0xA0, 0x180),
        (0x400, 0x450),
        (0x2010, 0x2028),
        (0x2460, 0x2500),
        (0x4E00, 0x9FA6),
        (0xFF01, 0xFF5F),
    )
    signs = "".join(chr(code) for first, last in blocks for code in range(first, last))
    texts = [signs[at : at + 500] for at in range(0, len(signs), 500)]
    texts.append("微 信 小 号 ＱＱ号 V-X:abc_12 扣扣 薇❤信 1❶3 ｗｘ 加ｖ信")
    tokens = "\n".join(" ".join(tokens_of(searchable([one]))) for one in texts)

    digest = hashlib.sha256(tokens.encode()).hexdigest()[:16]

    assert (FOLDING, digest) == ("3", "c30811a3b7fa199b")


def test_forgotten_listing_is_not_found_any_more(shop: Shop, engine: Engine) -> None:
    shop.run(shop.page("/", [item("1", "微信号"), item("2", "微信老号")]))
    (listing_id,) = rows(engine, "SELECT id FROM listing WHERE key = '1'")[0]

    with writing(engine) as connection:
        forget_listings(connection, [listing_id])

    assert found(engine, "微信") == ["微信老号"]
    if engine.dialect.name == "sqlite":
        assert rows(engine, "SELECT rowid FROM listing_fts WHERE listing_fts MATCH '\"微信\"'") == [(listing_id + 1,)]


def test_upgrade_fills_the_index_of_an_older_database(blank_url: str) -> None:
    engine = open_database(blank_url)
    shop = Shop(engine)
    shop.run(shop.page("/", [item(str(n), f"微信号 {n}") for n in range(3)]))
    with writing(engine) as connection:
        connection.execute(delete(table(ListingSearchRow)))
    empty_the_index(engine)
    assert found(engine, "微信") == []

    with writing(engine) as connection:
        index_all(connection)

    assert found(engine, "微信") == ["微信号 2", "微信号 1", "微信号 0"]
    engine.dispose()


def test_database_of_the_first_version_is_upgraded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = connect(url)
    with writing(engine) as connection:
        command.upgrade(configuration(connection), "0001")
    engine.dispose()
    names = "id, uid, site_id, key, url, title, text, detail, stated, reader_id, snapshot_id, score, reasons, subjects"
    with sqlite3.connect(tmp_path / "old.db") as old:
        for known in (
            "site (id, name, url, family, kind, experimental, added_at) VALUES (1, 's', 'u', 'f', 1, 0, 0)",
            "run VALUES (1, 1, 1, 0, 0, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, NULL, '', 0)",
            "reader (id, version) VALUES (1, 'r')",
            "warc (id, name) VALUES (1, 'w')",
            "page (id, site_id, url_key, url, facts_digest) VALUES (1, 1, 1, 'u', 0)",
            "snapshot VALUES (1, 1, 1, 0, 200, x'00', 1, 0, 1, 1, 0, x'00', '', NULL, NULL)",
        ):
            old.execute(f"INSERT INTO {known}")
        old.execute(
            f"INSERT INTO listing ({names}, first_seen_at, first_run_id, due)"  # noqa: S608 - our own words
            " VALUES (7, 1, 1, '/1', '', '微信号', '满月', 2, '{}', 1, 1, 90, '[]', '[]', 0, 1, 0)"
        )

    engine = open_database(url)

    assert rows(engine, "SELECT listing_id FROM listing_search") == [(7,)]
    assert rows(engine, "SELECT rowid FROM listing_fts WHERE listing_fts MATCH '\"信号\"'") == [(7,)]
    engine.dispose()
