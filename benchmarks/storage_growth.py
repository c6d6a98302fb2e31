"""A database grown to millions of observations: how large it is, how soon it answers, what a page costs in CPU time.

    python -m benchmarks.storage_growth [--observations 5000000] [--listings 100000] [--database sqlite:///FILE]

Twelve thousand listings go through the recorder, eight times as many are made by copying those shops, and the days that
follow are copied in by SQL as the recorder would have left them (a snapshot a page and day, an observation and a
transition for each change), since a year of crawls takes hours. A listing's text is as long as in the simulated world
(some 300 bytes); 12 listings stand on a page and a third of them changes from day to day, so that a million
observations are a month of 96,000 listings. At some sizes on the way a few shops are recorded as usual, and questions
asked. At the end it says what a listing takes and what each further observation takes, and which tables and indexes
hold the bytes: how many fit into a file depends on how many observations a listing gathers. SQLite only.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from benchmarks.storage_copies import copy_shops
from benchmarks.storage_rows import START, Market, crawl, size
from storage.database import open_database, reading
from storage.models import ObservationRow, OfferRow
from storage.queries.changes import changes
from storage.queries.digest import new_sellers
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.queries.search import search_rows

STOPS = (12_000, 1_000_000, 2_000_000, 5_000_000)
SAMPLE = 2_400
"""Listings recorded at each stop: two shops, 200 pages."""
RECORDED = 12_000
"""Listings that go through the recorder; more of them are copies."""
_PREPARED = (
    """CREATE TABLE grown_page AS SELECT row_number() OVER (ORDER BY id) AS n, * FROM snapshot
    WHERE id IN (SELECT snapshot_id FROM listing)""",
    """CREATE TABLE grown_offer AS SELECT o.id AS offer_id, l.site_id, g.run_id, g.n, o.price_min, o.price_max,
        o.currency, o.unit, o.pack_size, o.available
    FROM offer o JOIN listing l ON l.id = o.listing_id JOIN grown_page g ON g.id = l.snapshot_id ORDER BY o.id""",
)
_DAY = (
    """INSERT INTO snapshot (id, page_id, run_id, fetched_at, status, sha256, warc_id, "offset", length, size, flags,
        record_id, content_type)
    SELECT :base + n, page_id, run_id, :at, status, randomblob(32), warc_id, "offset" + :day * 10000000, length, size,
        flags, randomblob(16), content_type FROM grown_page""",
    """INSERT INTO observation (offer_id, snapshot_id, seen_at, origin, price_min, price_max, currency, unit,
        pack_size, stock, available)
    SELECT offer_id, :base + n, :at, 0, price_min, NULL, currency, unit, pack_size, (offer_id * 7 + :day) % 500,
        available FROM grown_offer WHERE (offer_id + :day) % 3 = 0""",
    """INSERT INTO transition (kind, site_id, offer_id, run_id, snapshot_id, at)
    SELECT 3, site_id, offer_id, run_id, :base + n, :at FROM grown_offer WHERE (offer_id + :day) % 3 = 0""",
    """INSERT INTO transition_day (day, first_id) SELECT :at / 86400000, min(id) FROM transition
    WHERE at = :at AND id > (SELECT max(first_id) FROM transition_day)""",
)
_PARTS = "SELECT name, sum(pgsize) AS taken FROM dbstat GROUP BY name HAVING taken > 500000 ORDER BY taken DESC"
_LATEST = """UPDATE offer SET observed_id = (SELECT max(snapshot_id) FROM observation b WHERE b.offer_id = offer.id)"""


def grow(connection: Connection, day: int) -> int:
    """Let a day pass on which a third of the stocks change, and return how many."""
    at = int((START + timedelta(days=day)).timestamp() * 1000)
    base = connection.scalar(text("SELECT max(id) FROM snapshot")) or 0
    counts = [connection.execute(text(one), {"at": at, "day": day, "base": base}).rowcount for one in _DAY]
    return counts[1]


def main() -> None:
    """Grow a database and print what it costs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--observations", type=int, default=5_000_000)
    parser.add_argument("--listings", type=int, default=96_000)
    parser.add_argument("--database", help="SQLite URL; default a file that is removed afterwards")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        engine = open_database(chosen.database or f"sqlite:///{Path(folder) / 'growth.db'}")
        print(
            f"{'observations':>12} {'MB':>8} {'MB/million':>10} {'new ms':>6} {'pages':>6} {'chg ms':>6} {'pages':>6}"
            f" {'history ms':>10} {'new sellers ms':>14} {'changes ms':>10} {'search ms':>9}"
        )
        _grow_all(engine, chosen.observations, chosen.listings)
        _print_parts(engine)
        engine.dispose()


