"""What crawls of one shop make of days on which it breaks, and of a product whose page is gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from crawling import Place
from loopback import Answer, Reply, serving
from shops import html, index, product, shop

GOODS = 10


def without_prices() -> dict[str, Answer]:
    """Return the shop after a change of its template: the price is somewhere else."""
    pages = shop(GOODS)
    changed: dict[str, Answer] = {"/": html(index(GOODS).replace("<b>", "<i>").replace("</b>", "</i>"))}
    for number in range(1, GOODS + 1):
        body = product(number).body.decode().replace("<b>", "<i>").replace("</b>", "</i>")
        changed[f"/p/{number}"] = html(body)
    return {**pages, **changed}


def in_chinese() -> dict[str, Answer]:
    """Return the shop as it greets visitors from elsewhere."""
    pages = shop(GOODS)
    cards = index(GOODS).replace("Good", "微信老号满月白号")
    changed: dict[str, Answer] = {"/": html(cards)}
    for number in range(1, GOODS + 1):
        text = f"<h1>微信老号满月白号 {number}</h1><p class='text'>带好友可换绑</p>"
        changed[f"/p/{number}"] = html(f'<main class="product">{text}<b>{number}.50</b></main>')
    return {**pages, **changed}


@dataclass(frozen=True, kw_only=True)
class Day:
    """How one crawl ended, and what it left."""

    health: tuple[str, str | None]
    issues: tuple[tuple[str, str], ...]
    """Code and page of what breaks."""
    prices: int
    """Offers with a price."""
    kinds: Mapping[int, int]


def look(place: Place, answers: dict[str, Answer], base: dict[str, Answer]) -> Day:
    base.clear()
    base.update(answers)
    crawled = place.crawl("toy-shop")
    with sqlite3.connect(place.data / "haoshao.db") as database:
        run = database.execute("SELECT max(id) FROM run").fetchone()[0]
        issues = database.execute("SELECT code, url FROM issue WHERE run_id = ? AND breaks", (run,)).fetchall()
        prices = database.execute("SELECT count(*) FROM offer WHERE price_min IS NOT NULL").fetchone()[0]
        kinds = dict(database.execute("SELECT kind, count(*) FROM transition GROUP BY kind").fetchall())
    return Day(
        health=crawled.health("toy-shop"),
        issues=tuple((code, str(url).partition("127.0.0.1")[2].partition("/")[2]) for code, url in issues),
        prices=prices,
        kinds=kinds,
    )


@pytest.mark.slow
def test_broken_days_change_nothing_and_name_field_and_page(tmp_path: Path) -> None:
    place, answers = Place(folder=tmp_path), dict[str, Answer]()
    gone = shop(GOODS) | {"/p/3": Reply(status=404)}
    with serving(answers) as one:
        place.write_site("toy-shop", one.url + "/")
        well = look(place, shop(GOODS), answers)
        silent = look(place, without_prices(), answers)
        chinese = look(place, in_chinese(), answers)
        half = look(place, shop(4), answers)
        first = look(place, gone, answers)
        second = look(place, gone, answers)

    assert well.health == first.health == second.health == ("healthy", None)
    assert (silent.health, silent.issues[0][0]) == (("broken", "layout"), "unlike_price")
    assert (chinese.health, chinese.issues[0][0]) == (("broken", "layout"), "unlike_language")
    assert (half.health, half.issues) == (("partial", "fewer"), (("unlike_listings", ""),))
    assert {page.partition("/")[0] for _, page in (*silent.issues, *chinese.issues)} <= {"", "p"}
    assert [day.prices for day in (well, silent, chinese, half)] == [GOODS] * 4
    assert well.kinds == silent.kinds == chinese.kinds == half.kinds == first.kinds
    assert second.kinds == {**first.kinds, 7: 1}
