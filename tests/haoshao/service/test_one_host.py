"""The service never crawls two sites of one host at once, and lets a host rest that one of them asked too much of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from base.config import load_sites
from crawler.run import RunSummary
from crawler.scope import host_of_site
from haoshao.service import crawling
from haoshao.service.crawling import Crawling
from haoshao.service.look import Figures
from haoshao.service.plan import Planned
from haoshao.workspace import Workspace, write_config
from storage.database import open_database

NOW = datetime(2026, 1, 31, 10, tzinfo=UTC)
URLS = {"one": "https://t.example/s/one", "two": "https://t.example/s/two", "other": "https://other.example/"}


class Lanes:
    """As many lanes as a test likes, in which nothing runs by itself."""

    made: Lanes

    def __init__(self, *_: object, at_once: int, on_end: Callable[[RunSummary], None], **__: object) -> None:
        self.at_once = at_once
        self.end = on_end
        Lanes.made = self
        self.running: frozenset[str] = frozenset()
        self.started: list[str] = []

    @property
    def free(self) -> int:
        return self.at_once - len(self.running)

    def start(self, name: str) -> None:
        self.started.append(name)
        self.running |= {name}


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Crawling, Lanes]:
    write_config(tmp_path / "config")
    for name, url in URLS.items():
        (tmp_path / "config" / "sites" / f"{name}.yml").write_text(f"name: {name}\nurl: {url}\n", "utf-8")
    monkeypatch.setattr(crawling, "Lanes", Lanes)
    due = [Planned(site=name, due_at=NOW) for name in URLS]
    monkeypatch.setattr(crawling, "planned", lambda *_: due)
    (tmp_path / "data").mkdir()
    place = Workspace(config=tmp_path / "config", data=tmp_path / "data", database="sqlite://")
    made = Crawling(
        place,
        engine=open_database(f"sqlite:///{tmp_path / 'data' / 'haoshao.db'}"),
        zone=ZoneInfo("UTC"),
        at_once=3,
        figures=Figures(),
        tell=lambda _: None,
        after=lambda: None,
    )
    return made, Lanes.made


def ended(cause: str | None) -> RunSummary:
    return RunSummary(
        site="one", run_id=1, health="partial" if cause else "healthy", cause=cause, complete=False, requests=1,
        pages=0, listings=0, offers=0, issues=0, seconds=1.0, family="telegram",
    )  # fmt: skip


def test_sites_of_one_host_go_one_after_the_other(service: tuple[Crawling, Lanes]) -> None:
    made, lanes = service
    made.look(may_start=True)
    assert lanes.started == ["one", "other"]

    made.look(may_start=True)
    assert lanes.started == ["one", "other"], "two waits for one"
    lanes.running -= {"one"}
    lanes.end(ended(None))
    made.look(may_start=True)
    assert lanes.started == ["one", "other", "one"], "the plan of this test calls for one first each time"


def test_host_that_says_too_many_rests_for_all_its_sites(service: tuple[Crawling, Lanes]) -> None:
    made, lanes = service
    made.look(may_start=True)
    lanes.running = frozenset()
    lanes.end(ended("rate_limit"))
    made.look(may_start=True)

    assert lanes.started == ["one", "other", "other"]


def test_test_sites_stand_alone(tmp_path: Path) -> None:
    write_config(tmp_path)
    for name in ("a", "b"):
        said = f"name: {name}\nurl: http://127.0.0.1:8000/{name}\nnetwork: {{allow: [127.0.0.0/8]}}\n"
        (tmp_path / "sites" / f"{name}.yml").write_text(said, "utf-8")

    assert len({host_of_site(site) for site in load_sites(tmp_path).values()}) == 2
