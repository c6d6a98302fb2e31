"""Crawls beside somebody else: a second crawl of a site is refused, a locked database is waited for."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from crawling import Place
from loopback import serving
from shops import shop

from base.config import SiteFile
from market.model import SiteKind
from storage.database import check, open_database
from storage.recording import Recorder
from tests.storage.shops import rows

GOODS = 12
COUNTS = """SELECT (SELECT count(*) FROM listing), (SELECT count(*) FROM offer), (SELECT count(*) FROM observation),
    (SELECT count(*) FROM transition WHERE kind = 1), (SELECT count(*) FROM presence)"""


def test_second_crawl_of_a_site_at_once_is_refused(tmp_path: Path) -> None:
    place = Place(folder=tmp_path)
    place.data.mkdir()
    engine = open_database(place.database)
    with serving(shop(GOODS)) as one:
        place.write_site("toy-shop", one.url + "/")
        site = SiteFile(name="toy-shop", url=one.url + "/")
        held = Recorder.begin(engine, site=site, family="toy", kind=SiteKind.CATALOGUE)
        second = place.crawl("toy-shop")
        assert one.seen == []
        held.end(health="failed", cause="error", complete=False, requests=0, pages=0)
        third = place.crawl("toy-shop")

    assert second.health("toy-shop")[0] == "failed"
    assert "is under way" in second.summaries["toy-shop"]["error"]
    assert "\n" not in second.summaries["toy-shop"]["error"]
    assert third.health("toy-shop") == ("healthy", None)
    assert rows(engine, COUNTS) == [(GOODS,) * 5]


@pytest.mark.parametrize("seconds", [3.0, pytest.param(30.0, marks=pytest.mark.slow)])
def test_crawl_waits_for_a_locked_database(tmp_path: Path, seconds: float) -> None:
    place = Place(folder=tmp_path)
    place.data.mkdir()
    engine = open_database(place.database)
    began = threading.Event()

    def hold() -> None:
        """Lock the database as soon as the run has begun."""
        other = sqlite3.connect(place.data / "haoshao.db", isolation_level=None)
        until = time.monotonic() + 200
        while time.monotonic() < until and not other.execute("SELECT 1 FROM lease").fetchone():
            time.sleep(0.01)
        other.execute("BEGIN IMMEDIATE")
        began.set()
        time.sleep(seconds)
        other.execute("ROLLBACK")
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    with serving(shop(GOODS)) as one:
        place.write_site("toy-shop", one.url + "/")
        crawled = place.crawl("toy-shop")
    holder.join()

    assert began.is_set()
    assert crawled.health("toy-shop") == ("healthy", None)
    assert rows(engine, COUNTS) == [(GOODS,) * 5]
    assert check(engine) == ()
