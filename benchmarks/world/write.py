"""The world on disk: an import file for each run, a manifest of all runs, and the truth of each day.

DIR/runs.jsonl            one line a run in the order of time: file, site, at, complete, health, cause, kind
DIR/day-01/SITE.jsonl     rows as `haoshao import` reads them
DIR/truth/day-01.jsonl    what truly happened (benchmarks/world/truth.py)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from random import Random

from benchmarks.world.days import World
from benchmarks.world.looks import look_at
from benchmarks.world.model import Look, Sizes
from benchmarks.world.truth import Chronicle, Witness, event_row, run_row


def write_world(sizes: Sizes, out: Path, *, each_day: Callable[[World, int], None] | None = None) -> int:
    """Live a whole world, write it under *out* and return the number of rows delivered."""
    world = World(sizes)
    eyes = Random(sizes.seed + 1)  # noqa: S311 - a simulation repeats by its seed
    witnesses = {site.name: Witness(site) for site in world.sites}
    chronicle = Chronicle()
    (out / "truth").mkdir(parents=True, exist_ok=True)
    manifest: list[dict[str, object]] = []
    count = 0
    for day in range(sizes.days):
        truth = list(_day_truth(world, day))
        looks = sorted((look_at(site, day, sizes, eyes) for site in world.sites), key=lambda look: look.at)
        for look in looks:
            truth.append(run_row(look))
            truth.extend(chronicle.rows(look))
            truth.extend(witnesses[look.site.name].rows(look))
            manifest.append(_deliver(look, out))
            count += len(look.rows)
        write_lines(out / "truth" / f"day-{day + 1:02d}.jsonl", truth)
        if each_day:
            each_day(world, day)
    write_lines(out / "runs.jsonl", manifest)
    write_lines(out / "truth" / "sellers.jsonl", _sellers(world))
    return count


def _day_truth(world: World, day: int) -> Iterable[Mapping[str, object]]:
    events = world.advance(day)
    items = {key: item for site in world.sites for key, item in site.items.items()}
    for event in events:
        yield event_row(event, items[event.key])
    for told in world.seller_events:
        yield {"type": "seller", "day": day, **told}
    for product, (shift_day, factor) in world.goods.shifts.items():
        if shift_day == day:
            yield {"type": "level_shift", "day": day, "product": product, "factor": str(factor)}


def _sellers(world: World) -> Iterable[Mapping[str, object]]:
    for seller in world.sellers:
        yield {
            "seller": seller.id,
            "name": seller.name,
            "language": seller.language,
            "starts": seller.starts,
            "contacts": [f"{contact.type}:{contact.value}" for contact in seller.contacts],
            "records": [[record.site.name, record.label] for record in seller.records],
        }


def _deliver(look: Look, out: Path) -> dict[str, object]:
    folder = out / f"day-{look.day + 1:02d}"
    folder.mkdir(exist_ok=True)
    path = folder / f"{look.site.name}.jsonl"
    write_lines(path, look.rows)
    return {
        "file": str(path.relative_to(out)),
        "site": look.site.name,
        "at": look.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "complete": look.complete,
        "health": look.health,
        "cause": look.cause,
        "kind": look.site.kind,
    }


def write_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Write one JSON object a line."""
    with path.open("w", encoding="utf-8") as stream:
        for row in rows:
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
