"""Shops that never end are left after a few pages, told, and what they really hold is kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import traps
from crawling import Crawled, Place
from loopback import Asked, Reply, Shop, serving
from shops import Answers, html, index, product, shop

from crawler.page_wishes import refusal_of
from crawler.time_limit import TooSlowError, at_most
from crawler.traps import plain_address, shape_of

TRAPS: dict[str, Answers] = {
    "endless-paging": traps.endless_paging(),
    "session-ids": traps.session_ids(),
    "hidden-session-ids": traps.hidden_session_ids(),
    "permuted": traps.permuted_parameters(),
    "calendar": traps.calendar(),
}
TOLD = {"endless-paging", "hidden-session-ids", "calendar"}
"""The others are seen through by their addresses, so that there is nothing to tell."""
NOINDEX = '<meta name="{name}" content="noindex, follow">'
OTHERS: dict[str, tuple[Answers, tuple[str, str | None, int]]] = {
    "long-list": (traps.long_list(), ("healthy", None, 61)),
    "empty-shelves": (traps.empty_shelves(), ("healthy", None, 5)),
    "repeats-itself": (traps.list_that_repeats_itself(), ("healthy", None, 4)),
    "noindex": ({**shop(), "/": html(NOINDEX.format(name="robots") + index(5))}, ("healthy", None, 5)),
    "noindex-named": ({**shop(), "/": html(NOINDEX.format(name="haoshao") + index(5))}, ("blocked", "robots", 0)),
    "slow-page": ({**shop(), "/": html("<main class=index>takes for ever</main>")}, ("broken", "too_slow", 0)),
    "slow-text": (
        {**shop(), "/p/3": html("<main class=product><h1>unreadable</h1><b>1</b></main>")},
        ("healthy", None, 5),
    ),
    "robots-once": (
        {**shop(), "/robots.txt": Reply(body=b"User-agent: *\nDisallow: /p/2", content_type="text/plain")},
        ("partial", "robots", 5),
    ),
}
OPTED_OUT = "http://127.9.9.9:9/"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Every shop after two crawls of them all."""

    first: Crawled
    second: Crawled
    shops: dict[str, Shop]
    place: Place


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    place = Place(folder=tmp_path_factory.mktemp("traps"))
    with ExitStack() as stack:
        answers = {**TRAPS, **{name: said for name, (said, _) in OTHERS.items()}}
        shops = {name: stack.enter_context(serving(said)) for name, said in answers.items()}
        for name, one in shops.items():
            place.write_site(name, one.url + "/")
        place.write_site("opted-out", OPTED_OUT)
        (place.config / "opt-out.yml").write_text(
            "- {host: 127.9.9.9, since: 2026-01-31, why: asked by mail}\n", "utf-8"
        )
        names = (*answers, "opted-out")
        first = place.crawl(*names, more=("--max-sites", "12"))
        second = place.crawl(*names, more=("--max-sites", "12"))
        yield Seen(first=first, second=second, shops=shops, place=place)


def after_a_while(reply: Reply) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        del asked
        time.sleep(0.2)
        return reply

    return answer


def issues(seen: Seen, site: str) -> set[str]:
    with sqlite3.connect(seen.place.data / "haoshao.db") as database:
        query = "select code from issue join site on site.id = issue.site_id where site.name = ?"
        return {row[0] for row in database.execute(query, (site,))}


@pytest.mark.parametrize("name", TRAPS)
def test_trap_is_left(seen: Seen, name: str) -> None:
    pages = sum(count for path, count in seen.shops[name].asked.items() if not path.startswith("/p/"))

    assert seen.first.health(name) == ("healthy", None), seen.first.log
    assert seen.first.summaries[name]["listings"] == 5
    assert pages < 200
    assert ("trap" in issues(seen, name)) == (name in TOLD)


@pytest.mark.parametrize("name", OTHERS)
def test_others_end_as_they_should(seen: Seen, name: str) -> None:
    health, cause, listings = OTHERS[name][1]

    assert seen.first.health(name) == (health, cause), seen.first.log
    assert seen.first.summaries[name]["listings"] == listings
    assert ("trap" in issues(seen, name)) == (name == "repeats-itself")


