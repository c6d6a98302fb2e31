"""Burner numbers are read again from the stored pages; a reread that was killed comes to the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawling import Place
from loopback import Answer, serving
from shops import html
from sqlalchemy import Engine

from base.config import SiteFile
from crawler.families.family import Family
from crawler.families.registry import FAMILIES
from haoshao.reread import Readers, Reread, SiteReread
from market.model import Page, PageReading
from storage.database import open_database
from storage.known_sites import find_known_site
from storage.rereading.job import site_id_of
from tests.haoshao.rereading import Today
from tests.storage.shops import rows

NUMBERS = ("15005550001", "15005550002", "46700000003", "447700900004")
ALL = (
    "SELECT n.value, n.country, n.first_seen_at, n.last_seen_at, n.state, s.site_id, s.snapshot_id, s.last_run_id,"
    " s.first_seen_at, s.last_seen_at FROM number n LEFT JOIN number_sighting s ON s.number_id = n.id ORDER BY 1, 6"
)
FAMILY = FAMILIES["free-numbers"]


def page_of(numbers: tuple[str, ...]) -> str:
    boxes = "".join(
        f'<div class="number-boxes-item"><a href="/sms/{one}/"><h4>+{one}</h4>'
        '<h5 class="number-boxes-country">Sweden</h5></a></div>'
        for one in numbers
    )
    return f"<html><head><title>Receive SMS online</title></head><body><h1>Free phone numbers</h1>{boxes}</body></html>"


def without(value: str, country: str | None) -> Family:
    """Return the family as another version of it reads: blind to one number, with another country for the others."""

    def read(page: Page) -> PageReading:
        said = FAMILY.read(page)
        kept = [replace(one, country=country) for one in said.numbers if one.number != value]
        return replace(said, numbers=tuple(kept))

    return replace(FAMILY, read=read, revision=FAMILY.revision + 1)


def reread(engine: Engine, place: Place, family: Family, *, dry: bool = False) -> Reread:
    known, site_id = find_known_site(engine, "numbers"), site_id_of(engine, "numbers")
    assert known is not None
    assert site_id is not None
    return SiteReread(
        engine=engine,
        data=place.data,
        site=SiteFile(name="numbers", url=known.url, family=known.family),
        known=known,
        site_id=site_id,
        readers=Readers(family=family, text=Today()),
        clock=lambda: datetime.now(UTC),
        dry=dry,
        tell=lambda _: None,
        take=lambda _: None,
    ).carry_out()


@pytest.fixture
def crawled(tmp_path: Path) -> tuple[Place, Engine]:
    """Give a site of burner numbers after two crawls; its second page has changed between them."""
    place, answers = Place(folder=tmp_path), dict[str, Answer]()
    with serving(answers) as one:
        place.write_site("numbers", one.url + "/", family="free-numbers")
        for numbers in (NUMBERS[:3], NUMBERS):
            answers["/"] = html(page_of(numbers))
            for number in NUMBERS:
                answers[f"/sms/{number}/"] = html(f"<html><body><h1>+{number}</h1><p>no messages</p></body></html>")
            assert place.crawl("numbers").health("numbers") == ("healthy", None)
    engine = open_database(place.database)
    assert [value for (value,) in rows(engine, "SELECT value FROM number ORDER BY id")] == [f"+{n}" for n in NUMBERS]
    return place, engine


def test_numbers_follow_todays_reader(crawled: tuple[Place, Engine]) -> None:
    place, engine = crawled
    before = rows(engine, ALL)
    assert reread(engine, place, FAMILY).differences == {}
    assert rows(engine, ALL) == before

    blind = without("+15005550002", "NO")
    dry = reread(engine, place, blind, dry=True)
    assert rows(engine, ALL) == before
    done = reread(engine, place, blind)

    assert done.differences == dry.differences == {"number_dropped": 1, "number_changed: country": 3}
    assert [row[:2] for row in rows(engine, ALL)] == [
        ("+15005550001", "NO"),
        ("+447700900004", "NO"),
        ("+46700000003", "NO"),
    ]
    back = reread(engine, place, FAMILY)
    assert back.differences == {"number_added": 1, "number_changed: country": 3}
    assert rows(engine, ALL) == before


def test_number_of_another_site_stays(crawled: tuple[Place, Engine]) -> None:
    place, engine = crawled
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO site (name, url, family, kind, experimental, added_at) VALUES ('b', 'u', 'f', 1, 0, 0)"
        )
        connection.exec_driver_sql(
            "INSERT INTO number_sighting SELECT number_id, 2, first_seen_at, last_seen_at, last_run_id, snapshot_id"
            " FROM number_sighting"
        )

    reread(engine, place, without("+15005550002", "SE"))

    shown = "SELECT s.site_id FROM number n JOIN number_sighting s ON s.number_id = n.id WHERE value = '+15005550002'"
    assert rows(engine, shown) == [(2,)]


def test_killed_reread_comes_to_the_same_numbers(
    crawled: tuple[Place, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, engine = crawled
    blind = without("+15005550002", "NO")

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for where in ("haoshao.reread.mend_numbers", "haoshao.reread.free_ties", "haoshao.reread.jobs.finish"):
        with monkeypatch.context() as patch:
            patch.setattr(where, killed)
            with pytest.raises(KeyboardInterrupt):
                reread(engine, place, blind)
    reread(engine, place, blind)

    assert [row[:2] for row in rows(engine, ALL)] == [
        ("+15005550001", "NO"),
        ("+447700900004", "NO"),
        ("+46700000003", "NO"),
    ]
