"""Time and memory of exports of many offers: makes a database, exports it in each format, prints a table.

python -m benchmarks.export_million [--offers 1000000] [--formats jsonl,stix]
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from market.changes import OfferState
from market.model import Detail, SiteKind, Unit
from storage.bulk import insert_rows
from storage.database import open_database, writing
from storage.models import (
    ListingRow,
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
from storage.records import Health, RunSource

START = datetime(2026, 3, 1, tzinfo=UTC)
AT_ONCE = 20_000
OFFERS_OF_A_SELLER = 50


def make_database(url: str, offers: int) -> None:
    """Fill a new database with that many offers, one a listing."""
    engine = open_database(url)
    with writing(engine) as connection:
        site = {"id": 1, "name": "shop-a", "url": "https://shop-a.example/", "family": "dujiaoka"}
        insert_rows(
            connection, SiteRow, [{**site, "kind": SiteKind.CATALOGUE, "experimental": False, "added_at": START}]
        )
        run = {"id": 1, "site_id": 1, "source": RunSource.CRAWL, "started_at": START, "ended_at": START}
        rest = dict.fromkeys(("requests", "pages", "listings", "offers", "numbers", "bytes", "floor_id"), 0)
        insert_rows(connection, RunRow, [{**run, **rest, "health": Health.HEALTHY, "complete": True, "holder": ""}])
        insert_rows(connection, ReaderRow, [{"id": 1, "version": "x"}])
        insert_rows(connection, WarcRow, [{"id": 1, "name": "20260301T000000Z-shop-a-1.warc.gz"}])
        insert_rows(connection, PageRow, [{"id": 1, "site_id": 1, "url_key": 1, "url": site["url"], "facts_digest": 0}])
        snapshot = {"id": 1, "page_id": 1, "run_id": 1, "fetched_at": START, "status": 200, "sha256": b"\1" * 32}
        place = {"warc_id": 1, "offset": 0, "length": 1, "size": 1, "flags": 0, "record_id": b"\1" * 16}
        insert_rows(connection, SnapshotRow, [{**snapshot, **place, "content_type": "text/html"}])
    for first in range(1, offers + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, offers + 1))
        with writing(engine) as connection:
            heads = [
                number // OFFERS_OF_A_SELLER + 1
                for number in numbers
                if number % OFFERS_OF_A_SELLER == 0 or number == 1
            ]
            insert_rows(connection, SellerRow, [_seller(key) for key in dict.fromkeys(heads)])
            insert_rows(connection, ListingRow, [_listing(number) for number in numbers])
            insert_rows(connection, OfferRow, [_offer(number) for number in numbers])
            insert_rows(connection, PresenceRow, [_presence(number) for number in numbers])
    engine.dispose()


def _seller(key: int) -> dict[str, object]:
    return {
        "id": key,
        "uid": key,
        "name": f"号商{key}",
        "first_seen_at": START,
        "first_run_id": 1,
        "first_site_id": 1,
        "baseline": False,
    }


def _listing(number: int) -> dict[str, object]:
    return {
        "id": number,
        "uid": number,
        "site_id": 1,
        "key": str(number),
        "url": f"https://shop-a.example/{number}",
        "title": f"微信老号 满月 {number}",
        "text": "满月实名，可换绑，售后二十四小时。联系客服下单，批发从优。" * 5,
        "detail": Detail.FULL,
        "stated": "{}",
        "reader_id": 1,
        "snapshot_id": 1,
        "score": 97,
        "reasons": "[]",
        "subjects": "[]",
        "first_seen_at": START,
        "first_run_id": 1,
        "seller_id": number // OFFERS_OF_A_SELLER + 1,
        "due": False,
    }


def _offer(number: int) -> dict[str, object]:
    return {
        "id": number,
        "uid": number,
        "listing_id": number,
        "line_key": number,
        "ordinal": 0,
        "kind": "account",
        "platform": "wechat",
        "attributes": "aged|real_name",
        "span_start": 0,
        "span_end": 4,
        "spans": "{}",
        "state": OfferState.ACTIVE,
        "state_at": START,
        "price_min": None,
        "currency": "CNY",
        "unit": Unit.EACH,
        "first_seen_at": START,
        "first_run_id": 1,
        "since_at": START,
        "observed_id": 1,
    }


def _presence(number: int) -> dict[str, object]:
    seen = START + timedelta(seconds=number % 86_400)
    return {
        "listing_id": number,
        "nth": 1,
        "first_seen_at": START,
        "last_seen_at": seen,
        "last_run_id": 1,
        "last_snapshot_id": 1,
        "missed": 0,
    }


def measured(folder: Path, form: str) -> tuple[float, int, int]:
    """Return seconds, greatest memory in MiB and size of the file in MiB of one export, in a process of its own."""
    out = folder / f"listings.{form}"
    code = (
        "import resource, sys; from haoshao.__main__ import main\n"
        "try: main()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    words = ["--data", str(folder), "export", "listings", "--format", form, "--out", str(out)]
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code, *words], check=False, capture_output=True, text=True, env=os.environ
    )
    seconds = time.monotonic() - begun
    if done.returncode:
        raise SystemExit(done.stderr)
    peak = int(done.stderr.strip().splitlines()[-1]) // 1024
    size = out.stat().st_size // 2**20
    out.unlink()
    return seconds, peak, size


def main() -> None:
    """Print what exports of many offers take."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offers", type=int, default=1_000_000)
    options.add_argument("--formats", default="jsonl,csv,parquet,stix,misp,xarf")
    chosen = options.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        make_database(f"sqlite:///{folder / 'haoshao.db'}", chosen.offers)
        print(f"{chosen.offers} offers\nformat      seconds   MiB at most   MiB written")
        for form in chosen.formats.split(","):
            seconds, peak, size = measured(folder, form)
            print(f"{form:<10} {seconds:8.1f} {peak:13} {size:13}", flush=True)


if __name__ == "__main__":
    main()
