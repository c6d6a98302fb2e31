"""Databases for the tests of takedowns: an empty one, and a workspace whose shops write the worst."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from base.clock import VARIABLE
from base.lexicon import load_reader
from haoshao.case_acts import Desk, begin_case
from haoshao.exports import TABLES
from haoshao.import_orders import Order
from haoshao.imports import Importer
from haoshao.workspace import Workspace, write_config
from storage.database import open_database
from storage.queries.filters import Filters
from storage.sellers import resolve
from tests.takedown.rows import AT, HOSTILE

THIRD_PARTY = "张三 110101199003077758 13800000000"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give a database that holds nothing."""
    opened = open_database(f"sqlite:///{tmp_path / 'market.db'}")
    yield opened
    opened.dispose()


def row(number: int, title: str, text: str) -> dict[str, str]:
    words = f"微信老号 满月实名 {number}元/个 {text}"
    return {"url": f"https://shop.example/{number}", "title": f"微信老号 {title}", "text": words, "price": f"{number}"}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace with a shop that writes the worst and one that sells people's data; tests work on copies."""
    folder = tmp_path_factory.mktemp("recorded")
    config, data = write_config(folder / "config"), folder / "data"
    data.mkdir()
    rows = [row(number, said[:200], said) for number, said in enumerate(HOSTILE.values(), 10)]
    shops = {"shop-a": rows, "shop-b": [row(99, "料", f"出料 {THIRD_PARTY}")]}
    engine = open_database(f"sqlite:///{data / 'haoshao.db'}")
    importer = Importer(engine=engine, config=config, data=data, reader=load_reader(config))
    for site, said in shops.items():
        path = folder / f"{site}.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in said), "utf-8")
        importer.carry_out(Order(files=(path,), site=site, at=AT, complete=True))
    resolve(engine, now=AT)
    engine.dispose()
    return Workspace(config=config, data=data, database=f"sqlite:///{data / 'haoshao.db'}")


@pytest.fixture
def place(recorded: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give a copy of the workspace, at a moment that stands still."""
    shutil.copytree(recorded.config.parent, tmp_path / "place")
    monkeypatch.setenv(VARIABLE, "2026-03-06T10:00:00Z")
    monkeypatch.setenv("HAOSHAO_USER", "mei")
    data = tmp_path / "place" / "data"
    return Workspace(config=tmp_path / "place" / "config", data=data, database=f"sqlite:///{data / 'haoshao.db'}")


def all_offers(place: Workspace) -> list[str]:
    engine = open_database(place.database)
    found = [found["offer_id"] for found in TABLES["listings"].rows(engine, Filters())]
    engine.dispose()
    return found


@pytest.fixture
def desk(place: Workspace) -> Desk:
    """Give a desk with a case about everything the shop offers."""
    made = Desk.at(place)
    begin_case(made, "hostile {{ 7 * 7 }} =1+1", [], all_offers(place), [])
    return made
