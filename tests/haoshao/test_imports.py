"""Imports go the way of crawled pages: kept, read, masked, recorded, held against the site, concluded."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from base.config import SiteFile
from haoshao.__main__ import main
from haoshao.import_orders import BrokenOrderError, Order, read_manifest
from haoshao.imports import Importer, ImportFileError, ImportSummary
from market.model import Contact, Handle, Listing, Reading, SiteKind
from storage.database import open_database
from storage.recording import Recorder
from storage.records import Health
from storage.runs import SiteBusyError
from storage.snapshots import SnapshotStore
from tests.storage.shops import read_text, rows

AT = datetime(2031, 3, 3, 8, tzinfo=UTC)
GOODS: list[dict[str, Any]] = [
    {
        "url": f"https://shop.example/item/{number}",
        "title": f"微信老号 {chr(97 + number)}",
        "text": "满月",
        "price": "65元",
    }
    for number in range(6)
]


class TestsReader:
    """Reads as the tests of storage do."""

    __test__ = False
    version = "text.1"

    def read_listing(self, listing: Listing) -> Reading:
        return read_text(listing)

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        del contacts
        return ()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a database that others are copied from, its tables made."""
    path = tmp_path_factory.mktemp("ready") / "market.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def place(tmp_path: Path, ready: Path) -> Path:
    (tmp_path / "config" / "sites").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    shutil.copy(ready, tmp_path / "data" / "haoshao.db")
    return tmp_path


@pytest.fixture
def engine(place: Path) -> Engine:
    return open_database(f"sqlite:///{place / 'data' / 'haoshao.db'}")


Deliver = Callable[..., ImportSummary]


@pytest.fixture
def deliver(place: Path, engine: Engine) -> Deliver:
    """Give a function that imports rows a day after the last ones."""
    importer = Importer(engine=engine, config=place / "config", data=place / "data", reader=TestsReader())
    days = iter(range(99))

    def call(goods: list[dict[str, Any]] | bytes, *, name: str = "shop.jsonl", **order: Any) -> ImportSummary:  # noqa: ANN401 - any field
        path = place / name
        body = goods if isinstance(goods, bytes) else "\n".join(json.dumps(one) for one in goods).encode()
        path.write_bytes(body)
        values = {"files": (path,), "site": "shop", "at": AT + timedelta(days=next(days)), "complete": True}
        return importer.carry_out(Order(**(values | order)))

    return call


def kinds(engine: Engine) -> list[int]:
    return [kind for (kind,) in rows(engine, "SELECT kind FROM transition WHERE kind != 1 ORDER BY id")]


def test_rows_are_recorded_as_a_run_of_their_own_source(deliver: Deliver, engine: Engine) -> None:
    done = deliver(GOODS)

    assert (done.health, done.complete, done.lines, done.listings, done.offers) == (Health.HEALTHY, True, 6, 6, 6)
    assert rows(engine, "SELECT source, family FROM run JOIN site ON site.id = run.site_id") == [(2, "import")]
    assert rows(engine, "SELECT name, url FROM site") == [("shop", "https://shop.example/")]


def test_the_raw_lines_are_kept_as_evidence(deliver: Deliver, engine: Engine, place: Path) -> None:
    body = json.dumps(GOODS[0], ensure_ascii=False).encode() + b"\r\n\r\n{broken"
    deliver(body)

    ((sha256,),) = rows(engine, "SELECT sha256 FROM snapshot")
    recorder = Recorder.begin(
        engine, site=SiteFile(name="shop", url="https://shop.example/"), family="import", kind=SiteKind.CATALOGUE
    )
    state = recorder.page_state("urn:haoshao:import:shop:shop.jsonl:1")
    assert state is not None
    assert state.body.sha256 == bytes(sha256).hex()
    assert SnapshotStore(place / "data" / "snapshots").load(state.body) == body


def test_the_same_file_again_says_nothing_new(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS)
    before = rows(engine, "SELECT count(*) FROM observation")
    done = deliver(GOODS)

    assert (done.health, done.listings) == (Health.HEALTHY, 6)
    assert rows(engine, "SELECT count(*) FROM observation") == before
    assert kinds(engine) == []


def test_absence_counts_only_in_complete_files(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS)
    deliver(GOODS[1:], complete=False)
    deliver(GOODS[1:], complete=False)
    assert kinds(engine) == []
    deliver(GOODS[1:])
    assert kinds(engine) == []
    deliver(GOODS[1:])

    assert kinds(engine) == [7]


