"""Databases of before there were channels: their alerts stay, what nobody could be sent is over."""

from __future__ import annotations

from alembic import command
from sqlalchemy import Engine, text

from storage.database import check, connect, open_database, writing
from storage.migrating import configuration
from tests.storage.shops import rows

OLD = """
INSERT INTO site (id, name, url, family, kind, experimental, added_at)
    VALUES (1, 'shop-a', 'https://shop-a.example/', 'dujiaoka', 1, {false}, {at});
INSERT INTO run (id, site_id, source, started_at, ended_at, health, complete, requests, pages, listings, offers,
    numbers, bytes, holder, floor_id) VALUES (1, 1, 1, {at}, {at}, 1, {false}, 1, 1, 1, 1, 0, 9, '', 0);
INSERT INTO seller (id, uid, first_seen_at, first_run_id, first_site_id, baseline) VALUES (1, 7, {at}, 1, 1, {false});
INSERT INTO transition (id, kind, site_id, seller_id, run_id, at) VALUES (1, 8, 1, 1, 1, {at});
INSERT INTO alert (id, dedup_key, rule, transition_id, severity, score, reasons, seller_id, site_id, created_at, state)
    VALUES (1, 'seller_new:s0000000000000007', 'seller_new', 1, 2, 900000, '[]', 1, 1, {at}, 1);
INSERT INTO alert_event (id, alert_id, at, state, note) VALUES (1, 1, {at}, 1, 'seen');
INSERT INTO outbox (id, dedup_key, alert_id, topic, created_at, next_at, attempts)
    VALUES (1, 'seller_new:s0000000000000007', 1, 'alert', {at}, {at}, 0)
"""


def old_database(url: str) -> Engine:
    engine = connect(url)
    is_sqlite = engine.dialect.name == "sqlite"
    at, no = ("1000", "0") if is_sqlite else ("'1970-01-01T00:00:01Z'", "false")
    with writing(engine) as connection:
        command.upgrade(configuration(connection), "0004")
        for statement in OLD.format(at=at, false=no).split(";"):
            connection.execute(text(statement))
    return engine


def test_alerts_of_an_older_database_stay_and_nothing_old_is_sent(blank_url: str) -> None:
    old_database(blank_url).dispose()

    engine = open_database(blank_url)

    assert rows(engine, "SELECT family, rule, disposition, transition_id FROM alert") == [
        ("seller:s0000000000000007", "seller_new", None, 1)
    ]
    assert rows(engine, "SELECT note, action FROM alert_event") == [("seen", "")]
    assert rows(engine, "SELECT count(*) FROM outbox WHERE done_at IS NULL") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM run WHERE judged_at IS NULL") == [(0,)]
    assert check(engine) == ()
    engine.dispose()
