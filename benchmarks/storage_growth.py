"""A database grown to millions of observations: how large it is, how soon it answers, what a page costs in CPU time.

    python -m benchmarks.storage_growth [--observations 5000000] [--listings 100000] [--database sqlite:///FILE]

The listings go through the recorder; the days that follow are copied in by SQL as the recorder would have left
them (a snapshot a page and day, an observation and a transition for each change), since a year of crawls takes hours.
At some sizes on the way a few shops are recorded as usual, and questions asked. SQLite only.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, func, select, text

from benchmarks.storage_rows import START, Market, crawl, size
from storage.database import open_database, reading
from storage.models import ObservationRow, OfferRow
from storage.queries.changes import changes
from storage.queries.digest import new_sellers
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.queries.search import search_rows

STOPS = (12_000, 96_000, 1_000_000, 2_000_000, 5_000_000)
SAMPLE = 2_400
"""Listings recorded at each stop: two shops, 200 pages."""
_DAY = (
    """INSERT INTO snapshot (page_id, run_id, fetched_at, status, sha256, warc_id, "offset", length, size, flags,
        record_id, content_type)
    SELECT page_id, run_id, :at, status, randomblob(32), warc_id, "offset" + :day * 10000000, length, size, flags,
        randomblob(16), content_type FROM grown_page""",
    """INSERT INTO observation (offer_id, snapshot_id, seen_at, origin, price_min, price_max, currency, unit,
        pack_size, stock, available)
    SELECT o.id, s.id, :at, 0, o.price_min, o.price_max, o.currency, o.unit, o.pack_size, (o.id * 7 + :day) % 500,
        o.available FROM grown_offer g JOIN offer o ON o.id = g.offer_id
        JOIN snapshot s ON s.page_id = g.page_id AND s.fetched_at = :at WHERE (o.id + :day) % 3 = 0""",
    """INSERT INTO transition (kind, site_id, offer_id, run_id, snapshot_id, at)
    SELECT 3, g.site_id, b.offer_id, g.run_id, b.snapshot_id, :at FROM grown_offer g
        JOIN observation b ON b.offer_id = g.offer_id AND b.seen_at = :at WHERE (g.offer_id + :day) % 3 = 0""",
    """INSERT INTO transition_day (day, first_id) SELECT :at / 86400000, min(id) FROM transition
    WHERE at = :at AND id > (SELECT max(first_id) FROM transition_day)""",
    """UPDATE offer SET observed_id = (SELECT max(snapshot_id) FROM observation b WHERE b.offer_id = offer.id)
    WHERE (id + :day) % 3 = 0""",
)


def grow(engine: Engine, day: int) -> None:
    """Let a day pass on which a third of the stocks change."""
    at = int((START + timedelta(days=day)).timestamp() * 1000)
    with engine.begin() as connection:
        for statement in _DAY:
            connection.execute(text(statement), {"at": at, "day": day})


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
            f"{'observations':>12} {'MB':>8} {'MB/million':>10} {'ms/page new':>11} {'changed':>8}"
            f" {'history ms':>10} {'new sellers ms':>14} {'changes ms':>10} {'search ms':>9}"
        )
        _grow_all(engine, chosen.observations, chosen.listings)
        engine.dispose()


def _grow_all(engine: Engine, most: int, listings: int) -> None:
    market = Market(seed=1, listings=listings, changed=0.3)
    stops = [stop for stop in STOPS if stop <= most]
    began = 0
    for stop in stops:
        if stop <= listings and stop != stops[-1]:
            _record(engine, market, began, stop)
            began = stop
        elif began < listings:
            _record(engine, market, began, listings)
            began = listings
        if stop > listings:
            _copy_days(engine, stop)
        _report(engine, stop)


def _record(engine: Engine, market: Market, first: int, last: int) -> None:
    crawl(engine, market, 0, first=first, last=last)


def _copy_days(engine: Engine, stop: int) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS grown_page AS"
            " SELECT * FROM snapshot WHERE id IN (SELECT snapshot_id FROM listing)"
        )
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS grown_offer AS SELECT o.id AS offer_id, l.site_id, s.page_id, s.run_id"
            " FROM offer o JOIN listing l ON l.id = o.listing_id JOIN snapshot s ON s.id = l.snapshot_id"
        )
        connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS grown ON grown_offer (offer_id)")
        connection.commit()
    day = _days(engine)
    while _count(engine) < stop:
        day += 1
        grow(engine, day)


def _days(engine: Engine) -> int:
    with engine.connect() as connection:
        latest = connection.scalar(text("SELECT max(fetched_at) FROM snapshot")) or 0
    return int((latest / 1000 - START.timestamp()) // 86400)


def _count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(ObservationRow)) or 0


def _cost(engine: Engine, market: Market, day: int) -> float:
    """Return the CPU milliseconds of recording a page."""
    pages, _, spent = crawl(engine, market, day)
    return spent / pages * 1000


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
    print(f"{count:>12} {taken / 1e6:>8.0f} {taken / count:>10.0f} {new:>11.2f} {changed:>8.2f} {times}", flush=True)


if __name__ == "__main__":
    main()
