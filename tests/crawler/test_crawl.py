"""A crawl from end to end on a toy shop: unchanged pages, kills, the switch, Scrapy's own ways."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import orjson
import pytest
from crawling import ROOT, Crawled, Place
from loopback import Asked, Reply, serving
from shops import html, index, product, shop
from warcio.archiveiterator import ArchiveIterator

from base.killswitch import StoppedError
from crawler.run import crawl_sites
from crawler.spiders.site import SiteSpider
from crawler.summary import NoContactError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

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


def wait_for(happened: Callable[[], object], seconds: float = 120) -> None:
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


@dataclass(frozen=True, kw_only=True)
class Story:
    """One shop crawled four times: as it is, unchanged, by Scrapy's own command, and with one good changed."""

    place: Place
    runs: tuple[Crawled, Crawled, Crawled]
    counts: tuple[dict[str, int], dict[str, int], dict[str, int]]
    feed: list[dict[str, object]]
    kinds: list[str]
    """Records of the first two runs."""


TABLES = ("listing", "offer", "observation", "handle", "alert")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    place = Place(folder=tmp_path_factory.mktemp("story"))
    answers = shop()
    with serving(answers) as one:
        place.write_site("toy-shop", one.url + "/")
        first = place.crawl("toy-shop")
        first_counts = {table: count(place, table) for table in TABLES}
        second = place.crawl("toy-shop")
        second_counts = {table: count(place, table) for table in TABLES}
        kinds = [kind for path in sorted((place.data / "snapshots").rglob("*.warc.gz")) for kind in record_types(path)]
        feed = place.folder / "out.jsonl"
        done = scrapy("crawl", "site", "-a", "site=toy-shop", "-O", str(feed), place=place)
        assert done.returncode == 0, done.stderr.decode()
        text = '<main class="product"><h1>Good 3</h1><p class="text">A good old thing</p><b>9.99</b></main>'
        answers["/p/3"] = html(text)
        answers["/"] = html(index().replace("3.50", "9.99"))
        third = place.crawl("toy-shop")
        third_counts = {table: count(place, table) for table in TABLES}
    return Story(
        place=place,
        runs=(first, second, third),
        counts=(first_counts, second_counts, third_counts),
        feed=[orjson.loads(line) for line in feed.read_bytes().splitlines()],
        kinds=kinds,
    )


def scrapy(*words: str, place: Place) -> subprocess.CompletedProcess[bytes]:
    """Run Scrapy's own command line."""
    places = {"PYTHONPATH": str(ROOT), "HAOSHAO_CONFIG": str(place.config), "HAOSHAO_DATA": str(place.data)}
    return subprocess.run(
        [sys.executable, str(SCRAPY), *words],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        check=False,
        timeout=300,
    )


