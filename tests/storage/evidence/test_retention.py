"""Rules of retention take bodies out, and nothing that a case holds, that was seen lately or that nobody named."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from warcio.checker import Checker

from base.config_evidence import Retention
from market.model import BurnerNumber, PageIssue, PageReading
from storage.database import open_database, writing
from storage.evidence.holds import hold_snapshots, release_holds
from storage.evidence.retention import Pruned, prune
from storage.evidence.rewriting import BusyError, alone
from storage.evidence.verify_store import verify_store
from storage.models import IssueRow
from storage.snapshots import BodyGoneError
from tests.storage.evidence.kept_shop import KeptShop
from tests.storage.evidence.watched import unlike
from tests.storage.shops import item, rows

RULES = Retention(offers="100d", pages="50d", errors="10d", robots="20d", numbers="never", issues="never")


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> KeptShop:
    return KeptShop(engine, tmp_path / "data")


def fill(shop: KeptShop) -> None:
    with shop.run():
        shop.keep("/robots.txt", b"User-agent: *\n")
        shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])
        shop.keep("/about", unlike(2))
        shop.keep("/gone", unlike(3), status=404)
    with shop.run(days=30):
        shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])


def pruned(shop: KeptShop, *, days: float, rules: Retention = RULES, dry: bool = False) -> Pruned:
    return prune(shop.engine, shop.places, rules, now=shop.shop.at + timedelta(days=days), dry=dry)


def gone(shop: KeptShop) -> list[str]:
    found = rows(
        shop.engine,
        "SELECT page.url FROM snapshot JOIN page ON page.id = snapshot.page_id WHERE snapshot.flags >= 4 ORDER BY 1",
    )
    return [url.removeprefix("https://shop-a.example") for (url,) in found]


def check_with_warcio(shop: KeptShop) -> None:
    paths = [str(shop.places.store.path_of(name)) for name in shop.places.store.names()]
    checker = Checker(type("Command", (), {"inputs": paths, "verbose": False})())
    checker.process_all()
    assert checker.exit_value == 0


def test_each_class_goes_in_its_time(shop: KeptShop) -> None:
    fill(shop)

    assert dict(pruned(shop, days=0).bodies) == {"errors": 1, "robots": 1}
    assert gone(shop) == ["/gone", "/robots.txt"]
    assert dict(pruned(shop, days=30).bodies) == {"pages": 1}
    assert dict(pruned(shop, days=99).bodies) == {}
    assert dict(pruned(shop, days=101).bodies) == {"offers": 2}
    found = verify_store(shop.data)
    assert found.problems == []
    assert found.counts["records pruned"] == 5
    assert any("pruned by retention.offers on" in note for note in found.notes)
    check_with_warcio(shop)


def test_body_is_gone_and_what_is_left_is_still_read(shop: KeptShop) -> None:
    with shop.run():
        kept = shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])
        old = shop.keep("/about", unlike(2))
        later = shop.keep("/list2", unlike(3), [item("2", "微信老号 6元")])
    before = shop.places.store.path_of(kept.snapshot.warc).stat().st_size

    done = pruned(shop, days=60)

    assert shop.places.store.load(kept.snapshot) == unlike(1)
    assert shop.places.store.load(later.snapshot) == unlike(3)
    with pytest.raises(BodyGoneError, match=r"pruned by retention.pages on 2026-0"):
        shop.places.store.load(old.snapshot)
    assert done.freed == before - shop.places.store.path_of(kept.snapshot.warc).stat().st_size > 2000


def test_body_that_was_seen_again_lately_stays(shop: KeptShop) -> None:
    fill(shop)
    done = pruned(shop, days=80)

    assert "/list" not in gone(shop)
    assert done.bodies["offers"] == 0


def test_held_body_stays_until_it_is_released(shop: KeptShop) -> None:
    with shop.run():
        shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])
    with shop.run():
        shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])
    [(revisit,)] = rows(shop.engine, "SELECT max(id) FROM snapshot")
    with writing(shop.engine) as connection:
        hold_snapshots(connection, [revisit, revisit], holder="case:1", now=shop.shop.at)
        hold_snapshots(connection, [revisit], holder="case:2", now=shop.shop.at)

    assert pruned(shop, days=200).held == 2
    with writing(shop.engine) as connection:
        assert release_holds(connection, holder="case:1", now=shop.shop.at) == 1
    assert pruned(shop, days=200).held == 2
    with writing(shop.engine) as connection:
        release_holds(connection, holder="case:2", now=shop.shop.at)
    done = pruned(shop, days=200)
    assert (done.held, done.bodies["offers"]) == (0, 2)


def test_page_whose_body_went_is_read_anew(shop: KeptShop) -> None:
    with shop.run():
        shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])
    pruned(shop, days=200)

    with shop.run(days=201):
        page = shop.keep("/list", unlike(1), [item("1", "微信老号 5元")])

    assert not page.snapshot.revisit
    assert shop.places.store.load(page.snapshot) == unlike(1)


def test_dry_run_says_the_same_and_touches_nothing(shop: KeptShop) -> None:
    fill(shop)
    before = {path: path.read_bytes() for path in shop.data.rglob("*") if path.is_file()}
    told = pruned(shop, days=300, dry=True)

    assert {path: path.read_bytes() for path in shop.data.rglob("*") if path.is_file()} == before
    assert gone(shop) == []
    done = pruned(shop, days=300)
    assert told.bodies == done.bodies
    assert (told.freed, done.freed > 0) == (0, True)


def test_never_means_never(shop: KeptShop) -> None:
    fill(shop)
    rules = Retention(offers="never", pages="never", errors="never", robots="never", numbers="never", issues="never")

    assert pruned(shop, days=20_000, rules=rules).bodies.total() == 0


def test_second_prune_of_a_file_keeps_the_tombstones_of_the_first(shop: KeptShop) -> None:
    fill(shop)
    pruned(shop, days=0)
    pruned(shop, days=300)
    found = verify_store(shop.data)

    assert found.problems == []
    assert {note.partition(": ")[2].partition(" on ")[0] for note in found.notes} == {
        "pruned by retention.errors",
        "pruned by retention.robots",
        "pruned by retention.pages",
        "pruned by retention.offers",
    }


def test_tombstones_that_nobody_signed_are_broken(shop: KeptShop) -> None:
    fill(shop)
    pruned(shop, days=0)
    [path] = shop.data.rglob("*.map.json")
    path.write_bytes(path.read_bytes().replace(b"retention.errors", b"retention.pages_"))

    assert "its tombstones are not those" in verify_store(shop.data).problems[0]
    path.unlink()
    assert verify_store(shop.data).problems


def test_run_that_is_not_in_the_ledger_yet_is_left_alone(shop: KeptShop) -> None:
    with shop.run():
        shop.keep("/about", unlike(2))
        shop.shop.recorder.flush()  # type: ignore[union-attr]
        assert pruned(shop, days=300).bodies.total() == 0


def test_two_at_once_are_told(shop: KeptShop) -> None:
    fill(shop)
    with alone(shop.places), pytest.raises(BusyError, match="under way"):
        pruned(shop, days=300)


KILLED = """
import os, sys
from datetime import timedelta
from pathlib import Path
from storage.database import open_database
from tests.storage.evidence.kept_shop import KeptShop
from tests.storage.evidence.test_retention import fill, pruned
shop = KeptShop(open_database(sys.argv[1]), Path(sys.argv[2]))
fill(shop)
steps = 0
def counted(real):
    def call(*words, **named):
        global steps
        steps += 1
        if steps == int(sys.argv[3]):
            os._exit(9)
        return real(*words, **named)
    return call
