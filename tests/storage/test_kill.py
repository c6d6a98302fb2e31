"""A writer that is killed at a random moment, and the run that follows it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from storage.database import open_database
from tests.storage.shops import rows

WRITER = """
import sys
from storage.database import open_database
from tests.storage.shops import Shop, write_days
write_days(Shop(open_database(sys.argv[1])), day=int(sys.argv[2]), told=lambda: print('.', flush=True))
"""
DAYS = 2
_TEXT = """
SELECT uid, title, text, stated FROM listing ORDER BY uid;
SELECT o.uid, o.state, o.price_min, o.stock, o.ended_at, o.missing_at, s.uid
FROM offer o JOIN listing l ON l.id = o.listing_id LEFT JOIN seller s ON s.id = l.seller_id ORDER BY o.uid;
SELECT f.uid, o.price_min, o.stock, o.origin
FROM observation o JOIN offer f ON f.id = o.offer_id ORDER BY f.uid, o.snapshot_id;
SELECT f.uid, t.kind FROM transition t JOIN offer f ON f.id = t.offer_id ORDER BY f.uid, t.id;
SELECT type, value FROM handle ORDER BY type, value;
SELECT count(*), min(nth), max(nth) FROM presence;
SELECT uid, name, baseline FROM seller WHERE merged_into_id IS NULL ORDER BY uid;
SELECT dedup_key, severity, reasons FROM alert ORDER BY dedup_key;
SELECT dedup_key FROM outbox ORDER BY dedup_key;
SELECT count(*) FROM run WHERE judged_at IS NULL;
SELECT count(*) FROM listing_undo
"""
QUERIES = tuple(_TEXT.split(";"))


def state(engine: Engine) -> list[list[tuple[Any, ...]]]:
    return [rows(engine, query) for query in QUERIES]


def written(url: str, day: int, kill_after_s: float | None) -> bool:
    """Run a writer of one day in a process of its own; return whether it came to its end."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, url, str(day)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        process.kill()
    process.communicate(timeout=300)
    return process.returncode == 0


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[Any, ...]]]:
    """Give the rows after some days without a kill."""
    url = f"sqlite:///{tmp_path_factory.mktemp('undisturbed') / 'market.db'}"
    for day in range(DAYS):
        assert written(url, day, None)
    return state(open_database(url))


def _kill_and_go_on(url: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    for day in range(DAYS):
        for _ in range(chance.randrange(1, 3)):
            if written(url, day, chance.random() * 0.25):
                break
        else:
            assert written(url, day, None)


@pytest.mark.parametrize("seed", [0])
def test_killed_writer_and_its_follower_leave_the_rows_of_an_undisturbed_run(
    database_url: str, seed: int, undisturbed: list[list[tuple[Any, ...]]]
) -> None:
    _kill_and_go_on(database_url, seed)

    engine = open_database(database_url)
    for query, wanted, found in zip(QUERIES, undisturbed, state(engine), strict=True):
        assert found == wanted, query
    engine.dispose()


@pytest.mark.slow
def test_fifty_kills_leave_the_rows_of_an_undisturbed_run(
    ready_sqlite: Path, tmp_path: Path, undisturbed: list[list[tuple[Any, ...]]]
) -> None:
    for seed in range(100, 150):
        path = tmp_path / f"{seed}.db"
        path.write_bytes(ready_sqlite.read_bytes())
        url = f"sqlite:///{path}"
        _kill_and_go_on(url, seed)
        engine = open_database(url)
        assert state(engine) == undisturbed, seed
        engine.dispose()