def _print_parts(engine: Engine) -> None:
    """Print what each of the larger tables and indexes takes."""
    size(engine)
    with engine.connect() as connection:
        listings = connection.exec_driver_sql("SELECT count(*) FROM listing").scalar() or 1
        try:
            parts = connection.exec_driver_sql(_PARTS).all()
        except OperationalError:
            print("this SQLite was built without dbstat: it cannot say which tables hold the bytes")
            return
    observations = _count(engine)
    print(f"{'table or index':<34} {'MB':>8} {'a listing':>9} {'an observation':>14}")
    for name, taken in parts:
        print(f"{name:<34} {taken / 1e6:>8.1f} {taken / listings:>9.0f} {taken / observations:>14.0f}")


def _grow_all(engine: Engine, most: int, listings: int) -> None:
    first: tuple[int, int] | None = None
    market = Market(seed=1, listings=RECORDED, changed=0.3)
    crawl(engine, market, 0)
    for stop in sorted({*(one for one in STOPS if one < most), max(RECORDED, listings), most}):
        if stop == listings and listings > RECORDED:
            copy_shops(engine, listings // RECORDED - 1)
        elif stop > listings:
            _copy_days(engine, stop)
        taken = _count(engine), size(engine)
        _report(engine, stop)
        if stop == listings or first is None:
            first = taken
    assert first is not None
    further = (taken[1] - first[1]) / max(1, taken[0] - first[0])
    print(
        f"{first[1] / first[0]:.0f} bytes a listing with its first observation, {further:.0f} each further observation"
    )


def _copy_days(engine: Engine, stop: int) -> None:
    count, day = _count(engine), _days(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        connection.exec_driver_sql("BEGIN")
        for one in _PREPARED:
            connection.exec_driver_sql(one)
        while count < stop:
            day += 1
            count += grow(connection, day)
        connection.exec_driver_sql(_LATEST)
        for name in ("grown_page", "grown_offer"):
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.commit()


def _days(engine: Engine) -> int:
    with engine.connect() as connection:
        latest = connection.scalar(text("SELECT max(fetched_at) FROM snapshot")) or 0
    return int((latest / 1000 - START.timestamp()) // 86400)


def _count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(ObservationRow)) or 0


def _cost(engine: Engine, market: Market, day: int) -> tuple[float, float]:
    """Return the CPU milliseconds of recording a page, and the database pages written for it."""
    size(engine)
    engine.dispose()
    event.listen(engine, "connect", _keep_log)
    pages, _, spent = crawl(engine, market, day)
    event.remove(engine, "connect", _keep_log)
    with engine.connect() as connection:
        _, frames, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
    engine.dispose()
    return spent / pages * 1000, frames / pages


def _keep_log(dbapi_connection: sqlite3.Connection, _record: object) -> None:
    """Let nothing be moved from SQLite's log into the database, so that its pages can be counted."""
    dbapi_connection.execute("PRAGMA wal_autocheckpoint = 0")


def _cpu_ms(ask: Callable[[], object]) -> float:
    """Return the median CPU milliseconds of *ask*: the machine may have other work."""
    spent = []
    for _ in range(9):
        began = time.process_time()
        ask()
        spent.append((time.process_time() - began) * 1000)
    return sorted(spent)[len(spent) // 2]


def _report(engine: Engine, stop: int) -> None:
    count, taken = _count(engine), size(engine)
    fresh = Market(seed=stop, listings=SAMPLE, changed=0.3)
    fresh.name = f"fresh-{stop}"
    day = _days(engine) + 1
    new = _cost(engine, fresh, day)
    fresh.pass_a_day()
    changed = _cost(engine, fresh, day + 1)
    since = START + timedelta(days=day)
    with reading(engine) as connection:
        busiest = connection.scalar(select(OfferRow.uid).where(OfferRow.id == SAMPLE // 2))
    offer_id = f"o{busiest:016x}"
    ask: list[Callable[[], object]] = [
        lambda: offer_history(engine, offer_id),
        lambda: new_sellers(engine, since=since, until=since + timedelta(days=2)),
        lambda: changes(engine, since=since, until=since + timedelta(days=2), limit=50),
        lambda: list(search_rows(engine, "半年 老号", Filters(), limit=50)),
    ]
    times = " ".join(f"{_cpu_ms(one):>{width}.2f}" for one, width in zip(ask, (10, 14, 10, 9), strict=True))
    costs = " ".join(f"{ms:>6.2f} {written:>6.1f}" for ms, written in (new, changed))
    print(f"{count:>12} {taken / 1e6:>8.0f} {taken / count:>10.0f} {costs} {times}", flush=True)


if __name__ == "__main__":
    main()
