"""A make-believe shop that records pages into a database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from alerts.channels.routing import Route
from alerts.rules import Rulebook, load_rules
from base.config import SiteFile
from market.merging import merged
from market.model import (
    Detail,
    Handle,
    HandleType,
    LinkRole,
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
from market.occasions import Judge
from storage.recording import Recorder
from storage.records import PageRecord, ReadListing, SnapshotRef
from storage.runs import FinishedRun

READER = "shop.1/text.1"
START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
CONTACT = re.compile(r"(QQ|TG)[:：]\s?(\w+)")
PRICED = re.compile(r"(\d+(?:\.\d+)?)元")
CHANNEL = "desk"
JUDGE = Rulebook(load_rules(Path("none")), [Route(channel=CHANNEL, audience="analysts", machine=True)])
"""The rules that ship, and one channel for all they say."""


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    """Return what *query* finds."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def read_text(listing: Listing) -> Reading:
    """Return what a reader of the tests' own says: a line that names 号 is an offer."""
    words = f"{listing.title}\n{listing.text}"
    handles = tuple(
        Handle(
            type=HandleType.QQ if match[1] == "QQ" else HandleType.TELEGRAM,
            value=match[2].lower(),
            span=match.span(2),
        )
        for match in CONTACT.finditer(words)
    )
    offers = []
    at = 0
    for line in words.split("\n"):
        if "号" in line:
            offers.append(_offer(listing, line, at))
        at += len(line) + 1
    return Reading(is_offer=bool(offers), score=Decimal("0.9"), offers=tuple(offers), handles=handles)


def _offer(listing: Listing, line: str, at: int) -> Offer:
    match = PRICED.search(line)
    amount = Decimal(match[1]) if match else None if listing.price is None else listing.price.min
    spans = {} if match is None else {"price": (at + match.start(), at + match.end())}
    return Offer(
        kind="account",
        platform="wechat" if "微信" in line else "qq" if "QQ" in line else None,
        attributes=frozenset({"aged"} if "老号" in line else ()),
        price=None if amount is None else Price(min=amount, max=amount, currency="CNY", unit=Unit.EACH),
        stock=listing.stock.count,
        span=(at, at + len(line)),
        spans=spans,
    )


def item(key: str, title: str, price: str | None = None, **other: Any) -> Listing:  # noqa: ANN401 - any field of a listing
    """Return a listing of a shop."""
    stated = None if price is None else StatedPrice(text=f"¥{price}", min=Decimal(price), max=Decimal(price))
    stock = Stock(count=other.pop("count", None), available=other.pop("available", None))
    values = {"url": f"https://shop.example/{key}", "key": key, "title": title, "price": stated, "stock": stock}
    return Listing(**(values | other))


def card(listing: Listing) -> Listing:
    """Return the same as an index shows it."""
    return replace(listing, text="", contacts=(), detail=Detail.SUMMARY)


@dataclass
class Shop:
    """A site that is recorded run by run, an hour apart."""

    engine: Engine
    name: str = "shop-a"
    kind: SiteKind = SiteKind.CATALOGUE
    at: datetime = START
    judge: Judge | None = JUDGE
    recorder: Recorder | None = None
    bodies: dict[str, SnapshotRef] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.at

    def begin(self, hours: float = 1) -> Recorder:
        self.at += timedelta(hours=hours)
        site = SiteFile(name=self.name, url=f"https://{self.name}.example/")
        self.recorder = Recorder.begin(
            self.engine, site=site, family="dujiaoka", kind=self.kind, clock=self.clock, judge=self.judge
        )
        return self.recorder

    def end(self, health: str = "healthy", *, complete: bool = True, cause: str | None = None) -> FinishedRun:
        assert self.recorder is not None
        return self.recorder.end(health=health, cause=cause, complete=complete, requests=3, pages=3, bytes_=99)

    def run(self, *pages: PageRecord, health: str = "healthy", complete: bool = True) -> FinishedRun:
        recorder = self.begin()
        for page in pages:
            recorder.record(page)
        return self.end(health, complete=complete)

    def page(
        self,
        path: str,
        listings: Sequence[Listing] = (),
        *,
        reader: str = READER,
        body: str | None = None,
        role: LinkRole = LinkRole.INDEX,
        **other: Any,  # noqa: ANN401 - any field of a page
    ) -> PageRecord:
        """Return a page as the pipelines hand it over: merged and read by the tests' reader."""
        url = f"https://{self.name}.example{path}"
        return PageRecord(
            url=url,
            snapshot=self.snapshot(url, body or repr((path, listings, other))),
            role=role,
            reader_version=reader,
            listings=tuple(ReadListing(listing=one, reading=read_text(one)) for one in listings),
            reading=other.pop("reading", PageReading()),
            **other,
        )

    def snapshot(self, url: str, body: str, *, status: int = 200) -> SnapshotRef:
        self.at += timedelta(seconds=1)
        digest = hashlib.sha256(body.encode()).hexdigest()
        return SnapshotRef(
            sha256=digest,
            warc=f"{self.name}-{self.at:%Y%m%dT%H}.warc.gz",
            offset=int((self.at - START).total_seconds() * 1000),
            length=100,
            record_id=str(UUID(hashlib.sha256(f"{url}{self.at}".encode()).hexdigest()[:32])),
            url=url,
            status=status,
            fetched_at=self.at,
            size=len(body),
            content_type="text/html",
        )


def write_days(shop: Shop, *, day: int, told: Callable[[], None]) -> None:
    """Record one day of a shop of its own history: new, cheaper, sold out, back, richer in its own page."""
    shop.at = START + timedelta(days=day)
    recorder = shop.begin(0)
    told()
    for page in range(12):
        here = [_on_day(day, page, place) for place in range(4)]
        cards = [one for one in here if one is not None]
        recorder.record(shop.page(f"/list/{page}", [card(one) for one in cards], body=f"{day}"))
        recorder.flush()
        for one in cards:
            stored = recorder.stored_listings([one.key])[one.key].listing
            full = shop.page(f"/item/{one.key}", [merged(stored, one)], role=LinkRole.PRODUCT, body=f"{day}{one}")
            recorder.record(full)
        if page % 3 == 0:
            recorder.flush()
    shop.end()


def _on_day(day: int, page: int, place: int) -> Listing | None:
    number = page * 4 + place
    if number % 7 == 5 and day == 0:
        return None
    price = str(10 + number + (day if number % 5 == 0 else 0))
    count = 0 if (number + day) % 6 == 0 else 50 + number
    extra = "\nQQ号 5元" if number % 4 == 1 else ""
    contact = f"\nTG: seller{number % 9}" if number % 3 == 0 else ""
    return item(str(number), f"微信老号 {number}", price, count=count, text=f"满月{extra}{contact}")
