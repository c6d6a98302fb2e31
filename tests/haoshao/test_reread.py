"""Reading again: nothing changes without a new reader, and with one the history is as if it had always read."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from base.config import SiteFile
from haoshao.__main__ import main
from haoshao.workspace import write_config
from market.model import SiteKind
from storage.database import open_database
from storage.queries.export import listing_rows
from storage.queries.filters import Filters
from storage.queries.history import offer_history
from storage.recording import Recorder
from storage.rereading import job as jobs
from storage.rereading.differences import Difference, What
from storage.runs import SiteBusyError
from tests.haoshao.rereading import ALL_ROWS, AT, KILLED_ROWS, MEANING, Today, Yesterday, record_days, reread, state
from tests.storage.shops import rows

SITE = SiteFile(name="shop", url="https://shop.example/", family="import")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give two places where the same days were recorded, by today's reader and by yesterday's."""
    folder = tmp_path_factory.mktemp("recorded")
    for name, reader in (("today", Today()), ("yesterday", Yesterday())):
        record_days(folder / name, reader).dispose()
    return folder


@pytest.fixture
def copied(recorded: Path, tmp_path: Path) -> Callable[[str], tuple[Engine, Path]]:
    """Give a function that opens a copy of one of the places."""

    def call(name: str, into: str = "place") -> tuple[Engine, Path]:
        shutil.copytree(recorded / name, tmp_path / into)
        return open_database(f"sqlite:///{tmp_path / into / 'haoshao.db'}"), tmp_path / into

    return call


Copied = Callable[..., tuple[Engine, Path]]


def test_the_same_readers_change_no_row(copied: Copied) -> None:
    engine, place = copied("today")
    before = state(engine, ALL_ROWS)

    done = reread(engine, place, Today())

    assert done.pages.total() == 5
    assert not done.differences
    assert state(engine, ALL_ROWS) == before


def test_history_becomes_what_todays_reader_would_have_recorded(copied: Copied) -> None:
    wanted, _ = copied("today", "wanted")
    engine, place = copied("yesterday")
    assert state(engine, MEANING) != state(wanted, MEANING)
    ids = rows(engine, "SELECT uid FROM offer ORDER BY uid")
    quiet = rows(engine, "SELECT (SELECT count(*) FROM transition), (SELECT count(*) FROM alert), count(*) FROM outbox")

    done = reread(engine, place, Today())

    for name, found in state(engine, MEANING).items():
        assert found == state(wanted, MEANING)[name], name
    assert set(ids) <= set(rows(engine, "SELECT uid FROM offer"))
    assert quiet == rows(
        engine, "SELECT (SELECT count(*) FROM transition), (SELECT count(*) FROM alert), count(*) FROM outbox"
    )
    assert {"offer_added", "offer_changed: price", "observation_corrected: price", "observation_added: price"} <= set(
        done.differences
    )
    again = reread(engine, place, Today())
    assert not again.differences


def test_sellers_are_resolved_anew_and_keep_their_ids(copied: Copied) -> None:
    wanted, _ = copied("today", "wanted")
    engine, place = copied("yesterday")
    before = dict(rows(engine, "SELECT id, uid FROM seller"))

    reread(engine, place, Today())

    groups = "SELECT l.uid, s.id FROM listing l JOIN seller s ON s.id = l.seller_id ORDER BY 1"

    def together(database: Engine) -> set[frozenset[int]]:
        found: dict[int, set[int]] = {}
        for listing, seller in rows(database, groups):
            found.setdefault(seller, set()).add(listing)
        return {frozenset(some) for some in found.values()}

    assert together(engine) == together(wanted)
    assert before.items() <= dict(rows(engine, "SELECT id, uid FROM seller")).items()
    assert rows(engine, "SELECT count(*) FROM listing WHERE due") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM handle WHERE seller_id IS NOT NULL AND value LIKE '%x'") == [(0,)]


def test_what_was_read_before_is_kept(copied: Copied) -> None:
    engine, place = copied("yesterday")
    told: list[Difference] = []

    reread(engine, place, Today(), told=told)

    corrected = [one for one in told if one.what is What.OBSERVATION_CORRECTED and one.field == "price"]
    kept = rows(engine, "SELECT count(*) FROM observation_before WHERE price_min IS NULL")
    assert len(corrected) == kept[0][0] > 0
    offer = next(row for row in listing_rows(engine, Filters()) if row["title"] == "微信老号 d")
    history = offer_history(engine, offer["offer_id"])
    assert [one["price_min"] for one in history["observations"]] == ["23", "24", "25", "26", "27"]
    assert history["observations"][0]["read_before"][0]["price_min"] is None


def test_dry_run_tells_and_writes_nothing(copied: Copied) -> None:
    engine, place = copied("yesterday")
    before = state(engine, ALL_ROWS)

    dry = reread(engine, place, Today(), dry=True)

    assert state(engine, ALL_ROWS) == before
    assert rows(engine, "SELECT * FROM reread") == []
    assert list((place / "reread").iterdir()) == []
    assert dry.differences == reread(engine, place, Today()).differences


