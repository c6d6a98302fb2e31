"""Sites crawled together have a process each: what one does or suffers stays its own."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from crawling import Crawled, Place
from loopback import Asked, Reply, serving
from shops import html, product, shop

from base.config import SiteFile
from crawler.room import Room
from crawler.scope import host_of_site
from storage.database import open_database
from tests.storage.shops import rows

FATAL = html("<main class=product>brings the process down</main>")
GREEDY = html('<main class="product"><h1>Good 1</h1><b>1.50</b><p>takes much room</p></main>')
WELL = ("well-1", "well-2")


def slowly(number: int) -> Callable[[Asked], Reply]:
    def answer(asked: Asked) -> Reply:
        del asked
        time.sleep(0.5)
        return product(number)

    return answer


def slow_shop() -> dict[str, object]:
    return {**shop(20), **{f"/p/{number}": slowly(number) for number in range(1, 21)}}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path)


def test_fault_of_one_process_leaves_the_others_well(place: Place) -> None:
    shops = {
        "fatal": {**shop(), "/p/3": FATAL},
        "well-1": shop(),
        "well-2": shop(),
        "hog": {**shop(40), "/p/1": GREEDY},
    }
    shops["hog"] |= {f"/p/{number}": slowly(number) for number in range(2, 41)}
    with ExitStack() as stack:
        for name, answers in shops.items():
            url = stack.enter_context(serving(answers)).url + "/"
            place.write_site(name, url, more="limits: {concurrency: 1}\n")
        (place.config / "haoshao.toml").write_text("[crawler]\nmemory_mib = 500\n", "utf-8")
        crawled = place.crawl(*shops, more=("--max-sites", "2"))

    assert crawled.code == 0
    assert [crawled.health(name) for name in WELL] == [("healthy", None)] * 2
    assert crawled.health("fatal") == ("failed", "killed")
    assert "ended with -9 before it said" in crawled.summaries["fatal"]["error"]
    assert crawled.health("hog") == ("partial", "memory"), crawled.log
    assert crawled.summaries["hog"]["listings"] == 40


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_every_site_in_order(place: Place, number: signal.Signals) -> None:
    with crawling_two(place) as (child, asked):
        wait_for(asked)
        child.send_signal(number)
        out, err = child.communicate(timeout=90)

    crawled = Crawled.from_output(out, err, child.returncode)
    assert [crawled.health(name) for name in WELL] == [("partial", "killed")] * 2
    assert [crawled.summaries[name]["listings"] for name in WELL] == [20, 20]
    assert "Traceback" not in crawled.log


def test_workers_die_with_whoever_started_them_and_leave_their_runs_to_the_next_crawl(place: Place) -> None:
    with crawling_two(place) as (child, asked):
        wait_for(asked)
        workers = psutil.Process(child.pid).children()
        child.kill()
        child.communicate(timeout=90)
        gone, alive = psutil.wait_procs(workers, timeout=90)

    assert (len(gone), alive) == (2, [])
    assert rows(open_database(place.database), "SELECT count(*), count(ended_at) FROM run") == [(2, 0)]


class crawling_two:  # noqa: N801 - reads as what it does
    """A crawl of two slow shops under way, and whether both were asked for goods."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._stack = ExitStack()

    def __enter__(self) -> tuple[subprocess.Popen[bytes], Callable[[], bool]]:
        servers = [self._stack.enter_context(serving(slow_shop())) for _ in WELL]
        for name, server in zip(WELL, servers, strict=True):
            self._place.write_site(name, server.url + "/", more="limits: {concurrency: 1}\n")
        child = self._stack.enter_context(self._place.start(*WELL))
        return child, lambda: all(server.asked["/p/2"] for server in servers)

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def wait_for(happened: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def site(name: str, url: str, allow: tuple[str, ...] = ()) -> SiteFile:
    return SiteFile.model_validate({"name": name, "url": url, "network": {"allow": allow}})


def test_sites_of_one_host_belong_together_and_test_sites_do_not() -> None:
    one, two = site("a", "https://t.example/s/one"), site("b", "https://www.t.example/s/two")
    assert host_of_site(one) == host_of_site(two)
    assert host_of_site(one) != host_of_site(site("c", "https://other.example/"))
    loopback = ("127.0.0.0/8",)
    tests = {host_of_site(site(name, "http://127.0.0.1:8000/", loopback)) for name in ("d", "e")}
    assert len(tests) == 2


class Machine:
    """A clock and a load that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0
        self.load = 1.0

    def room(self) -> Room:
        return Room(places=2, busy=lambda: self.load, clock=lambda: self.now)


def test_a_site_for_each_processor_begins_at_once() -> None:
    room = Machine().room()

    assert [room.has_some(under_way) for under_way in range(3)] == [True, True, False]


def test_further_sites_begin_while_processors_are_idle() -> None:
    machine = Machine()
    room = machine.room()
    machine.load = 0.3
    assert not room.has_some(2), "nothing was looked at yet"
    machine.now += 0.25
    assert room.has_some(2)
    machine.now += 0.25
    machine.load = 0.95
    assert not room.has_some(3)


def test_nobody_waits_for_room_for_ever() -> None:
    machine = Machine()
    room = machine.room()
    begun = 0
    for _ in range(40):
        machine.now += 0.25
        begun += room.has_some(2)

    assert begun == 3
