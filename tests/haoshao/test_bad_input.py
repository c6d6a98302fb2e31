"""Bad days as a user meets them at the command line: nothing doubled, nothing lost, one clear line."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

import storage.database
from base.config import SiteFile
from haoshao.__main__ import main
from haoshao.workspace import write_config
from market.model import SiteKind
from storage.database import check, open_database
from storage.recording import Recorder
from tests.haoshao.rereading import Today
from tests.storage.shops import rows

COUNTS = """SELECT (SELECT count(*) FROM listing), (SELECT count(*) FROM offer), (SELECT count(*) FROM observation),
    (SELECT count(*) FROM transition WHERE kind = 1), (SELECT count(*) FROM presence)"""
GOODS: list[dict[str, Any]] = [
    {"url": f"https://shop.example/{nth}", "title": f"微信老号 {chr(97 + nth)}", "text": "满月", "price": "65元"}
    for nth in range(6)
]
WHOLE = "shop: healthy, complete, 6 lines, 6 listings, 6 offers\n"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a configuration and a database that others are copied from."""
    folder = tmp_path_factory.mktemp("ready")
    write_config(folder / "config")
    (folder / "data").mkdir()
    open_database(f"sqlite:///{folder / 'data' / 'haoshao.db'}").dispose()
    return folder


@pytest.fixture
def place(tmp_path: Path, ready: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("haoshao.importing.load_reader", lambda _: Today())
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    (tmp_path / "shop.jsonl").write_text("\n".join(json.dumps(one) for one in GOODS))
    return tmp_path


def imported(place: Path, at: str = "2031-03-03T08:00Z") -> int:
    """Return the exit code of the import of a whole shop."""
    words = ["--config", str(place / "config"), "--data", str(place / "data"), "import", str(place / "shop.jsonl")]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--site", "shop", "--at", at, "--complete"])
    return int(ended.value.code or 0)


def opened(place: Path) -> Engine:
    return open_database(f"sqlite:///{place / 'data' / 'haoshao.db'}")


@contextmanager
def locked(place: Path, seconds: float) -> Iterator[None]:
    """Hold the write lock of the database for so long, or until the block ends."""
    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        other = sqlite3.connect(place / "data" / "haoshao.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.set()
        over.wait(seconds)
        other.execute("ROLLBACK")
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(60)
    try:
        yield
    finally:
        over.set()
        holder.join()


@pytest.mark.parametrize("seconds", [1.5, pytest.param(30.0, marks=pytest.mark.slow)])
def test_import_waits_for_a_locked_database(place: Path, capsys: pytest.CaptureFixture[str], seconds: float) -> None:
    with locked(place, seconds):
        assert imported(place) == 0

    told = capsys.readouterr()
    assert (told.out, told.err) == (WHOLE, "")
    assert rows(opened(place), COUNTS) == [(6, 6, 6, 6, 6)]


def test_import_gives_up_on_a_lock_in_one_line_and_loses_nothing(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.database, "WAIT_S", 0.2)
    with locked(place, 60):
        assert imported(place) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "another process has been writing for" in told.err
    assert imported(place) == 0
    assert capsys.readouterr().out == WHOLE
    assert rows(opened(place), COUNTS) == [(6, 6, 6, 6, 6)]


def test_lock_in_the_midst_of_an_import_loses_and_doubles_nothing(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run has begun when the lock comes: it is closed by the next one, which starts where it was."""
    monkeypatch.setattr(storage.database, "WAIT_S", 0.2)
    begin = Recorder.begin

    def begin_and_lock(*arguments: Any, **named: Any) -> Recorder:  # noqa: ANN401 - handed through
        recorder = begin(*arguments, **named)
        lock.__enter__()
        return recorder

    lock = locked(place, 60)
    with monkeypatch.context() as patch:
        patch.setattr(Recorder, "begin", begin_and_lock)
        assert imported(place) == 1
    lock.__exit__(None, None, None)

    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "another process has been writing for" in told.err
    with opened(place).begin() as connection:
        connection.exec_driver_sql("UPDATE lease SET expires_at = 0")
    assert imported(place) == 0
    assert capsys.readouterr().out == WHOLE
    assert rows(opened(place), COUNTS) == [(6, 6, 6, 6, 6)]
    assert rows(opened(place), "SELECT cause FROM run ORDER BY id") == [("killed",), (None,)]


def test_second_import_of_a_site_at_once_is_refused_in_one_line(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = SiteFile(name="shop", url="https://shop.example/")
    held = Recorder.begin(opened(place), site=site, family="import", kind=SiteKind.CATALOGUE)

    assert imported(place) == 1

    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "shop: run 1 is under way" in told.err
    held.end(health="failed", cause="error", complete=False, requests=0, pages=0)
    assert imported(place) == 0
    assert rows(opened(place), COUNTS) == [(6, 6, 6, 6, 6)]


def test_import_of_yesterday_after_today_tells_the_clock(place: Path) -> None:
    assert imported(place, "2031-03-05T08:00Z") == 0
    before = rows(opened(place), "SELECT last_seen_at FROM presence")

    assert imported(place, "2031-03-03T08:00Z") == 0

    engine = opened(place)
    assert rows(engine, COUNTS) == [(6, 6, 6, 6, 6)]
    assert rows(engine, "SELECT last_seen_at FROM presence") == before
    assert rows(engine, "SELECT code, count(*) FROM issue GROUP BY code") == [("clock_back", 1)]


MEASURED = """
import resource, sys, time
from haoshao.__main__ import main
try:
    main(sys.argv[1:])
finally:
    spent = time.process_time()
    sys.stderr.write(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} {spent:.1f}\\n")
"""


@pytest.mark.slow
def test_fifty_thousand_nearly_alike_offers_in_one_import(place: Path) -> None:
    """The shipped reader, in a process of its own: memory stays small, a second look doubles nothing."""
    chance = random.Random(5)  # noqa: S311 - the same texts each time
    words = ["稳定", "直登", "质保", "可换绑", "带好友", "批发"]
    with (place / "shop.jsonl").open("w", encoding="utf-8") as out:
        for nth in range(50_000):
            text = f"满月 {chance.choice(words)} {chance.choice(words)}\n价格 {60 + nth % 3}元一个\nQQ: 12345678"
            row = {"url": f"https://shop.example/{nth}", "title": f"微信老号 {nth % 50}", "text": text}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    words = [sys.executable, "-c", MEASURED, "--config", str(place / "config"), "--data", str(place / "data")]
    words += ["import", str(place / "shop.jsonl"), "--site", "shop", "--complete", "--at"]
    counts = []
    for at in ("2031-03-03T08:00Z", "2031-03-04T08:00Z"):
        done = subprocess.run([*words, at], capture_output=True, text=True, check=False, timeout=3000,
                              env={**os.environ, "PYTHONPATH": str(Path.cwd())})  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert done.stdout == "shop: healthy, complete, 50000 lines, 50000 listings, 50000 offers\n"
        megabytes, seconds = done.stderr.split()
        sys.stdout.write(f"{at}: {megabytes} MB at most, {seconds} s of CPU\n")
        assert int(megabytes) < 800
        engine = opened(place)
        counts.append(rows(engine, COUNTS))
        assert rows(engine, "SELECT count(*) FROM seller WHERE merged_into_id IS NULL") == [(1,)]
        assert check(engine) == ()
    assert counts == [[(50_000, 50_000, 50_000, 50_000, 50_000)]] * 2
