"""Transitions of a stretch of time or of a run, found from some id on; and databases of before there were such ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import Engine, select, text

from storage.database import check, connect, open_database, reading, writing
from storage.migrating import configuration
from storage.models import TransitionRow
from storage.queries.changes import change_counts, changes
from storage.queries.filters import Filters
from storage.queries.search import search_rows
from storage.queries.transitions import transition_rows
from storage.transitions import day_number, told_between
from tests.storage.shops import START, Shop, item, rows

DAY = timedelta(days=1)
OLD = """
INSERT INTO site (id, name, url, family, kind, experimental, added_at)
    VALUES (1, 'shop-a', 'https://shop-a.example/', 'dujiaoka', 1, {false}, {first});
INSERT INTO run (id, site_id, source, started_at, ended_at, health, complete, requests, pages, listings, offers,
    numbers, bytes, holder, floor_id) VALUES (1, 1, 1, {first}, {first}, 1, {false}, 1, 1, 1, 1, 0, 9, '', 0);
INSERT INTO reader (id, version) VALUES (1, 'r');
INSERT INTO warc (id, name) VALUES (1, 'w');
INSERT INTO page (id, site_id, url_key, url, facts_digest) VALUES (1, 1, 1, 'u', 0);
INSERT INTO snapshot (id, page_id, run_id, fetched_at, status, sha256, warc_id, "offset", length, size, flags,
    record_id, content_type) VALUES (1, 1, 1, {first}, 200, {blob}, 1, 0, 1, 1, 0, {blob}, '');
INSERT INTO listing (id, uid, site_id, key, url, title, text, detail, stated, reader_id, snapshot_id, score, reasons,
    subjects, first_seen_at, first_run_id, due)
    VALUES (7, 1, 1, '/1', '', '微信号', '满月', 2, '{{}}', 1, 1, 90, '[]', '[]', {first}, 1, {false});
INSERT INTO listing_search (listing_id, folded) VALUES (7, 'what another folding made of it');
INSERT INTO transition (id, kind, site_id, run_id, at) VALUES (1, 11, 1, 1, {second});
INSERT INTO transition (id, kind, site_id, run_id, at) VALUES (2, 10, 1, 1, {first});
INSERT INTO transition (id, kind, site_id, run_id, at) VALUES (3, 11, 1, 1, {second})
"""


def told(engine: Engine, since: datetime, until: datetime | None = None) -> list[tuple[str, str]]:
    found = transition_rows(engine, Filters(since=since, until=until))
    return [(row["kind"], row["after"]["price_min"]) for row in found if row["after"]]


def test_stretches_of_time_are_exact(shop: Shop, engine: Engine) -> None:
    for days, price in enumerate(("10", "11", "12")):
        shop.at = START + days * DAY
        shop.run(shop.page("/", [item("1", "微信号", price)]))

    noon = START.replace(hour=0) + DAY
    assert told(engine, START - DAY) == [("appeared", "10"), ("price_changed", "11"), ("price_changed", "12")]
    assert told(engine, noon) == [("price_changed", "11"), ("price_changed", "12")]
    assert told(engine, noon, noon + DAY) == [("price_changed", "11")]
    assert told(engine, shop.at) == told(engine, shop.at + 30 * DAY) == []
    assert change_counts(engine, since=noon, until=noon + 9 * DAY) == {"price_changed": 2}


def test_what_is_delivered_late_is_told_on_its_day(shop: Shop, engine: Engine) -> None:
    """An old file comes after newer ones: its transitions have higher ids than those of later days."""
    shop.at = START + 5 * DAY
    shop.run(shop.page("/", [item("1", "微信号", "10")]))
    shop.at = START
    shop.run(shop.page("/", [item("1", "微信号", "10"), item("2", "微信老号", "77")]))

    assert told(engine, START, START + DAY) == [("appeared", "77")]
    assert told(engine, START) == [("appeared", "10"), ("appeared", "77")]
    assert [one.title for one in changes(engine, since=START, until=START + 9 * DAY, limit=1)] == ["微信号"]
    days = dict(rows(engine, "SELECT day, first_id FROM transition_day"))
    assert days[day_number(START)] > days[day_number(START + 5 * DAY)]


def test_only_transitions_from_an_id_on_are_looked_at(shop: Shop, engine: Engine) -> None:
    """The price of a question does not grow with what happened before."""
    shop.run(shop.page("/", [item("1", "微信号", "10")]))
    with reading(engine) as connection:
        query = select(TransitionRow.id).where(*told_between(START))
        if engine.dialect.name == "sqlite":
            said = query.compile(engine, compile_kwargs={"literal_binds": True})
            plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {said}")))
            assert "SEARCH transition USING INTEGER PRIMARY KEY (rowid>?)" in plan
        assert len(connection.execute(query).all()) == 1
    floors = rows(engine, "SELECT told_floor_id FROM run ORDER BY id")
    shop.run(shop.page("/", [item("1", "微信号", "12")]))
    assert rows(engine, "SELECT told_floor_id FROM run ORDER BY id") == [*floors, (1,)]


@pytest.mark.parametrize("version", ["0010"])
def test_filled_database_is_upgraded(blank_url: str, version: str) -> None:
    engine = connect(blank_url)
    is_sqlite = engine.dialect.name == "sqlite"
    first = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    second = first + timedelta(seconds=1)
    stored = [str(int(one.timestamp() * 1000)) if is_sqlite else f"'{one.isoformat()}'" for one in (first, second)]
    values = {"first": stored[0], "second": stored[1]}
    values |= {"false": "0", "blob": "x'00'"} if is_sqlite else {"false": "false", "blob": r"'\x00'"}
    with writing(engine) as connection:
        command.upgrade(configuration(connection), version)
        for statement in OLD.format(**values).split(";"):
            connection.execute(text(statement.replace(":", r"\:")))
    engine.dispose()

    engine = open_database(blank_url)

    assert sorted(rows(engine, "SELECT day, first_id FROM transition_day")) == [
        (day_number(first), 2),
        (day_number(second), 1),
    ]
    found = [row["transition_id"] for row in transition_rows(engine, Filters(since=first))]
    assert found == [1, 3]
    assert [row["title"] for row in search_rows(engine, "满月", Filters())] == []
    assert rows(engine, "SELECT listing_id FROM listing_search") == [(7,)]
    assert check(engine) == ()
    engine.dispose()
