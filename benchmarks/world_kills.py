"""Kill the import of a world at random moments: `python -m benchmarks.world_kills [--kills 50] [--seed 31]`.

Each try feeds a small world in a process of its own that is killed (SIGKILL) at a random moment, again and again, until
one comes to its end; its rows are then held against those of an undisturbed import. Prints how many rows differ.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from base.lexicon import load_reader
from benchmarks.world.__main__ import START
from benchmarks.world.model import Sizes
from benchmarks.world.write import write_world
from crawler.text_reader import TextReader
from haoshao.import_orders import Order, read_manifest
from haoshao.imports import Importer
from haoshao.workspace import write_config
from storage.database import open_database

QUERIES = {
    "listings": "SELECT uid, title, text, stated, reasons, score FROM listing ORDER BY uid",
    "offers": "SELECT o.uid, o.kind, o.platform, o.attributes, o.state, o.price_min, o.stock, o.ended_at, o.missing_at,"
    " s.uid FROM offer o JOIN listing l ON l.id = o.listing_id LEFT JOIN seller s ON s.id = l.seller_id ORDER BY o.uid",
    "observations": "SELECT f.uid, o.seen_at, o.price_min, o.stock, o.available, o.origin FROM observation o"
    " JOIN offer f ON f.id = o.offer_id ORDER BY f.uid, o.seen_at",
    "transitions": "SELECT t.kind, t.at, t.cause, f.uid, s.uid FROM transition t LEFT JOIN offer f ON f.id = t.offer_id"
    " LEFT JOIN seller s ON s.id = t.seller_id ORDER BY 1, 2, 4, 5",
    "presence": "SELECT l.uid, p.nth, p.first_seen_at, p.last_seen_at, p.ended_at, p.missed FROM presence p"
    " JOIN listing l ON l.id = p.listing_id ORDER BY 1, 2",
    "sightings": "SELECT l.uid, h.type, h.value, s.ended_at FROM sighting s JOIN listing l ON l.id = s.listing_id"
    " JOIN handle h ON h.id = s.handle_id ORDER BY 1, 2, 3",
    "sellers": "SELECT uid, name, baseline, first_seen_at FROM seller WHERE merged_into_id IS NULL ORDER BY uid",
    "alerts": "SELECT dedup_key, severity, reasons FROM alert ORDER BY dedup_key",
    "outbox": "SELECT dedup_key FROM outbox ORDER BY dedup_key",
    "search": "SELECT l.uid FROM listing_search s JOIN listing l ON l.id = s.listing_id ORDER BY 1",
    "runs": "SELECT s.name, r.started_at, r.health, r.cause, r.complete, r.listings, r.offers FROM run r"
    " JOIN site s ON s.id = r.site_id WHERE coalesce(r.cause, '') != 'killed' ORDER BY 1, 2",
    "sites": "SELECT name, kind, down_since, expected FROM site ORDER BY name",
    "left over": "SELECT count(*) FROM listing_undo UNION ALL SELECT count(*) FROM lease",
}


def feed(world: Path, place: Path, reader: TextReader) -> None:
    """Import every run of a world that is not recorded yet, in order."""
    engine = open_database(f"sqlite:///{place / 'haoshao.db'}")
    importer = Importer(engine=engine, config=place / "config", data=place, reader=reader)
    with engine.connect() as connection:
        query = "SELECT count(*) FROM run WHERE ended_at IS NOT NULL AND coalesce(cause, '') != 'killed'"
        done = connection.scalar(text(query)) or 0
    for order in list(read_manifest(world / "runs.jsonl"))[done:]:
        assert isinstance(order, Order)
        os.environ["HAOSHAO_NOW"] = order.at.isoformat()
        importer.carry_out(order)


def rows(place: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is to be the same, whatever was killed."""
    engine = open_database(f"sqlite:///{place / 'haoshao.db'}")
    with engine.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(text(query))] for name, query in QUERIES.items()}


def differing(first: dict[str, list[tuple[Any, ...]]], second: dict[str, list[tuple[Any, ...]]]) -> dict[str, int]:
    """Return how many rows stand on one side only, by what they are; nothing where all are the same."""
    found = {name: len(set(first[name]) ^ set(second[name])) for name in first}
    return {name: count for name, count in found.items() if count or len(first[name]) != len(second[name])}


def fed(world: Path, place: Path, reader: TextReader, kill_after_s: float | None) -> bool:
    """Feed a world in a process of its own, killed after a while; return whether it came to its end."""
    child = os.fork()
    if not child:
        try:
            feed(world, place, reader)
        except BaseException:  # noqa: BLE001 - a forked child must not go on as its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a child failed by itself"
    return not os.WIFSIGNALED(status)


def fresh(folder: Path, name: str) -> Path:
    """Return a new place with its configuration."""
    place = folder / name
    place.mkdir()
    write_config(place / "config")
    return place


def small(seed: int, *, sellers: int = 16, sites: int = 4, days: int = 6) -> Sizes:
    """Return the sizes of a world that is fed in seconds."""
    return Sizes(
        seed=seed,
        sellers=sellers,
        sites=sites,
        days=days,
        broken=0.1,
        hide_handles=False,
        start=datetime.fromisoformat(START),
    )


def kill_and_compare(sizes: Sizes, kills: int, folder: Path) -> tuple[int, dict[str, int]]:
    """Return how many kills hit, and the rows that differ over all tries."""
    world, chance = folder / "world", random.Random(sizes.seed)  # noqa: S311 - the same moments each time
    write_world(sizes, world)
    calm = fresh(folder, "calm")
    reader = load_reader(calm / "config")
    began = time.monotonic()
    assert fed(world, calm, reader, None)
    lasts, wanted = time.monotonic() - began, rows(calm)
    hit, found, number = 0, dict[str, int](), 0
    while hit < kills:
        number += 1
        place = fresh(folder, f"try-{number}")
        for _ in range(min(5, kills - hit)):
            if fed(world, place, reader, chance.random() * lasts * 0.5):
                break
            hit += 1
        else:
            assert fed(world, place, reader, None)
        for name, count in differing(wanted, rows(place)).items():
            found[name] = found.get(name, 0) + count
        shutil.rmtree(place)
        sys.stderr.write(f"{hit} kills, {found or 'no row differs'}\n")
    return hit, found


def main() -> None:
    """Kill as often as asked for and print what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=31)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="haoshao-kills-") as folder:
        hit, found = kill_and_compare(small(arguments.seed), arguments.kills, Path(folder))
    print(f"{hit} kills, rows that differ: {sum(found.values())} {found or ''}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
