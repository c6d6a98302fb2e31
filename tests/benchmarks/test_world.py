"""The simulated world: it repeats by its seed, tells the truth about itself, and can be served."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest

from benchmarks.world.days import World
from benchmarks.world.looks import DISTURBANCES
from benchmarks.world.model import Sizes
from benchmarks.world.pages import SiteServer, load_days
from benchmarks.world.write import write_world
from benchmarks.world_kills import kill_and_compare, small

SIZES = Sizes(seed=5, sellers=40, sites=10, days=12, broken=0.2, start=datetime(2031, 3, 3, tzinfo=UTC))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write_world(SIZES, folder)
    return folder


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def truth(world: Path) -> list[dict[str, Any]]:
    return [row for day in range(1, SIZES.days + 1) for row in lines(world / "truth" / f"day-{day:02d}.jsonl")]


def test_same_seed_gives_the_same_files(world: Path, tmp_path: Path) -> None:
    write_world(SIZES, tmp_path)

    ours = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*.jsonl")}
    assert ours == {path.relative_to(world): path.read_bytes() for path in world.rglob("*.jsonl")}


def test_every_run_has_a_file_and_a_truth(world: Path) -> None:
    runs = lines(world / "runs.jsonl")
    told = [row for row in truth(world) if row["type"] == "run"]

    assert len(runs) == len(told) == SIZES.sites * SIZES.days
    assert [run["at"] for run in runs] == sorted(run["at"] for run in runs)
    assert all((world / run["file"]).exists() for run in runs)
    assert {row["disturbed"] for row in told} <= {None, "died", *DISTURBANCES}
    assert sum(row["disturbed"] is not None for row in told) > 0


def test_every_delivered_listing_has_one_owner(world: Path) -> None:
    owners = Counter((row["site"], row["path"]) for row in truth(world) if row["type"] == "owner")

    assert set(owners.values()) == {1}
    for run in lines(world / "runs.jsonl"):
        for row in lines(world / run["file"]):
            path = "/" + row["url"].split("/", 3)[3]
            assert path == "/login" or (run["site"], path) in owners


def test_every_kind_of_event_happens(world: Path) -> None:
    happened = Counter(row["what"] for row in truth(world) if row["type"] == "event")
    expected = Counter(row["what"] for row in truth(world) if row["type"] == "expected")

    assert {"appeared", "price_changed", "sold_out", "restocked", "removed", "relisted", "text_edited"} <= set(happened)
    assert {"appeared", "price_changed", "sold_out", "restocked", "vanished"} <= set(expected)


def test_a_seller_is_new_once(world: Path) -> None:
    new = Counter(row["seller"] for row in truth(world) if row["type"] == "new_seller")

    assert set(new.values()) == {1}


def test_hidden_handles_are_never_shared_by_two_records() -> None:
    sizes = Sizes(seed=5, sellers=40, sites=10, days=12, hide_handles=True, start=SIZES.start)
    world = World(sizes)
    for day in range(sizes.days):
        world.advance(day)

    shown = Counter(contact for seller in world.sellers for record in seller.records for contact in record.contacts)
    assert sum(len(seller.records) > 1 for seller in world.sellers) > 0
    assert set(shown.values()) == {1}


def test_a_site_is_served_day_by_day(world: Path) -> None:
    name = next(run["site"] for run in lines(world / "runs.jsonl") if run["kind"] == "catalogue")
    days = load_days(world, name)
    opener = build_opener(ProxyHandler({}))
    with SiteServer(name, days) as server:
        index = opener.open(server.url).read().decode()
        first = days[0].rows[0]
        item = opener.open(server.url.rstrip("/") + "/" + first["url"].split("/", 3)[3]).read().decode()

    assert index.count('class="card"') == min(20, len(days[0].rows))
    assert first["text"].splitlines()[0][:8] in item


def test_import_of_a_world_survives_a_kill(tmp_path: Path) -> None:
    hit, differing = kill_and_compare(small(5, sellers=5, sites=2, days=3), 1, tmp_path)

    assert (hit, differing) == (1, {})


@pytest.mark.slow
def test_import_of_a_world_survives_fifty_kills(tmp_path: Path) -> None:
    hit, differing = kill_and_compare(small(6), 50, tmp_path)

    assert (hit, differing) == (50, {})