@pytest.mark.parametrize(
    ("look", "health", "cause"),
    [
        ([], Health.BROKEN, "empty"),
        ([{**GOODS[0], "url": "https://shop.example/login", "title": "请登录", "text": ""}], Health.BROKEN, "strange"),
        (GOODS[:2], Health.PARTIAL, "fewer"),
        ([{**one, "stock": 0} for one in GOODS], Health.BROKEN, "sold_out"),
        ([{**one, "price": "0", "text": ""} for one in GOODS], Health.BROKEN, "layout"),
    ],
)
def test_a_look_that_is_not_like_the_site_changes_nothing(
    look: list[dict[str, Any]], health: Health, cause: str, deliver: Deliver, engine: Engine
) -> None:
    deliver(GOODS)
    before = rows(engine, "SELECT title, text FROM listing ORDER BY id")
    for _ in range(2):
        done = deliver(look)
        assert (done.health, done.cause, done.complete) == (health, cause, False)
    deliver(GOODS)

    assert kinds(engine) == []
    assert rows(engine, "SELECT title, text FROM listing ORDER BY id") == before


def test_the_sender_may_say_what_went_wrong(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS)
    done = deliver([], health=Health.BLOCKED, cause="challenge")

    assert (done.health, done.cause, done.complete) == (Health.BLOCKED, "challenge", False)
    deliver(GOODS[1:], health=Health.PARTIAL, cause="timeout")
    deliver(GOODS[1:], health=Health.PARTIAL, cause="timeout")
    assert kinds(engine) == []


def test_a_moved_host_keeps_its_listings(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS)
    deliver([{**one, "url": one["url"].replace("shop.example", "new.example")} for one in GOODS])

    assert rows(engine, "SELECT count(*) FROM listing") == [(6,)]
    assert kinds(engine) == []


def test_a_stream_stays_one(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS, kind=SiteKind.STREAM)
    for _ in range(3):
        assert deliver(GOODS[4:]).complete is False

    assert kinds(engine) == []


def test_a_watched_site_keeps_its_family(deliver: Deliver, engine: Engine, place: Path) -> None:
    (place / "config" / "sites" / "shop.yml").write_text("name: shop\nurl: https://shop.example/\nfamily: dujiaoka\n")
    deliver(GOODS[:1], complete=False)

    assert rows(engine, "SELECT family, kind FROM site") == [("dujiaoka", 1)]


def test_third_party_data_is_masked_in_the_database_only(deliver: Deliver, engine: Engine, place: Path) -> None:
    leak = {**GOODS[0], "text": "样本 身份证 11010519491231002X"}
    deliver([leak])

    ((stored,),) = rows(engine, "SELECT text FROM listing")
    assert "11010519491231002X" not in stored
    assert len(stored) == len(leak["text"])
    assert next((place / "data" / "snapshots").rglob("*.warc.gz")).stat().st_size > 0


def test_two_imports_of_one_site_at_once_are_refused(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS)
    site = SiteFile(name="shop", url="https://shop.example/")
    held = Recorder.begin(engine, site=site, family="import", kind=SiteKind.CATALOGUE)

    with pytest.raises(SiteBusyError):
        deliver(GOODS)
    held.end(health="failed", cause="test", complete=False, requests=0, pages=0)


def test_a_missing_file_leaves_no_run(deliver: Deliver, engine: Engine, place: Path) -> None:
    with pytest.raises(ImportFileError):
        deliver(GOODS, files=(place / "nowhere.jsonl",))

    assert rows(engine, "SELECT count(*) FROM run") == [(0,)]


def test_a_manifest_names_its_wrong_lines(tmp_path: Path) -> None:
    manifest = tmp_path / "runs.jsonl"
    good = {"file": "a.jsonl", "site": "shop", "at": "2031-03-03T08:00:00Z", "complete": True, "health": "blocked"}
    manifest.write_text("\n".join(map(json.dumps, [good, {**good, "at": "soon"}, {**good, "healthy": True}, [1]])))

    first, *others = read_manifest(manifest)

    assert isinstance(first, Order)
    assert (first.files, first.health, first.complete) == ((tmp_path / "a.jsonl",), Health.BLOCKED, True)
    assert [isinstance(one, BrokenOrderError) for one in others] == [True] * 3
    assert "line 2: at:" in str(others[0])


def command(place: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(place / "config"), "--data", str(place / "data"), "import", *words])
    return int(ended.value.code or 0)


@pytest.fixture
def own_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haoshao.importing.load_reader", lambda _: TestsReader())


