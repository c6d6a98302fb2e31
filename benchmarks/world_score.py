"""Score the product on a simulated world: `python -m benchmarks.world_score --seed 7 [--hide-handles]`.

The world goes through the product's own import, run by run with the clock set, into a fresh database; what the
product then tells through its export rows is held against the truth.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from base.clock import iso
from base.lexicon import load_reader
from benchmarks.world.__main__ import add_sizes, sizes_from
from benchmarks.world.scores import (
    Rate,
    Told,
    Truth,
    b_cubed,
    read_truth,
    score_changes,
    score_identity,
    score_new_sellers,
)
from benchmarks.world.write import write_world
from crawler.text_reader import TextReader
from haoshao.import_orders import Order, read_manifest
from haoshao.imports import Importer
from haoshao.settling import measures_of
from haoshao.workspace import write_config
from market.model import Contact, Handle, Listing, Reading, Span
from storage.database import open_database
from storage.price_index.closing import close_days
from storage.queries.export import listing_rows, transition_rows
from storage.queries.filters import Filters

Row = Mapping[str, Any]


def feed(
    world: Path, data: Path, engine: Engine, *, quiet: bool, settle: bool = False, first: int = 0, most_s: float = inf
) -> tuple[int, float]:
    """Import the runs of a written world in order, from *first* on, and return how many are done and the seconds.

    With *settle* the price index follows, as after the product's own imports. After *most_s* seconds it stops.
    """
    config = write_config(data / "config")
    importer = Importer(engine=engine, config=config, data=data, reader=load_reader(config))
    measures = measures_of(config)
    began = time.monotonic()
    orders = list(read_manifest(world / "runs.jsonl"))
    for number, order in enumerate(orders[first:], start=first + 1):
        if not isinstance(order, Order):
            raise order
        os.environ["HAOSHAO_NOW"] = order.at.isoformat()
        importer.carry_out(order)
        if settle:
            close_days(engine, measures, now=order.at)
        if not quiet and number % 100 == 0:
            sys.stderr.write(f"{number}/{len(orders)} runs, {time.monotonic() - began:.0f} s\n")
        if time.monotonic() - began > most_s and number < len(orders):
            return number, time.monotonic() - began
    return len(orders), time.monotonic() - began


def feed_on(world: Path, work: Path, engine: Engine, most_s: float) -> tuple[int | None, float]:
    """Import what an earlier call left; return how many runs are done, None where all are, and the seconds so far."""
    noted = work / "fed"
    first, before = json.loads(noted.read_text("utf-8")) if noted.exists() else (0, 0.0)
    done, seconds = feed(world, work, engine, quiet=False, first=first, most_s=most_s)
    noted.write_text(json.dumps([done, before + seconds]), "utf-8")
    total = sum(1 for _ in read_manifest(world / "runs.jsonl"))
    return (None if done == total else done), before + seconds


class OtherReader:
    """Reads as another does, but takes whole lines for its spans and sees no attributes: tomorrow's reader."""

    def __init__(self, reader: TextReader) -> None:
        self._reader = reader
        self.version = f"{reader.version}+other"

    def read_listing(self, listing: Listing) -> Reading:
        """Return what *listing* says, put otherwise."""
        words = f"{listing.title}\n{listing.text}"
        read = self._reader.read_listing(listing)
        offers = (
            replace(offer, span=_line(words, offer.span), spans={}, attributes=frozenset()) for offer in read.offers
        )
        return replace(read, offers=tuple(offers))

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        """Return the handles in contact fields."""
        return self._reader.read_contacts(contacts)


def _line(words: str, span: Span) -> Span:
    end = words.find("\n", max(span[0], span[1] - 1))
    return words.rfind("\n", 0, span[0]) + 1, len(words) if end < 0 else end


def change_reader(world: Path, data: Path, engine: Engine, truth: Truth) -> dict[str, object]:
    """Read the last good look at each catalogue once more with another reader; return what became of the offers."""
    last: dict[str, Order] = {}
    for order in read_manifest(world / "runs.jsonl"):
        if isinstance(order, Order) and order.complete and (order.site, iso(order.at)) in truth.good_runs:
            last[order.site] = order
    shown = {
        (site, urlsplit(str(row["url"])).path)
        for site, order in last.items()
        for path in order.files
        for row in lines_of(path)
    }
    before = _standing(engine, shown)
    told = _count_told(engine)
    reader = OtherReader(load_reader(data / "config"))
    importer = Importer(engine=engine, config=data / "config", data=data, reader=reader)
    after = max(order.at for order in last.values()) + timedelta(days=1)
    for site, order in last.items():
        os.environ["HAOSHAO_NOW"] = after.isoformat()
        importer.carry_out(replace(order, site=site, at=after))
    kept = before & _standing(engine, shown)
    return {
        "identity through a change of reader": Rate(part=len(kept), whole=len(before)),
        "transitions of a change of reader": _count_told(engine) - told,
    }


def _standing(engine: Engine, places: set[tuple[str, str]]) -> set[str]:
    """Return the offers of listings that a look shows."""
    rows = listing_rows(engine, Filters())
    return {str(row["offer_id"]) for row in rows if row["state"] in {"active", "sold_out"} and place_of(row) in places}