def test_absence_proves_nothing_where_a_list_was_left(seen: Seen) -> None:
    """The first look is the baseline; from then on nobody concludes that what was not seen is gone."""
    assert [run.summaries["repeats-itself"]["complete"] for run in (seen.first, seen.second)] == [True, False]
    assert seen.second.health("repeats-itself") == ("healthy", None)
    assert all(run.summaries["calendar"]["complete"] for run in (seen.first, seen.second))
    assert all(run.summaries["long-list"]["complete"] for run in (seen.first, seen.second))


def test_what_took_too_long_is_told_and_kept(seen: Seen) -> None:
    assert "too_slow" in issues(seen, "slow-page")
    assert "text_unread" in issues(seen, "slow-text")


def test_host_that_opted_out_is_asked_nothing(seen: Seen) -> None:
    assert seen.first.health("opted-out") == ("blocked", "opted_out")
    assert seen.first.summaries["opted-out"]["requests"] == 0


def test_robots_are_asked_once_a_day(seen: Seen) -> None:
    assert seen.shops["robots-once"].asked["/robots.txt"] == 1
    assert seen.second.health("robots-once") == ("partial", "robots")
    assert "/p/2" not in seen.shops["robots-once"].asked


def test_process_that_grows_too_big_ends_its_runs_in_order(tmp_path: Path) -> None:
    place = Place(folder=tmp_path)
    goods = {f"/p/{number}": after_a_while(product(number)) for number in range(2, 41)}
    greedy = html('<main class="product"><h1>Good 1</h1><b>1.50</b><p>takes much room</p></main>')
    with serving({**shop(40), **goods, "/p/1": greedy}) as one:
        place.write_site("greedy", one.url + "/", more="limits: {concurrency: 1}\n")
        (place.config / "haoshao.toml").write_text("[crawler]\nmemory_mib = 500\n", "utf-8")
        crawled = place.crawl("greedy")

    assert crawled.health("greedy") == ("partial", "memory"), crawled.log
    assert crawled.summaries["greedy"]["listings"] == 40


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://h.example/a", "https://h.example/a"),
        ("https://h.example/a?b=2&a=1", "https://h.example/a?a=1&b=2"),
        ("https://h.example/a;jsessionid=1A2B3C4D?x=1", "https://h.example/a?x=1"),
        ("https://h.example/a?PHPSESSID=0123456789abcdef0123456789abcdef&x=1", "https://h.example/a?x=1"),
        ("https://h.example/a?utm_source=b&_=1700000000", "https://h.example/a"),
        ("https://h.example/t?t=1234567&s=2", "https://h.example/t?s=2&t=1234567"),
        ("https://h.example/t?sid=12", "https://h.example/t?sid=12"),
    ],
)
def test_same_page_has_one_plain_address(url: str, plain: str) -> None:
    assert plain_address(url) == plain


def test_shape_leaves_out_what_changes() -> None:
    assert shape_of("https://h.example/day/12/a?page=3&x=y") == "https://h.example/day/#/a?page&x"


@pytest.mark.parametrize(
    ("headers", "text", "for_everybody", "refused"),
    [
        ({}, "<p>noindex", True, False),
        ({"x-robots-tag": "noindex"}, "", False, False),
        ({"x-robots-tag": "noindex"}, "", True, True),
        ({"x-robots-tag": "haoshao: noindex, nofollow"}, "", False, True),
        ({"x-robots-tag": "otherbot: noindex"}, "", True, False),
        ({"x-robots-tag": "unavailable_after: 25 Jun 2030 15:00:00 PST"}, "", True, False),
        ({}, "<META content='NONE' name=HaoShao>", False, True),
        ({}, "<meta name='robots' content='index, follow'>", True, False),
        ({}, "<meta name='robots' content='noarchive,noindex'>", True, True),
    ],
)
def test_wishes_of_a_page(headers: dict[str, str], text: str, for_everybody: bool, refused: bool) -> None:  # noqa: FBT001 - a table of cases
    assert (refusal_of(headers, text, for_everybody=for_everybody) is not None) is refused


def test_processor_time_is_bounded() -> None:
    def for_ever() -> None:
        with at_most(0.05):
            while True:
                pass

    with pytest.raises(TooSlowError):
        for_ever()
    with at_most(5):
        assert sum(range(1000)) == 499500
