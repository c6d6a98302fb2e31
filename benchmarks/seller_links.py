"""What joining sellers costs: a full rebuild, and adding offers to a large database.

    python -m benchmarks.seller_links [--offers 1000000] [--mentions 3] [--sellers 40000] [--add 1000]

Prints seconds and memory for computing all sellers anew where every one stands wrong, and for resolving
offers added through the real recorder to a database of that size, on SQLite.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from market.changes import OfferState
from market.model import Detail, HandleType, Scope
from storage.bulk import chunks, insert_rows
from storage.codes import Node
from storage.database import open_database, writing
from storage.models import (
    HandlePartyRow,
    HandleRow,
    ListingRow,
    OfferRow,
    PresenceRow,
    RecordRow,
    SellerRow,
    SightingRow,
    TraitRow,
)
from storage.rebuilding import rebuild_sellers
from storage.sellers import resolve

START = datetime(2026, 1, 1, tzinfo=UTC)
SITES = 200
_HANDLES = 3
"""Of each seller."""
_TRAITS = 20


def fill(engine: Engine, *, offers: int, mentions: int, sellers: int) -> None:
    """Write a database of so many offers in which no record or handle knows its seller."""
    with writing(engine) as connection:
        _surroundings(connection)
        for row, made in (
            (SellerRow, _sellers(sellers)),
            (RecordRow, _records(sellers)),
            (HandleRow, _handles(sellers)),
            (ListingRow, _listings(offers, sellers)),
            (PresenceRow, _presences(offers)),
            (OfferRow, _offers(offers)),
            (SightingRow, _sightings(offers, mentions, sellers)),
            (HandlePartyRow, _parties(sellers)),
            (TraitRow, _traits(sellers)),
        ):
            for some in chunks(made, 10_000):
                insert_rows(connection, row, some)


def _surroundings(connection: Connection) -> None:
    at = int(START.timestamp() * 1000)
    for number in range(1, SITES + 1):
        connection.execute(
            text(
                "INSERT INTO site "
                "(id, name, url, family, kind, experimental, added_at, baseline_run_id) "
                "VALUES (:n, 'site-' || :n, 'https://s' || :n || '.example/', 'discuz', 1, false, :at, :n)"
            ),
            {"n": number, "at": at},
        )
        connection.execute(
            text(
                "INSERT INTO run (id, site_id, source, started_at, ended_at, health, complete, requests, pages, "
                "listings, offers, numbers, bytes, holder, floor_id) VALUES (:n, :n, 1, :at, "
                ":at, 1, true, 1, 1, 1, 1, 0, 0, '', 0)"
            ),
            {"n": number, "at": at},
        )
    connection.execute(text("INSERT INTO reader (id, version) VALUES (1, 'bench')"))
    connection.execute(text("INSERT INTO warc (id, name) VALUES (1, 'bench.warc.gz')"))
    connection.execute(text("INSERT INTO page (id, site_id, url_key, url, facts_digest) VALUES (1, 1, 1, 'u', 0)"))
    connection.execute(
        text(
            "INSERT INTO snapshot (id, page_id, run_id, fetched_at, status, sha256, warc_id, offset, length, "
            "size, flags, record_id, content_type) VALUES (1, 1, 1, :at, 200, x'00', 1, 0, 1, 1, 0, x'00', 'text/html')"
        ),
        {"at": at},
    )


def _sellers(sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, sellers + 1):
        yield {
            "id": number,
            "uid": number,
            "name": f"user {number}",
            "first_seen_at": START,
            "first_run_id": 1,
            "first_site_id": 1,
            "baseline": True,
            "founder_kind": Node.RECORD,
            "founder_id": number,
        }


def _records(sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, 2 * sellers + 1):
        site = number % SITES + 1
        yield {
            "id": number, "uid": number, "site_id": site, "key": f"u{number}", "name": f"user {number % sellers}",
            "first_seen_at": START, "first_run_id": site, "seller_id": None, "due": False,
        }  # fmt: skip


def _handles(sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, _HANDLES * sellers + 1):
        yield {
            "id": number, "type": HandleType.TELEGRAM, "value": f"handle{number}", "first_seen_at": START,
            "first_run_id": 1, "seller_id": None, "shared_at": None,
        }  # fmt: skip


def _listings(offers: int, sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        record = number % (2 * sellers) + 1
        yield {
            "id": number, "uid": number, "site_id": record % SITES + 1, "key": str(number), "url": "u", "title": "t",
            "text": "微信老号", "category": None, "seller_key": None, "seller_name": None, "posted_at": None,
            "detail": Detail.FULL, "stated": "{}", "reader_id": 1, "snapshot_id": 1, "score": 90, "reasons": "[]",
            "subjects": "[]", "first_seen_at": START, "first_run_id": record % SITES + 1, "record_id": record,
            "seller_id": _owner(number, sellers) + 1, "due": False,
        }  # fmt: skip


def _presences(offers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        yield {
            "listing_id": number, "nth": 1, "first_seen_at": START, "last_seen_at": START, "last_run_id": 1,
            "last_snapshot_id": 1, "missed": 0,
        }  # fmt: skip


def _offers(offers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        yield {
            "id": number, "uid": number, "listing_id": number, "line_key": number, "ordinal": 0, "kind": "account",
            "platform": "wechat", "attributes": "aged", "span_start": 0, "span_end": 4, "spans": "{}",
            "state": OfferState.ACTIVE, "state_at": START, "first_seen_at": START, "first_run_id": 1,
            "since_at": START, "observed_id": 1,
        }  # fmt: skip


def _owner(number: int, sellers: int) -> int:
    """Return the seller, counted from 0, of the record of a listing."""
    return (number % (2 * sellers)) % sellers


def _sightings(offers: int, mentions: int, sellers: int) -> Iterator[dict[str, Any]]:
    for number in range(1, offers + 1):
        for nth in range(min(mentions, _HANDLES)):
            yield {
                "listing_id": number, "handle_id": _owner(number, sellers) * _HANDLES + nth + 1,
                "scope": Scope.LISTING, "first_seen_at": START, "snapshot_id": 1,
            }  # fmt: skip


def _parties(sellers: int) -> Iterator[dict[str, Any]]:
    for record in range(1, 2 * sellers + 1):
        for nth in range(_HANDLES):
            yield {"handle_id": _owner(record - 1, sellers) * _HANDLES + nth + 1, "record_id": record}


def _traits(sellers: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - a benchmark wants the same market each time
    for record in range(1, 2 * sellers + 1):
        for trait in {chance.randrange(sellers * 4) * 16 + 3 for _ in range(_TRAITS)}:
            yield {"trait": trait, "node_kind": Node.RECORD, "node_id": record}


def main() -> None:
    """Fill a database, rebuild it, add to it, and print what that cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seller_links", description=__doc__)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--mentions", type=int, default=3)
    parser.add_argument("--sellers", type=int, default=40_000)
    parser.add_argument("--add", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'market.db'}")
        began = time.monotonic()
        fill(engine, offers=arguments.offers, mentions=arguments.mentions, sellers=arguments.sellers)
        print(f"filled in {time.monotonic() - began:.1f} s")
        for name in ("all sellers anew, from nothing", "all sellers anew, nothing wrong"):
            before = time.monotonic(), time.process_time()
            done = rebuild_sellers(engine, now=START + timedelta(days=1))
            took = time.monotonic() - before[0], time.process_time() - before[1]
            print(f"{name:34} {took[0]:6.1f} s ({took[1]:.1f} s CPU), {done.changed} of {done.nodes} changed")
        with writing(engine) as connection:
            connection.execute(text("UPDATE listing SET due = false"))
            connection.execute(text("UPDATE listing SET due = true WHERE id <= :n"), {"n": arguments.add})
        before = time.monotonic(), time.process_time()
        resolve(engine, now=START + timedelta(days=2))
        took = time.monotonic() - before[0], time.process_time() - before[1]
        print(f"{f'{arguments.add} offers resolved':34} {took[0]:6.2f} s ({took[1]:.2f} s CPU)")
        print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
