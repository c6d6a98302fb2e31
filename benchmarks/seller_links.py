"""What joining sellers costs: a full rebuild, and adding offers to a large database.

    python -m benchmarks.seller_links [--offers 1000000] [--mentions 3] [--sellers 40000] [--add 1000]

Prints seconds and memory for computing all sellers anew where every one stands wrong, and for offers added through
the real recorder to a database of that size, on SQLite. Some sellers have thousands of listings, most a handful.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from base.config import SiteFile
from benchmarks.seller_rows import START, added, fill
from market.model import PageReading, SiteKind
from storage.database import open_database
from storage.rebuilding import rebuild_sellers
from storage.recording import Recorder
from storage.records import PageRecord, ReadListing, SnapshotRef
from storage.sellers import resolve

PER_PAGE = 20
_TURNS = 3


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what something took."""
    wall, used = time.monotonic(), time.process_time()
    yield
    print(f"{what:38} {time.monotonic() - wall:7.2f} s ({time.process_time() - used:.2f} s CPU)")


def memory_mb() -> int:
    """Return the most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def add(engine: Engine, count: int, sellers: int, turn: int) -> None:
    """Record so many new listings at one site, and resolve their sellers."""
    at = START + timedelta(days=2 + turn)
    site = SiteFile(name="site-1", url="https://s1.example/")
    recorder = Recorder.begin(engine, site=site, family="bench", kind=SiteKind.STREAM, clock=lambda: at)
    offered = [ReadListing(listing=listing, reading=reading) for listing, reading in added(count, sellers, turn)]
    with timed(f"{count} offers recorded"):
        for start in range(0, count, PER_PAGE):
            url = f"{site.url}{turn}/{start}"
            recorder.record(
                PageRecord(
                    url=url,
                    snapshot=SnapshotRef(
                        sha256=f"{turn * count + start:064x}", warc="w.warc.gz", offset=start, length=100,
                        record_id=str(UUID(int=turn * count + start)), url=url, status=200, fetched_at=at, size=100,
                    ),
                    reader_version="bench",
                    listings=tuple(offered[start : start + PER_PAGE]),
                    reading=PageReading(),
                )
            )  # fmt: skip
        recorder.flush()
    with timed(f"{count} offers: the run's end, sellers"):
        recorder.end(health="healthy", cause=None, complete=False, requests=1, pages=count // PER_PAGE)


def main() -> None:
    """Fill a database, rebuild it, add to it, and print what that cost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.seller_links", description=__doc__)
    parser.add_argument("--offers", type=int, default=1_000_000)
    parser.add_argument("--mentions", type=int, default=3)
    parser.add_argument("--sellers", type=int, default=40_000)
    parser.add_argument("--add", type=int, default=1000)
    parser.add_argument("--database", type=Path, help="keep it here; one that is there already is not filled again")
    parser.add_argument("--only-add", action="store_true", help="leave the rebuild out")
    parser.add_argument("--profile", action="store_true", help="show where the time of adding goes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "market.db"
        is_new = not path.exists()
        engine = open_database(f"sqlite:///{path}")
        if is_new:
            with timed("filled"):
                fill(engine, offers=arguments.offers, mentions=arguments.mentions, sellers=arguments.sellers)
            print(f"memory after filling {memory_mb()} MB")
        for name in () if arguments.only_add else ("all sellers anew, from nothing", "all sellers anew, nothing wrong"):
            with timed(name):
                done = rebuild_sellers(engine, now=START + timedelta(days=1))
            print(f"    {done.changed} of {done.nodes} changed; memory {memory_mb()} MB")
        resolve(engine, now=START + timedelta(days=1))
        profile = cProfile.Profile()
        for turn in range(_TURNS):
            if arguments.profile and turn == _TURNS - 1:
                profile.enable()
            add(engine, arguments.add, arguments.sellers, turn)
        profile.disable()
        print(f"memory {memory_mb()} MB")
        if arguments.profile:
            pstats.Stats(profile).sort_stats("cumulative").print_stats(90)


if __name__ == "__main__":
    main()