def test_personal_data_stay_masked(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, place = copied("yesterday")
    monkeypatch.setattr("storage.rereading.scratch.Scratch._unlink", lambda _: None)

    reread(engine, place, Today())

    assert rows(engine, "SELECT count(*) FROM listing WHERE text LIKE '%11010119900307%'") == [(0,)]
    assert b"11010119900307" not in (place / "reread" / "shop.db").read_bytes()


def test_pages_that_are_gone_keep_what_was_read_of_them(copied: Copied) -> None:
    engine, place = copied("yesterday")
    for path in place.glob("snapshots/*/*.warc.gz"):
        path.unlink()
    before = state(engine, ALL_ROWS)

    done = reread(engine, place, Today())

    assert done.pages == {"gone": 5}
    assert (done.skipped, dict(done.differences)) == (24, {})
    assert state(engine, ALL_ROWS) == before


def test_older_pages_that_are_gone_keep_their_observations(copied: Copied) -> None:
    engine, place = copied("yesterday")
    for path in sorted(place.glob("snapshots/*/*.warc.gz"))[:2]:
        path.unlink()

    done = reread(engine, place, Today())

    assert done.pages["gone"] == 2
    prices = "SELECT o.price_min / 1000000 FROM observation o JOIN offer f ON f.id = o.offer_id JOIN listing l"
    prices += " ON l.id = f.listing_id WHERE l.title = '微信老号 d' ORDER BY o.snapshot_id"
    assert rows(engine, prices) == [(None,), (25,), (26,), (27,)]


def test_crawl_and_reread_exclude_each_other(copied: Copied) -> None:
    engine, place = copied("yesterday")
    recorder = Recorder.begin(engine, site=SITE, family="import", kind=SiteKind.CATALOGUE)
    with pytest.raises(SiteBusyError, match="is under way"):
        reread(engine, place, Today())
    recorder.end(health="failed", cause="error", complete=False, requests=0, pages=0)

    known = jobs.KnownSite(url=SITE.url, family="import", kind=SiteKind.CATALOGUE, experimental=False)
    job = jobs.begin(engine, site=SITE, known=known, version="1", now=AT)
    with pytest.raises(SiteBusyError, match="is under way"):
        Recorder.begin(engine, site=SITE, family="import", kind=SiteKind.CATALOGUE)
    jobs.release(engine, job)

    Recorder.begin(engine, site=SITE, family="import", kind=SiteKind.CATALOGUE)


def test_crawl_after_a_killed_reread_tells_nothing_of_it(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, place = copied("yesterday")
    transitions = rows(engine, "SELECT count(*) FROM transition")
    monkeypatch.setattr("haoshao.reread.jobs.finish", _killed)
    monkeypatch.setattr("haoshao.reread.jobs.release", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        reread(engine, place, Today())
    assert rows(engine, "SELECT count(*) FROM listing WHERE due")[0][0] > 0
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE lease SET expires_at = 0")

    recorder = Recorder.begin(engine, site=SITE, family="import", kind=SiteKind.CATALOGUE)
    recorder.end(health="partial", cause="budget", complete=False, requests=0, pages=0)

    assert rows(engine, "SELECT count(*) FROM listing WHERE due") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM transition") == transitions
    assert rows(engine, "SELECT count(*) FROM run WHERE source = 3") == [(0,)]


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _reread_killed(place: Path, after_s: float | None) -> bool:
    """Run a reread in a process of its own, killed after some time; return whether it came to its end."""
    command = [sys.executable, "-m", "tests.haoshao.rereading", str(place)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    if after_s is not None:
        time.sleep(after_s)
        process.kill()
    process.communicate(timeout=300)
    return process.returncode == 0


def _kill_and_go_on(place: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    for _ in range(chance.randrange(1, 4)):
        if _reread_killed(place, chance.random() * 0.4):
            return
    assert _reread_killed(place, None)


@pytest.mark.parametrize("seed", [3])
def test_killed_reread_goes_on_to_the_same_rows(copied: Copied, seed: int) -> None:
    wanted, folder = copied("yesterday", "wanted")
    reread(wanted, folder, Today())
    engine, place = copied("yesterday")

    _kill_and_go_on(place, seed)

    assert state(engine, KILLED_ROWS) == state(wanted, KILLED_ROWS)


@pytest.mark.slow
def test_thirty_killed_rereads_come_to_the_same_rows(copied: Copied) -> None:
    wanted, folder = copied("yesterday", "wanted")
    reread(wanted, folder, Today())
    for seed in range(100, 130):
        engine, place = copied("yesterday", f"place-{seed}")
        _kill_and_go_on(place, seed)
        assert state(engine, KILLED_ROWS) == state(wanted, KILLED_ROWS), seed
        engine.dispose()


def called(words: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(str(ended.value.code or 0))


def test_command_sums_up_and_knows_what_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "place"
    config = write_config(tmp_path / "config")
    record_days(place, Today(), days=2).dispose()
    words = ["--config", str(config), "--data", str(place), "reread"]

    assert called([*words, "--dry-run"]) == 0
    dry = capsys.readouterr().out
    assert dry.startswith("shop: 2 pages (2 read, 0 unchanged), 24 listings, ")
    assert "would change" in dry
    assert called([*words, "--format", "jsonl"]) == 0
    told = capsys.readouterr()
    assert all(list(json.loads(line))[:2] == ["site", "what"] for line in told.out.splitlines())
    assert "shop: 2 pages" in told.err
    assert called(words) == 0
    assert "read by today's readers already" in capsys.readouterr().err
    assert called([*words, "nowhere"]) == 1
    assert "nothing was recorded of such a site" in capsys.readouterr().err
