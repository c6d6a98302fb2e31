"""A crawl from end to end on a toy shop: unchanged pages, kills, the switch, Scrapy's own ways."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from crawling import ROOT, Crawled, Place
from loopback import Asked, Reply, serving
from shops import html, index, product, shop
from warcio.archiveiterator import ArchiveIterator

SCRAPY = Path(__file__).with_name("toy_scrapy.py")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path)


def rows(place: Place, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(place.data / "haoshao.db") as database:
        return database.execute(query).fetchall()


def count(place: Place, table: str) -> int:
    number = rows(place, f"select count(*) from {table}")[0][0]  # noqa: S608 - names of our own tables
    assert isinstance(number, int)
    return number


def wait_for(happened: Callable[[], object], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def slow_shop(pause_s: float = 0.2) -> dict[str, object]:
    """Return a shop of twenty goods whose pages take their time."""

    def slowly(asked: Asked) -> Reply:
        time.sleep(pause_s)
        return product(int(asked.path.rpartition("/")[2]))

    return {**shop(20), **{f"/p/{number}": slowly for number in range(1, 21)}}


def test_second_crawl_of_an_unchanged_shop_adds_nothing(place: Place) -> None:
    with serving(shop()) as one:
        place.write_site("toy-shop", one.url + "/")
        first = place.crawl("toy-shop")
        tables = ("listing", "offer", "observation", "handle", "alert")
        before = [count(place, table) for table in tables]
        second = place.crawl("toy-shop")

    assert first.health("toy-shop") == second.health("toy-shop") == ("healthy", None)
    assert [count(place, table) for table in tables] == before
    assert second.summaries["toy-shop"]["listings"] == 5
    kinds = [record for name in sorted((place.data / "snapshots").rglob("*.warc.gz")) for record in record_types(name)]
    assert kinds.count("response") == 8 + 2  # robots.txt is kept whole each time
    assert kinds.count("revisit") == 8


def record_types(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream) if record.rec_type in {"response", "revisit"}]


def test_changed_page_alone_is_read_again(place: Place) -> None:
    answers = shop()
    with serving(answers) as one:
        place.write_site("toy-shop", one.url + "/")
        place.crawl("toy-shop")
        before = count(place, "observation")
        answers["/p/3"] = html(
            '<main class="product"><h1>Good 3</h1><p class="text">A good old thing</p><b>9.99</b></main>'
        )
        answers["/"] = html(index().replace("3.50", "9.99"))
        second = place.crawl("toy-shop")

    assert second.health("toy-shop") == ("healthy", None)
    assert count(place, "observation") == before + 1
    assert count(place, "listing") == 5


def test_facts_reach_the_pages_that_need_them(place: Place) -> None:
    with serving(shop()) as one:
        place.write_site("toy-shop", one.url + "/")
        place.crawl("toy-shop")

    currencies = {row[0] for row in rows(place, "select currency from observation")}
    assert None not in currencies
    assert len(currencies) == 1


def test_family_is_recognised_by_the_first_page(place: Place) -> None:
    with serving(shop()) as one:
        place.write_site("toy-shop", one.url + "/", family="auto")
        crawled = place.crawl("toy-shop")

    assert crawled.health("toy-shop") == ("healthy", None)
    assert crawled.summaries["toy-shop"]["family"] == "toy"
    assert crawled.summaries["toy-shop"]["family_reasons"]
    assert one.asked["/"] == 1


def test_page_that_nobody_recognises_is_broken(place: Place) -> None:
    with serving({"*": html("<p>a page about cats</p>")}) as one:
        place.write_site("toy-shop", one.url + "/", family="auto")
        crawled = place.crawl("toy-shop")

    assert crawled.health("toy-shop") == ("broken", "unknown_family")


def test_killed_crawl_goes_on_where_nothing_is_lost(place: Place) -> None:
    with serving(slow_shop()) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        with place.start("toy-shop") as child:
            wait_for(lambda: one.asked["/p/4"])
            child.kill()
        again = place.crawl("toy-shop")

    assert again.health("toy-shop") == ("healthy", None)
    assert count(place, "listing") == count(place, "offer") == count(place, "observation") == 20
    ended = rows(place, "select count(*) from run where ended_at is not null")
    assert ended == [(2,)]
    assert not list((place.data / "snapshots" / "open").iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_a_crawl_in_order(place: Place, number: int) -> None:
    with serving(slow_shop(1.0)) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        with place.start("toy-shop") as child:
            wait_for(lambda: one.asked["/p/1"])
            child.send_signal(number)
            out, err = child.communicate(timeout=15)
    crawled = Crawled.from_output(out, err, child.returncode)

    assert crawled.health("toy-shop") == ("partial", "killed")
    assert crawled.summaries["toy-shop"]["listings"] == 20


def test_kill_switch_ends_a_crawl_and_lets_none_start(place: Place) -> None:
    with serving(slow_shop(1.0)) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        with place.start("toy-shop") as child:
            wait_for(lambda: one.asked["/p/1"])
            (place.data / "STOP").touch()
            out, err = child.communicate(timeout=15)
        asked = one.asked.total()
        refused = place.crawl("toy-shop")

    assert Crawled.from_output(out, err, child.returncode).health("toy-shop") == ("partial", "killed")
    assert one.asked.total() == asked
    assert "kill switch" in refused.summaries["toy-shop"]["error"]


def test_crawl_ends_when_nobody_waits_for_it(place: Place) -> None:
    with serving(slow_shop(1.0)) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        child = subprocess.Popen(
            place.command("toy-shop", more=("--until-deserted",)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        with child:
            wait_for(lambda: one.asked["/p/1"])
            assert child.stdin
            child.stdin.close()
            child.wait(timeout=15)

    assert rows(place, "select count(*) from run where ended_at is not null") == [(1,)]


def test_public_site_needs_a_contact(place: Place) -> None:
    (place.config / "sites").mkdir(parents=True)
    (place.config / "sites" / "shop.yml").write_text("name: shop\nurl: https://shop.example/\nfamily: toy\n", "utf-8")

    crawled = place.crawl("shop")

    assert crawled.health("shop") == ("failed", "no_contact")
    assert "contact" in crawled.summaries["shop"]["error"]


def test_public_site_never_reaches_loopback(place: Place) -> None:
    with serving(shop()) as one:
        port = one.url.rpartition(":")[2]
        (place.config / "sites").mkdir(parents=True)
        (place.config / "haoshao.toml").write_text('[crawler]\ncontact = "desk@watch.example"\n', "utf-8")
        for name, host in (("by-name", "localhost"), ("by-number", "127.0.0.1"), ("by-mapped", "[::ffff:127.0.0.1]")):
            url = f"http://{host}:{port}/"
            (place.config / "sites" / f"{name}.yml").write_text(f"name: {name}\nurl: '{url}'\nfamily: toy\n", "utf-8")
        crawled = place.crawl("by-name", "by-number", "by-mapped", more=("--max-sites", "3"))

    assert not one.asked
    for name in ("by-name", "by-number", "by-mapped"):
        assert crawled.health(name) == ("failed", "refused_address")


def test_scrapy_lists_and_crawls(place: Place) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HAOSHAO_CONFIG": str(place.config),
        "HAOSHAO_DATA": str(place.data),
    }
    with serving(shop()) as one:
        place.write_site("toy-shop", one.url + "/")
        place.data.mkdir()
        listed = subprocess.run(
            [sys.executable, str(SCRAPY), "list"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
            timeout=60,
        )
        feed = place.folder / "out.jsonl"
        for _ in range(2):
            command = [sys.executable, str(SCRAPY), "crawl", "site", "-a", "site=toy-shop", "-O", str(feed)]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60)
            assert done.returncode == 0, done.stderr.decode()
        unknown = subprocess.run(
            [sys.executable, str(SCRAPY), "crawl", "site", "-a", "site=nobody"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
            timeout=60,
        )

    assert listed.stdout.split() == [b"site"]
    pages = [orjson.loads(line) for line in feed.read_bytes().splitlines()]
    assert [set(page) for page in pages] == [{"url", "site", "family", "fetched_at", "snapshot", "listings"}] * 8
    goods = [listing for page in pages for listing in page["listings"]]
    assert {listing["title"] for listing in goods} == {f"Good {number}" for number in range(1, 6)}
    assert pages[0]["snapshot"].startswith("sha256:")
    assert unknown.returncode == 1
    assert b"Traceback" not in unknown.stderr
    assert b"nobody" in unknown.stderr
