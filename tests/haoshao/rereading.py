"""A shop known by imports, readers of several days, and a reread, also in a process of its own."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from base.config import SiteFile
from crawler.text_reader import TextReader
from haoshao.import_orders import Order
from haoshao.imports import Importer
from haoshao.reread import Readers, Reread, SiteReread
from market.model import Contact, Handle, Listing, Reading
from storage.database import open_database
from storage.known_sites import find_known_site
from storage.rereading.differences import Difference
from storage.rereading.job import is_done, site_id_of
from tests.storage.shops import read_text, rows

AT = datetime(2031, 3, 3, 8, tzinfo=UTC)
DAYS = 5
GOODS = 24


class Today:
    """Reads as the tests of storage do."""

    version = "text.2"

    def read_listing(self, listing: Listing) -> Reading:
        return read_text(listing)

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        del contacts
        return ()


class Yesterday(Today):
    """Blind to prices of some, to second lines of others; knows no attributes; takes a sign more into handles."""

    version = "text.1"

    def read_listing(self, listing: Listing) -> Reading:
        read, number = super().read_listing(listing), int(listing.key.rpartition("/")[2])
        offers = [replace(offer, attributes=frozenset()) for offer in read.offers]
        if number % 3 == 0:
            offers = [replace(offer, price=None, spans={}) for offer in offers]
        if number % 4 == 1:
            offers = offers[:1]
        if number % 7 == 6:
            offers = []
        handles = [replace(one, value=one.value + "x") if number % 2 else one for one in read.handles]
        return replace(read, offers=tuple(offers), handles=tuple(handles))


def goods_on(day: int) -> list[dict[str, Any]]:
    """Return what the shop lists on a day: prices move, stock runs out, things go and come back."""
    rows: list[dict[str, Any]] = []
    for number in range(GOODS):
        if (number % 6 == 4 and day in {2, 3}) or (number == 11 and day == 0):
            continue
        price = 20 + number + (day if number % 3 == 0 else 0)
        second = f"\nQQ号 {5 + day}元" if number % 4 == 1 else ""
        contact = f"\nTG: seller{number % 5}" if number % 2 else ""
        text = f"满月 身份证 {'11010119900307' + str(1000 + number)}{second}{contact}"
        stock = 0 if (number + day) % 8 == 0 else 40
        row = {"url": f"https://shop.example/item/{number}", "title": f"微信老号 {chr(97 + number)}", "text": text}
        rows.append(row | {"price": f"{price}元", "stock": stock})
    return rows


def record_days(place: Path, reader: TextReader, *, days: int = DAYS) -> Engine:
    """Return the database of a place where the shop was imported day by day with a reader of then."""
    place.mkdir(exist_ok=True)
    (place / "config" / "sites").mkdir(parents=True, exist_ok=True)
    engine = open_database(f"sqlite:///{place / 'haoshao.db'}")
    importer = Importer(engine=engine, config=place / "config", data=place, reader=reader)
    for day in range(days):
        path = place / f"{day}.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in goods_on(day)), "utf-8")
        importer.carry_out(Order(files=(path,), site="shop", at=AT + timedelta(days=day), complete=True))
    return engine


def reread(
    engine: Engine,
    place: Path,
    reader: TextReader,
    *,
    name: str = "shop",
    dry: bool = False,
    told: list[Difference] | None = None,
) -> Reread:
    """Return what a reread of a shop with *reader* came to."""
    known, site_id = find_known_site(engine, name), site_id_of(engine, name)
    assert known is not None
    assert site_id is not None
    return SiteReread(
        engine=engine,
        data=place,
        site=SiteFile(name=name, url=known.url, family=known.family),
        known=known,
        site_id=site_id,
        readers=Readers(family=None, text=reader),
        clock=lambda: AT + timedelta(days=9),
        dry=dry,
        tell=lambda _: None,
        take=(lambda _: None) if told is None else told.append,
    ).carry_out()


MEANING = {
    "listings": "SELECT uid, title, text, stated, score, reasons, subjects, first_seen_at FROM listing ORDER BY uid",
    "offers": """SELECT l.uid, o.kind, o.platform, o.attributes, o.price_min, o.unit, o.stock, o.state, o.span_start,
        o.missing_at IS NULL FROM offer o JOIN listing l ON l.id = o.listing_id
        WHERE coalesce(o.end_cause, 0) != 1 ORDER BY 1, 2, 3, 5, 7, 9""",
    "observations": """SELECT l.uid, f.span_start, o.seen_at, o.price_min, o.stock, o.available FROM observation o
        JOIN offer f ON f.id = o.offer_id JOIN listing l ON l.id = f.listing_id
        WHERE coalesce(f.end_cause, 0) != 1 ORDER BY 1, 2, 3""",
    "sightings": """SELECT l.uid, h.type, h.value, s.ended_at, s.first_seen_at FROM sighting s
        JOIN listing l ON l.id = s.listing_id JOIN handle h ON h.id = s.handle_id ORDER BY 1, 2, 3""",
    "presence": "SELECT l.uid, nth, p.first_seen_at, last_seen_at, ended_at FROM presence p JOIN listing l"
    " ON l.id = listing_id ORDER BY 1, 2",
}
TABLES = (
    "listing offer observation presence offer_presence transition sighting handle seller seller_record verdict alert"
    " outbox run listing_search"
)
ALL_ROWS = {table: f"SELECT * FROM {table} ORDER BY 1, 2" for table in TABLES.split()}  # noqa: S608 - our own tables
KILLED_ROWS = MEANING | {
    "transitions": "SELECT kind, offer_id, at FROM transition ORDER BY id",
    "alerts": "SELECT dedup_key FROM alert ORDER BY 1",
    "offer ids": "SELECT uid, listing_id, state, end_cause FROM offer ORDER BY uid",
    "sellers": "SELECT l.uid, s.uid FROM listing l LEFT JOIN seller s ON s.id = l.seller_id ORDER BY 1",
    "before": "SELECT offer_id, snapshot_id, price_min, stock FROM observation_before ORDER BY 1, 2",
    "rereads": "SELECT site_id, version, is_writing, counts, ended_at IS NULL FROM reread",
    "leases": "SELECT * FROM lease",
}


def state(engine: Engine, queries: dict[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return what each of *queries* finds."""
    return {name: rows(engine, query) for name, query in queries.items()}


if __name__ == "__main__":
    os.environ["HAOSHAO_NOW"] = AT.isoformat()
    folder = Path(sys.argv[1])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    database = open_database(f"sqlite:///{folder / 'haoshao.db'}")
    if not is_done(database, site_id_of(database, "shop") or 0, Readers(family=None, text=Today()).version):
        reread(database, folder, Today())