os.replace = counted(os.replace)
os.rename = counted(os.rename)
os.fsync = counted(os.fsync)
pruned(shop, days=0)
pruned(shop, days=40)
"""


@pytest.mark.parametrize("step", [1, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 17, 18])
def test_kill_at_any_step_is_finished_or_undone(tmp_path: Path, step: int, ready_sqlite: Path) -> None:
    url = f"sqlite:///{tmp_path / 'market.db'}"
    (tmp_path / "market.db").write_bytes(ready_sqlite.read_bytes())
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", KILLED, url, str(tmp_path / "data"), str(step)]
    done = subprocess.run(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False, timeout=120, capture_output=True
    )
    assert done.returncode == 9, done.stderr.decode()[-500:]
    shop = KeptShop(open_database(url), tmp_path / "data")
    shop.shop.at += timedelta(days=71)

    assert verify_store(shop.data).problems == []
    pruned(shop, days=0)

    found = verify_store(shop.data)
    assert found.problems == []
    assert found.counts["records pruned"] == 3
    assert gone(shop) == ["/about", "/gone", "/robots.txt"]
    assert not list(shop.data.rglob("*.new"))
    shop.engine.dispose()


def test_old_numbers_and_solved_issues_go(shop: KeptShop) -> None:
    number = BurnerNumber(number="+15555550100", country="US", url="https://shop-a.example/n")
    issue = PageIssue(code="label", detail="unknown")
    with shop.run():
        shop.shop.recorder.record(  # type: ignore[union-attr]
            shop.shop.page("/", reading=PageReading(numbers=(number,)), issues=(issue,))
        )
    with writing(shop.engine) as connection:
        connection.execute(update(IssueRow).values(solved_at=shop.shop.at))

    told = pruned(shop, days=61, rules=Retention(), dry=True)
    assert dict(told.rows) == {"number sightings": 1, "numbers": 1, "solved issues": 0}
    assert rows(shop.engine, "SELECT count(*) FROM number") == [(1,)]
    assert pruned(shop, days=61, rules=Retention()).rows == told.rows
    assert pruned(shop, days=366, rules=Retention()).rows["solved issues"] == 1
    assert rows(shop.engine, "SELECT (SELECT count(*) FROM number) + (SELECT count(*) FROM issue)") == [(0,)]
