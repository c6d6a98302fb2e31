"""How fast rows are written, how much room they take, how soon questions are answered.

    python -m benchmarks.storage_rows [--listings 20000] [--days 10] [--database URL]

Prints a table: pages and rows a second for new and for changed pages, bytes an observation
with every index, the history of one listing, the sellers new since a moment.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import Engine, func, select, text

from base.config import SiteFile
from benchmarks.world.phrases_data import PHRASES
from market.model import (
    Handle,
    HandleType,
    Listing,
    Offer,
    PageReading,
    Price,
    Reading,
    SiteKind,
    StatedPrice,
    Stock,
    Unit,
)
from storage.database import open_database, reading
from storage.models import ObservationRow
from storage.queries.digest import new_sellers
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.queries.listings import listing_rows
from storage.recording import Recorder
from storage.records import PageRecord, ReadListing, SnapshotRef

PER_PAGE = 12
PAGES_PER_SITE = 100
TOPICS = ("hello", "quality", "quality", "warranty", "rules", "delivery", "pay")
"""What a listing's text speaks of; about as long as those of the simulated world."""
START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("实名", "半年", "白号", "满月", "带好友", "可换绑", "老号", "稳定", "直登", "质保", "首单", "批发", "自动发货")


@dataclass
class Market:
    """Shops whose listings change from day to day."""

    seed: int
    listings: int
    changed: float
    name: str = "shop"

    def __post_init__(self) -> None:
        """Make the listings of day 0."""
        chance = random.Random(self.seed)  # noqa: S311 - a benchmark wants the same market each time
        self.chance = chance
        self.contacts = 10_000_000 + random.Random(self.seed).randrange(8_000) * 10_000  # noqa: S311 - the same
        self.prices = [Decimal(chance.randrange(100, 9000)) / 100 for _ in range(self.listings)]
        self.stocks = [chance.randrange(1, 500) for _ in range(self.listings)]

    def pass_a_day(self) -> None:
        """Change the price or the stock of a share of the listings."""
        for number in self.chance.sample(range(self.listings), int(self.listings * self.changed)):
            if self.chance.random() < 0.3:  # noqa: PLR2004 - a third of the changes are of the price
                self.prices[number] += Decimal("0.5")
            else:
                self.stocks[number] = self.chance.randrange(0, 500)

    def listing(self, number: int) -> Listing:
        """Return a listing as it stands today."""
        chance = random.Random(number)  # noqa: S311
        price = self.prices[number]
        said = [chance.choice(PHRASES["zh"][topic]) for topic in TOPICS]
        fills = {name: chance.randrange(1, 30) for name in ("h", "n", "d", "t")} | {"pay": "USDT", "x": "@shop_desk"}
        body = "\n".join([" ".join(chance.choices(WORDS, k=8)), *(one.format(**fills) for one in said)])
        contact = f"\nQQ：{self.contacts + number // 40}" if number % 5 == 0 else ""
        return Listing(
            url=f"https://shop.example/buy/{number}",
            key=f"/buy/{number}",
            title=f"微信号 {' '.join(chance.choices(WORDS, k=3))} {number}",
            text=body + contact,
            category="微信账号",
            price=StatedPrice(text=f"¥{price}", min=price, max=price, currency="CNY"),
            stock=Stock(count=self.stocks[number]),
        )


def read(listing: Listing) -> Reading:
    """Return a reading without reading: the benchmark is of the database."""
    assert listing.price is not None
    handles = ()
    if "QQ：" in listing.text:
        at = len(listing.title) + 1 + listing.text.index("QQ：") + 3
        handles = (Handle(type=HandleType.QQ, value=listing.text.rpartition("：")[2], span=(at, at + 8)),)
    offer = Offer(
        kind="account",
        platform="wechat",
        attributes=frozenset({"aged"}),
        price=Price(min=listing.price.min, max=listing.price.max, currency="CNY", unit=Unit.EACH),
        stock=listing.stock.count,
        span=(0, len(listing.title)),
        spans={"platform": (0, 2)},
    )
    return Reading(is_offer=True, score=Decimal("0.98"), offers=(offer,), handles=handles)


