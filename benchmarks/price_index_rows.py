"""How quick the price index is on a large database: `python -m benchmarks.price_index_rows --offers 200000`.

Fills a database with offers that were observed several times over two months, then settles days, draws the open
days as `haoshao market` does, and makes all levels anew.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine, text

from base.rates import SHIPPED
from haoshao.settling import measures_of
from market.changes import OfferState
from market.model import Detail, SiteKind, Unit
from storage.bulk import insert_rows
from storage.codes import Origin
from storage.database import open_database, writing
from storage.models import (
    ListingRow,
    ObservationRow,
    OfferRow,
    PageRow,
    PresenceRow,
    ReaderRow,
    RunRow,
    SellerRow,
    SiteRow,
    SnapshotRow,
    WarcRow,
)
from storage.price_index.closing import close_days, rebuild
from storage.queries.market import MarketFilters, market_rows
from storage.records import Health, RunSource

START = datetime(2031, 3, 3, tzinfo=UTC)
SITES = 100
DAYS = 60
AT_ONCE = 20_000
PLATFORMS = ("wechat", "qq", "telegram", "facebook", "google", "douyin", "instagram", "discord")
ATTRIBUTES = ("", "aged", "fresh", "real_name", "aged|real_name", "login_data")
LONGEST = 2**31


def fill(engine: Engine, *, offers: int, observations: int, seed: int) -> None:
    """Write offers with *observations* each, at times spread over DAYS days."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark repeats by its seed
    ended = START + timedelta(days=DAYS)
    with writing(engine) as connection:
        for row, rows in _surroundings():
            insert_rows(connection, row, rows)
        for first in range(1, offers + 1, AT_ONCE):
            ids = range(first, min(first + AT_ONCE, offers + 1))
            listings, presences, made, seen = [], [], [], []
            for number in ids:
                price = Decimal(rng.randint(100, 20_000)) / 100
                times = sorted(START + timedelta(hours=rng.randrange(DAYS * 24)) for _ in range(observations))
                listings.append(_listing(number))
                presences.append(_presence(number, times[0], ended))
                looks = [_look(price * Decimal(rng.choice(("1", "1", "1.05"))), rng) for _ in times]
                made.append(_offer(number, times[0], looks[-1]))
                seen += [
                    {"offer_id": number, "snapshot_id": nth + 1, "seen_at": at, "origin": Origin.PAGE, **look}
                    for nth, (at, look) in enumerate(zip(times, looks, strict=True))
                ]
            insert_rows(connection, ListingRow, listings)
            insert_rows(connection, PresenceRow, presences)
            insert_rows(connection, OfferRow, made)
            insert_rows(connection, ObservationRow, seen)
        connection.execute(text("ANALYZE"))


def _surroundings() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    sites = range(1, SITES + 1)
    yield (
        SiteRow,
        [
            {"id": one, "name": f"shop-{one}", "url": f"https://shop-{one}.example/", "family": "bench"}
            | {"kind": SiteKind.CATALOGUE, "experimental": False, "added_at": START}
            for one in sites
        ],
    )
    run = {"source": RunSource.CRAWL, "health": Health.HEALTHY, "complete": True, "holder": "", "floor_id": 0}
    counts = dict.fromkeys(("requests", "pages", "listings", "offers", "numbers", "bytes"), 1)
    yield (
        RunRow,
        [
            {"site_id": site, "started_at": at, "ended_at": at, **run, **counts}
            for day in range(DAYS)
            for at in [START + timedelta(days=day, hours=1)]
            for site in sites
        ],
    )
    yield ReaderRow, [{"id": 1, "version": "bench.1"}]
    yield WarcRow, [{"id": 1, "name": "bench.warc.gz"}]
    yield PageRow, [{"id": 1, "site_id": 1, "url_key": 1, "url": "https://shop-1.example/", "facts_digest": 0}]
    yield (
        SnapshotRow,
        [
            {
                "id": one,
                "page_id": 1,
                "run_id": 1,
                "fetched_at": START,
                "status": 200,
                "sha256": bytes(32),
                "warc_id": 1,
            }
            | {"offset": one, "length": 1, "size": 1, "flags": 0, "record_id": bytes(16), "content_type": ""}
            for one in range(1, 50)
        ],
    )
    yield (
        SellerRow,
        [
            {"id": one, "uid": one, "name": f"seller {one}", "first_seen_at": START, "first_run_id": 1}
            | {"first_site_id": 1, "baseline": True}
            for one in range(1, 2001)
        ],
    )