def _count_told(engine: Engine) -> int:
    """Return how many transitions there are, those apart that one more look at what is absent makes."""
    return sum(row["kind"] != "vanished" for row in transition_rows(engine, Filters()))


def lines_of(path: Path) -> Iterator[Row]:
    """Yield the objects of a JSON lines file."""
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def place_of(row: Row) -> tuple[str, str]:
    """Return the site and path of an export row."""
    return str(row["site"]), urlsplit(str(row["url"])).path


def told_changes(engine: Engine, truth: Truth, places: Mapping[str, tuple[str, str]]) -> list[Told]:
    """Return the transitions of offers that the product tells, by listing and day."""
    told = []
    for row in transition_rows(engine, Filters()):
        day = truth.day_of_run.get((row["site"], row["at"]))
        place = places.get(str(row["offer_id"]))
        if day is not None and place is not None:
            told.append(Told(kind=row["kind"], place=place, day=day, offer=str(row["offer_id"])))
    return told


def seller_scores(engine: Engine, truth: Truth, listings: list[Row]) -> dict[str, object]:
    """Return what is to be said of sellers: clusters, and new ones by day."""
    seller_of = {place_of(row): str(row["seller_id"]) for row in listings}
    by_listing = [(seller_of[place], owner["seller"]) for place, owner in truth.owners.items() if place in seller_of]
    records: defaultdict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    owned: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for place, owner in truth.owners.items():
        if place in seller_of:
            records[place[0], owner["seller"], owner["label"]][seller_of[place]] += 1
            owned[seller_of[place]][owner["seller"]] += 1
    by_record = [(votes.most_common(1)[0][0], key[1]) for key, votes in records.items()]
    owner_of = {seller: votes.most_common(1)[0][0] for seller, votes in owned.items()}
    new = [
        (str(row["seller_id"]), truth.day_of_run[row["site"], row["at"]])
        for row in transition_rows(engine, Filters())
        if row["kind"] == "seller_new" and (row["site"], row["at"]) in truth.day_of_run
    ]
    listing_p, listing_r = b_cubed(by_listing)
    record_p, record_r = b_cubed(by_record)
    return {
        "B-cubed by listing": f"precision {listing_p:.4f}, recall {listing_r:.4f} ({len(by_listing)} listings)",
        "B-cubed by record": f"precision {record_p:.4f}, recall {record_r:.4f} ({len(by_record)} records)",
        **score_new_sellers(truth, new, owner_of),
    }


def reading_scores(truth: Truth, listings: list[Row]) -> dict[str, object]:
    """Return how well the texts of the world were read: listings with one product that gave just that offer."""
    offers: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in listings:
        offers[place_of(row)].append(row)
    single = {place: row["products"][0] for place, row in truth.owners.items() if len(row["products"]) == 1}
    right: Counter[str] = Counter()
    for place, product in single.items():
        kind, platform = product.split("-")[:2]
        found = [row for row in offers[place] if row["state"] is not None]
        right["one offer"] += len(found) == 1
        right["product"] += any(row["kind"] == kind and (row["platform"] or "none") == platform for row in found)
        right["priced"] += any(row["price_min"] is not None for row in found)
    return {f"read: {name}": f"{count / max(1, len(single)):.4f} of {len(single)}" for name, count in right.items()}


def main() -> None:
    """Make a world or take one, feed it, and print the scores."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world_score", description=__doc__)
    add_sizes(parser)
    parser.add_argument("--from", dest="world", type=Path, help="a world that is written already")
    parser.add_argument("--work", type=Path, help="keep world and database here")
    parser.add_argument("--examples", action="store_true", help="show some of what went wrong")
    parser.add_argument("--change-reader", action="store_true", help="read all again otherwise, and see what stays")
    parser.add_argument(
        "--seconds", type=float, default=inf, help="stop after so long; with --work a next call goes on"
    )
    parser.add_argument("--reuse", action="store_true", help="score the database of an earlier call as it is")
    arguments = parser.parse_args()
    work = arguments.work or Path(tempfile.mkdtemp(prefix="haoshao-world-"))
    world = arguments.world or work / "world"
    if arguments.world is None and not arguments.reuse and not (work / "fed").exists():
        write_world(sizes_from(arguments), world)
    engine = open_database(f"sqlite:///{work / 'haoshao.db'}")
    scores: dict[str, object] = {}
    if not arguments.reuse:
        done, seconds = feed_on(world, work, engine, arguments.seconds)
        if done is not None:
            sys.stderr.write(f"{done} runs done; the same call again goes on\n")
            raise SystemExit(3)
        scores["seconds for all imports"] = f"{seconds:.1f}"
    truth = read_truth(lines_of(path) for path in sorted((world / "truth").glob("day-*.jsonl")))
    listings = list(listing_rows(engine, Filters(), with_bare_listings=True))
    places = {str(row["offer_id"]): place_of(row) for row in listings}
    told = told_changes(engine, truth, places)
    scores |= score_changes(truth, told)
    scores["identity through price edits"] = score_identity(truth, told)
    scores |= seller_scores(engine, truth, listings) | reading_scores(truth, listings)
    if arguments.change_reader:
        scores |= change_reader(world, work, engine, truth)
    for name, score in scores.items():
        print(f"{name:42} {score}")
        if arguments.examples:
            for example in getattr(score, "examples", ()):
                print(f"    {example}")
    if arguments.work is None:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