def record_types(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return [record.rec_type for record in ArchiveIterator(stream) if record.rec_type in {"response", "revisit"}]


def test_second_crawl_of_an_unchanged_shop_adds_nothing(story: Story) -> None:
    assert story.runs[0].health("toy-shop") == story.runs[1].health("toy-shop") == ("healthy", None)
    assert story.counts[0] == story.counts[1]
    assert story.counts[0]["listing"] == 5
    assert story.runs[1].summaries["toy-shop"]["listings"] == 5


def test_unchanged_bodies_are_revisits(story: Story) -> None:
    assert story.kinds.count("response") == 8 + 1  # robots.txt of an hour ago stands for a day
    assert story.kinds.count("revisit") == 8


def test_changed_page_alone_is_read_again(story: Story) -> None:
    assert story.runs[2].health("toy-shop") == ("healthy", None)
    assert story.counts[2]["observation"] == story.counts[1]["observation"] + 1
    assert story.counts[2]["listing"] == 5


def test_facts_reach_the_pages_that_need_them(story: Story) -> None:
    currencies = {row[0] for row in rows(story.place, "select currency from observation")}

    assert None not in currencies
    assert len(currencies) == 1


def test_feed_has_a_row_a_page_also_of_unchanged_ones(story: Story) -> None:
    assert [set(page) for page in story.feed] == [{"url", "site", "family", "fetched_at", "snapshot", "listings"}] * 8
    goods = [listing for page in story.feed for listing in cast("list[dict[str, object]]", page["listings"])]
    assert {listing["title"] for listing in goods} == {f"Good {number}" for number in range(1, 6)}
    assert all(str(page["snapshot"]).startswith("sha256:") for page in story.feed)


def test_scrapy_lists_the_one_spider(story: Story) -> None:
    assert scrapy("list", place=story.place).stdout.split() == [b"site"]


def test_unknown_site_is_one_line_for_scrapy(story: Story) -> None:
    words = {"site": "nobody", "config": str(story.place.config), "data": str(story.place.data)}
    with pytest.raises(SystemExit, match="nobody: no such site"):
        SiteSpider.from_crawler(cast("Crawler", None), **words)


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


def test_signal_ends_a_crawl_in_order(place: Place) -> None:
    with serving(slow_shop(1.0)) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        with place.start("toy-shop") as child:
            wait_for(lambda: one.asked["/p/1"])
            child.send_signal(signal.SIGTERM)
            out, err = child.communicate(timeout=90)
    crawled = Crawled.from_output(out, err, child.returncode)

    assert crawled.health("toy-shop") == ("partial", "killed")
    assert crawled.summaries["toy-shop"]["listings"] == 20


def test_kill_switch_ends_a_crawl_and_lets_none_start(place: Place) -> None:
    with serving(slow_shop(1.0)) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        with place.start("toy-shop") as child:
            wait_for(lambda: one.asked["/p/1"])
            (place.data / "STOP").touch()
            out, err = child.communicate(timeout=90)
        with pytest.raises(StoppedError, match="kill switch"):
            crawl_sites(["toy-shop"], config=place.config, data=place.data, database=place.database)

    assert Crawled.from_output(out, err, child.returncode).health("toy-shop") == ("partial", "killed")


def test_opt_out_ends_a_crawl_under_way(place: Place) -> None:
    with serving(slow_shop(1.0)) as one:
        place.write_site("toy-shop", one.url + "/", more="limits: {concurrency: 1}\n")
        with place.start("toy-shop") as child:
            wait_for(lambda: one.asked["/p/1"])
            said = "- {host: 127.0.0.1, since: 2026-01-31, why: asked by mail}\n"
            (place.config / "opt-out.yml").write_text(said, "utf-8")
            out, err = child.communicate(timeout=90)
        pages = one.asked.total()
        again = place.crawl("toy-shop")

    assert Crawled.from_output(out, err, child.returncode).health("toy-shop") == ("partial", "opted_out")
    assert pages < 20
    assert again.health("toy-shop") == ("blocked", "opted_out")
    assert one.asked.total() == pages


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
            child.wait(timeout=90)

    assert rows(place, "select count(*) from run where ended_at is not null") == [(1,)]


def test_public_site_needs_a_contact(place: Place) -> None:
    (place.config / "sites").mkdir(parents=True)
    (place.config / "sites" / "shop.yml").write_text("name: shop\nurl: https://shop.example/\nfamily: toy\n", "utf-8")

    with pytest.raises(NoContactError, match="contact"):
        crawl_sites(["shop"], config=place.config, data=place.data, database=place.database)


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


def polite_shop(seen: list[str]) -> dict[str, object]:
    """Return a shop that answers 304 to whoever knows its pages already; its prices change with its facts."""

    def page(body: bytes, tag: str) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            if asked.headers.get("if-none-match") == tag:
                seen.append(asked.path)
                return Reply(status=304, headers=(("ETag", tag),))
            return Reply(body=body, headers=(("ETag", tag), ("Last-Modified", "Sat, 31 Jan 2026 10:00:00 GMT")))

        return answer

    plain = shop(3)
    tagged = {
        path: page(reply.body, f'"{number}"')
        for number, (path, reply) in enumerate(plain.items())
        if isinstance(reply, Reply) and path != "/facts.json"
    }
    return {**plain, **tagged}


def test_known_pages_are_asked_for_only_if_they_changed(place: Place) -> None:
    unchanged: list[str] = []
    answers = polite_shop(unchanged)
    with serving(answers) as one:  # type: ignore[arg-type]
        place.write_site("polite", one.url + "/")
        first = place.crawl("polite")
        assert unchanged == []
        second = place.crawl("polite")
        assert sorted(unchanged) == ["/", "/notice", "/p/1", "/p/2", "/p/3"]
        assert one.asked["/p/1"] == 2
        answers["/facts.json"] = Reply(body=b"USD")
        third = place.crawl("polite")

    assert [run.health("polite") for run in (first, second, third)] == [("healthy", None)] * 3
    assert second.summaries["polite"]["listings"] == 3
    assert sum(unchanged.count(path) for path in ("/p/1", "/p/2", "/p/3")) <= 6
    assert {row[0] for row in rows(place, "select status from snapshot")} == {200, 304, 404}
    assert count(place, "offer") == 3
    assert {row[0] for row in rows(place, "select currency from offer")} == {"USD"}