def crawl(
    engine: Engine, market: Market, day: int, *, first: int = 0, last: int | None = None
) -> tuple[int, int, float]:
    """Return pages and changed listings of one day's runs, and the CPU seconds they took to record.

    *first* and *last* restrict it to some listings, in whole shops.
    """
    at = START + timedelta(days=day)
    pages = changed = 0
    began = time.process_time()
    per_site = PER_PAGE * PAGES_PER_SITE
    for start_of_site in range(first, last or market.listings, per_site):
        name = f"{market.name}-{start_of_site // per_site}"
        site = SiteFile(name=name, url=f"https://{name}.example/")
        recorder = Recorder.begin(engine, site=site, family="bench", kind=SiteKind.CATALOGUE, clock=lambda: at)
        for number, start in enumerate(range(start_of_site, min(start_of_site + per_site, market.listings), PER_PAGE)):
            end = min(start + PER_PAGE, start_of_site + per_site, market.listings)
            listings = [market.listing(one) for one in range(start, end)]
            stored = recorder.stored_listings([one.key for one in listings]) if day else {}
            items = []
            for one in listings:
                same = one.key in stored and stored[one.key].listing == one
                changed += not same
                items.append(ReadListing(listing=one, reading=None if same else read(one)))
            recorder.record(_page(site.url + str(number), site.name, day, number, at, items))
            pages += 1
        recorder.end(health="healthy", cause=None, complete=True, requests=pages, pages=pages)
    return pages, changed, time.process_time() - began


def _page(url: str, site: str, day: int, number: int, at: datetime, items: Sequence[ReadListing]) -> PageRecord:
    digest = hashlib.sha256(repr(items).encode()).hexdigest()
    snapshot = SnapshotRef(
        sha256=digest,
        warc=f"{site}-{day}.warc.gz",
        offset=number * 10_000,
        length=9_000,
        record_id=str(UUID(digest[:32])),
        url=url,
        status=200,
        fetched_at=at,
        size=30_000,
        content_type="text/html",
    )
    return PageRecord(
        url=url, snapshot=snapshot, reader_version="bench.1", listings=tuple(items), reading=PageReading()
    )


def timed(ask: Callable[[], object], times: int = 20) -> float:
    """Return the median milliseconds of *ask*."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)[len(spent) // 2]


def size(engine: Engine) -> int:
    """Return the bytes of the database with every index."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = connection.scalar(text("PRAGMA page_count")) or 0
        return int(pages * (connection.scalar(text("PRAGMA page_size")) or 0))


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--changed", type=float, default=0.3, help="share of the listings that change in a day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="URL; default an SQLite file that is removed afterwards")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder:
        engine = open_database(chosen.database or f"sqlite:///{Path(folder) / 'bench.db'}")
        market = Market(seed=chosen.seed, listings=chosen.listings, changed=chosen.changed)
        print(f"{'day':>4} {'pages':>7} {'changed':>8} {'CPU s':>7} {'ms/page':>8} {'listings/s':>11}")
        for day in range(chosen.days):
            if day:
                market.pass_a_day()
            pages, changed, spent = crawl(engine, market, day)
            rate = pages * PER_PAGE / spent
            print(f"{day:>4} {pages:>7} {changed:>8} {spent:>7.2f} {spent / pages * 1000:>8.2f} {rate:>11.0f}")
        report(engine)
        engine.dispose()


def report(engine: Engine) -> None:
    """Print size and answer times."""
    with reading(engine) as connection:
        observations = connection.scalar(select(func.count()).select_from(ObservationRow)) or 0
    taken = size(engine)
    print(f"observations          {observations:>12}")
    print(f"database              {taken / 1e6:>12.1f} MB, {taken / observations:.0f} bytes an observation")
    first = next(iter(listing_rows(engine, Filters(), limit=1)))
    since = START + timedelta(days=1)
    print(f"history of an offer   {timed(lambda: offer_history(engine, first['offer_id'])):>12.2f} ms")
    print(f"sellers new since     {timed(lambda: new_sellers(engine, since=since, until=since)):>12.2f} ms")


if __name__ == "__main__":
    main()