def _listing(number: int) -> dict[str, Any]:
    site = number % SITES + 1
    return {
        "id": number,
        "uid": number,
        "site_id": site,
        "key": f"/{number}",
        "url": f"https://shop-{site}.example/{number}",
        "title": "",
        "text": "",
        "detail": Detail.FULL,
        "stated": "{}",
        "reader_id": 1,
        "snapshot_id": 1,
        "score": 90,
        "reasons": "[]",
        "subjects": "[]",
        "first_seen_at": START,
        "first_run_id": 1,
        "seller_id": number % 2000 + 1,
        "due": False,
    }


def _presence(number: int, since: datetime, until: datetime) -> dict[str, Any]:
    return {
        "listing_id": number,
        "nth": 1,
        "first_seen_at": since,
        "last_seen_at": until,
        "last_run_id": 1,
        "last_snapshot_id": 1,
        "missed": 0,
    }


def _look(price: Decimal, rng: random.Random) -> dict[str, Any]:
    return {
        "price_min": price,
        "price_max": price,
        "currency": rng.choice(("CNY", "CNY", "USD")),
        "unit": Unit.EACH,
        "stock": rng.randint(1, 500),
        "available": None,
    }


def _offer(number: int, since: datetime, look: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "uid": number,
        "listing_id": number,
        "line_key": number,
        "ordinal": 0,
        "kind": "account",
        "platform": PLATFORMS[number % len(PLATFORMS)],
        "attributes": ATTRIBUTES[number // 8 % len(ATTRIBUTES)],
        "country": (None, None, "CN", "US")[number // 48 % 4],
        "span_start": 0,
        "span_end": 1,
        "spans": "{}",
        "state": OfferState.ACTIVE,
        "state_at": since,
        "first_seen_at": since,
        "first_run_id": 1,
        "since_at": since,
        "observed_id": 1,
        **look,
    }


def timed(what: str, act: Callable[[], object]) -> None:
    """Print how much CPU *act* takes and how much memory the process has had by then."""
    began = time.process_time()
    came = act()
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:44} {spent:8.2f} s CPU   peak {peak:6.0f} MB   {came}", flush=True)


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.price_index_rows", description=__doc__)
    parser.add_argument("--offers", type=int, default=200_000)
    parser.add_argument("--observations", type=int, default=5, help="of each offer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="URL; default an SQLite file that is removed afterwards")
    chosen = parser.parse_args()
    measures = measures_of(SHIPPED)
    with TemporaryDirectory() as folder:
        engine = open_database(chosen.database or f"sqlite:///{Path(folder) / 'bench.db'}")
        timed("filling", lambda: fill(engine, offers=chosen.offers, observations=chosen.observations, seed=chosen.seed))
        days = START + timedelta(days=DAYS - 10, hours=2)
        timed("settling the first 50 days", lambda: len(close_days(engine, measures, now=days)))
        for day in range(1, 4):
            moment = days + timedelta(days=day)
            timed("settling one day more", lambda moment=moment: len(close_days(engine, measures, now=moment)))  # type: ignore[misc]
        month = MarketFilters(since=days.date() - timedelta(days=27))
        timed("market, thirty days", lambda: len(market_rows(engine, measures, month)))
        timed("all levels anew", lambda: len(rebuild(engine, measures)))
        engine.dispose()


if __name__ == "__main__":
    main()
