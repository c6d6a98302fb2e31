"""Whatever a site does, its run ends in the right health within bounds, and what was read is kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from crawling import Crawled, Place
from loopback import Shop, free_port, serving
from shops import GBK_TITLE, bad_shops, everywhere, html, index, shop
from traps import endless_paging

EXPECTED: dict[str, tuple[str, str | None, int]] = {
    # name: health, cause, listings kept
    "well": ("healthy", None, 5),
    "refused": ("failed", "refused", 0),
    "robots-no": ("blocked", "robots", 0),
    "robots-some": ("partial", "robots", 5),
    "robots-503": ("failed", "http_5xx", 0),
    "robots-moved": ("blocked", "robots", 0),
    "forbidden": ("blocked", "blocked", 0),
    "too-many": ("blocked", "rate_limit", 0),
    "too-many-long": ("blocked", "rate_limit", 0),
    "too-many-once": ("healthy", None, 5),
    "overloaded": ("failed", "http_5xx", 0),
    "overloaded-once": ("healthy", None, 5),
    "challenge": ("blocked", "challenge", 0),
    "challenge-403": ("blocked", "challenge", 0),
    "login": ("blocked", "login_wall", 0),
    "needs-key": ("blocked", "needs_key", 0),
    "parked": ("failed", "parked", 0),
    "gbk": ("healthy", None, 1),
    "truncated": ("partial", "truncated", 5),
    "no-json": ("broken", "layout", 0),
    "bad-price": ("broken", "layout", 0),
    "layout": ("broken", "layout", 0),
    "layout-one": ("partial", "layout", 5),
    "huge": ("failed", "too_large", 0),
    "bomb": ("failed", "too_large", 0),
    "loop": ("failed", "redirect", 0),
    "to-metadata": ("failed", "redirect", 0),
    "to-private": ("failed", "redirect", 0),
    "to-other": ("failed", "redirect", 0),
    "to-file": ("failed", "redirect", 0),
    "to-nowhere": ("failed", "redirect", 0),
    "empty-marked": ("healthy", None, 0),
    "empty": ("broken", "empty", 0),
    "fewer": ("partial", "fewer_than_stated", 5),
    "slow": ("failed", "timeout", 0),
    "reset": ("failed", "reset", 0),
    "rubbish": ("failed", "protocol", 0),
    "headers": ("failed", "protocol", 0),
    "missing": ("failed", "http_404", 0),
    "cookie": ("healthy", None, 5),
    "strange-links": ("healthy", None, 5),
    "notice-500": ("healthy", None, 5),
    "sold-out-page": ("healthy", None, 5),
    "products-403": ("blocked", "blocked", 20),
    "encoding": ("broken", "encoding", 0),
    "api-first": ("healthy", None, 2),
    "trap": ("healthy", None, 5),
    "few-pages": ("partial", "budget", 5),
    "no-tls": ("failed", "tls", 0),
    "auto": ("healthy", None, 5),
    "auto-cats": ("broken", "unknown_family", 0),
}
FAMILIES = {"api-first": "toy-api", "auto": "auto", "auto-cats": "auto"}
LIMITS = {
    "slow": "timeout_s: 0.5",
    "few-pages": "pages: 3",
    "products-403": "concurrency: 1",
    "huge": "body_bytes: 1000000",
    "bomb": "body_bytes: 1000000",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Every shop after the one crawl of them all."""

    crawled: Crawled
    shops: dict[str, Shop]
    other: Shop
    place: Place


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    place = Place(folder=tmp_path_factory.mktemp("bad"))
    with ExitStack() as stack:
        other = stack.enter_context(serving(everywhere(html(index()))))
        answers = {**bad_shops(other.url), "trap": endless_paging(), "few-pages": shop()}
        shops = {name: stack.enter_context(serving(said)) for name, said in answers.items()}
        urls = {name: one.url + "/" for name, one in shops.items()}
        urls["refused"] = f"http://127.0.0.1:{free_port()}/"
        urls["no-tls"] = urls["well"].replace("http://", "https://")
        for name in EXPECTED:
            limits = f"limits: {{{LIMITS[name]}}}\n" if name in LIMITS else ""
            place.write_site(name, urls[name], family=FAMILIES.get(name, "toy"), more=limits)
        crawled = place.crawl(*EXPECTED, more=("--max-sites", "12"))
        yield Seen(crawled=crawled, shops=shops, other=other, place=place)


def test_every_run_is_told(seen: Seen) -> None:
    assert seen.crawled.code == 0, seen.crawled.log
    assert set(seen.crawled.summaries) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_run_ends_in_the_right_health(seen: Seen, name: str) -> None:
    health, cause, listings = EXPECTED[name]

    assert seen.crawled.health(name) == (health, cause), seen.crawled.summaries[name]
    assert seen.crawled.summaries[name]["listings"] == listings


@pytest.mark.parametrize("name", EXPECTED)
def test_run_is_in_the_database(seen: Seen, name: str) -> None:
    with sqlite3.connect(seen.place.data / "haoshao.db") as database:
        rows = database.execute(
            "select run.ended_at from run join site on site.id = run.site_id where site.name = ?", (name,)
        ).fetchall()

    assert len(rows) == 1
    assert rows[0][0] is not None


def test_only_get_is_ever_sent(seen: Seen) -> None:
    assert set().union(*(one.methods for one in seen.shops.values())) == {"GET"}


def test_unknown_host_is_never_asked(seen: Seen) -> None:
    assert not seen.other.asked


def test_robots_refusal_fetches_no_page(seen: Seen) -> None:
    assert set(seen.shops["robots-no"].asked) == {"/robots.txt"}
    assert set(seen.shops["robots-moved"].asked) == {"/robots.txt", "/r2"}
    assert "/p/2" not in seen.shops["robots-some"].asked
    assert set(seen.shops["robots-503"].asked) == {"/robots.txt"}


def test_server_that_says_no_is_not_pressed(seen: Seen) -> None:
    assert seen.shops["too-many-long"].asked.total() <= 3
    assert seen.shops["forbidden"].asked.total() <= 5
    assert sum(count for path, count in seen.shops["products-403"].asked.items() if path.startswith("/p/")) <= 5
    assert max(seen.shops["overloaded"].asked.values()) <= 3


def test_wrong_charset_is_read(seen: Seen) -> None:
    with sqlite3.connect(seen.place.data / "haoshao.db") as database:
        titles = [row[0] for row in database.execute("select title from listing where title like '微信%'")]

    assert titles == [f"{GBK_TITLE} 1"]


def test_strange_links_are_an_issue(seen: Seen) -> None:
    assert seen.crawled.summaries["strange-links"]["issues"] == 1


def test_agent_is_honest(seen: Seen) -> None:
    agents = {asked.headers["user-agent"] for one in seen.shops.values() for asked in one.seen}

    assert len(agents) == 1
    assert agents.pop().startswith("haoshao/")


def test_cookies_stay_with_their_site(seen: Seen) -> None:
    with_cookie = {name for name, one in seen.shops.items() for asked in one.seen if "cookie" in asked.headers}

    assert with_cookie == {"cookie"}


def test_log_holds_no_texts(seen: Seen) -> None:
    assert "A good old thing" not in seen.crawled.log
    assert GBK_TITLE not in seen.crawled.log


def test_family_is_recognised_by_the_first_page(seen: Seen) -> None:
    assert seen.crawled.summaries["auto"]["family"] == "toy"
    assert seen.crawled.summaries["auto"]["family_reasons"]
    assert seen.shops["auto"].asked["/"] == 2  # to be recognised, and again once the facts are there