@pytest.mark.usefixtures("own_reader")
def test_command_tells_a_broken_line_and_goes_on(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tip = place / "tip.jsonl"
    tip.write_text("\n".join([json.dumps(GOODS[0]), "{oops", json.dumps(GOODS[1])]))

    code = command(place, str(tip), "--site", "tips", "--at", "2031-03-03T08:00Z")

    told = capsys.readouterr()
    assert code == 1
    assert told.err.count("\n") == 1
    assert f"{tip} line 2: is no JSON" in told.err
    assert told.out.startswith("tips: partial (broken_lines), not complete, 3 lines, 2 listings, 2 offers")


@pytest.mark.usefixtures("own_reader")
def test_command_carries_out_a_manifest(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "a.jsonl").write_text("\n".join(map(json.dumps, GOODS)))
    orders = [{"file": "a.jsonl", "site": site, "at": "2031-03-03T08:00:00Z", "complete": True} for site in ("a", "b")]
    (place / "runs.jsonl").write_text("\n".join(map(json.dumps, [*orders, {"file": "no.jsonl", **orders[0]}])))

    assert command(place, "--batch", str(place / "runs.jsonl")) == 0
    assert capsys.readouterr().out.count("healthy, complete") == 3


@pytest.mark.parametrize("words", [[], ["x.jsonl"], ["x.jsonl", "--site", "a", "--batch", "m"], ["x", "--site", "A b"]])
def test_command_says_what_to_give(words: list[str], place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(place, *words) == 1
    assert capsys.readouterr().err.startswith("haoshao: ")


def test_first_healthy_delivery_is_the_baseline(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS, kind=SiteKind.STREAM)
    assert kinds(engine) == []
    deliver([*GOODS, {**GOODS[0], "url": "https://shop.example/t/9", "title": "QQ号 TG: newcomer"}])

    assert kinds(engine) == [8]


DAY_2 = [
    {**GOODS[0], "price": "60元"},
    {**GOODS[1], "stock": 0},
    *GOODS[3:],
    {**GOODS[0], "url": "https://shop.example/n"},
]
HISTORY = (
    "SELECT key, title, seller_id IS NULL, due FROM listing ORDER BY key",
    "SELECT uid, state, state_at, price_min, available, since_at, missing_at, ended_at FROM offer ORDER BY uid",
    "SELECT o.uid, t.kind, t.at, t.cause FROM transition t LEFT JOIN offer o ON o.id = t.offer_id ORDER BY 1, 2, 3",
    "SELECT uid, seen_at, b.price_min, b.stock FROM observation b JOIN offer o ON o.id = b.offer_id ORDER BY 1, 2",
    "SELECT key, nth, last_seen_at, missed, ended_at FROM presence p JOIN listing l ON l.id = listing_id ORDER BY 1, 2",
    "SELECT uid, first_seen_at, baseline, merged_into_id FROM seller ORDER BY uid",
    "SELECT expected, baseline_run_id IS NULL FROM site",
)


def carried_out(folder: Path, *, die_at: int | None = None) -> None:
    """Import the second day, in a child process that dies at its *die_at*-th write where one is given."""
    child = os.fork() if die_at is not None else 0
    if child:
        os.waitpid(child, 0)
        return
    engine = open_database(f"sqlite:///{folder / 'data' / 'haoshao.db'}")
    if die_at is not None:
        commits = iter(range(1000))

        def count(*_: object) -> None:
            if next(commits) == die_at:
                os._exit(9)

        event.listen(engine, "commit", count)
    importer = Importer(engine=engine, config=folder / "config", data=folder / "data", reader=TestsReader())
    importer.carry_out(Order(files=(folder / "day.jsonl",), site="shop", at=AT + timedelta(days=5), complete=True))
    engine.dispose()
    if die_at is not None:
        os._exit(0)


def history(folder: Path) -> list[list[tuple[Any, ...]]]:
    engine = open_database(f"sqlite:///{folder / 'data' / 'haoshao.db'}")
    found = [rows(engine, query) for query in HISTORY]
    engine.dispose()
    return found


def test_killed_at_any_write_the_next_try_ends_the_same(
    deliver: Deliver, engine: Engine, place: Path, tmp_path: Path
) -> None:
    deliver(GOODS)
    deliver([*GOODS[:2], *GOODS[3:]])
    engine.dispose()
    (place / "day.jsonl").write_text("\n".join(map(json.dumps, DAY_2)))
    whole = shutil.copytree(place, tmp_path / "whole")
    carried_out(whole)

    for moment in range(6):
        tried = shutil.copytree(place, tmp_path / f"try-{moment}", ignore=shutil.ignore_patterns("try-*", "whole"))
        carried_out(tried, die_at=moment)
        carried_out(tried)
        assert history(tried) == history(whole), f"killed at write {moment}"


def test_address_that_is_gone_in_two_healthy_files_ends_the_offer(deliver: Deliver, engine: Engine) -> None:
    deliver(GOODS, complete=False)
    gone = [{"url": GOODS[2]["url"], "status": 404}]
    assert deliver(gone, complete=False).health is Health.HEALTHY
    assert kinds(engine) == []
    deliver(gone, complete=False)

    assert kinds(engine) == [7]
    assert rows(
        engine,
        "SELECT l.key FROM transition t JOIN offer o ON o.id = t.offer_id JOIN listing l"
        " ON l.id = o.listing_id WHERE t.kind = 7",
    ) == [("/item/2",)]

    deliver(GOODS, complete=False)
    assert kinds(engine) == [7, 6]
