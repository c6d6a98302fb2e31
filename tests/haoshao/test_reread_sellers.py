"""Sellers after a reread: what a misread handle had joined falls apart, and nobody is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from haoshao.import_orders import Order
from haoshao.imports import Importer
from haoshao.reread import jobs
from market.model import Handle, HandleType, Listing, Reading
from storage.database import check, open_database
from tests.haoshao.rereading import AT, Today, reread
from tests.storage.shops import JUDGE, rows

TOLD = "SELECT (SELECT count(*) FROM transition), (SELECT count(*) FROM alert), (SELECT count(*) FROM outbox)"
OWNERS = "SELECT l.title, s.uid FROM listing l JOIN seller s ON s.id = l.seller_id ORDER BY l.title"
STANDING = "SELECT count(*) FROM verdict WHERE withdrawn_at IS NULL AND rule = 'shared_handle'"


class Misreading(Today):
    """Takes a word of the platform's own for everybody's contact."""

    version = "text.0"

    def read_listing(self, listing: Listing) -> Reading:
        read = super().read_listing(listing)
        wrong = Handle(type=HandleType.WECHAT, value="baozheng2031", span=(0, 2))
        return replace(read, handles=(*read.handles, wrong))


def fill(place: Path, reader: Today, *, parties: int = 1) -> Engine:
    """Return the database of two shops, each with sellers of their own, imported on two days."""
    (place / "config" / "sites").mkdir(parents=True)
    engine = open_database(f"sqlite:///{place / 'haoshao.db'}")
    importer = Importer(engine=engine, config=place / "config", data=place, reader=reader, judge=JUDGE)
    for day in range(2):
        for name in ("north", "south"):
            listed = [
                {
                    "url": f"https://{name}.example/{nth}",
                    "title": f"微信老号 {name}{nth}",
                    "text": f"满月\nTG: {name}_desk{nth}\nQQ: 10000{len(name) + ord(name[0])}{nth}",
                    "price": "60",
                }
                for nth in range(parties)
            ]
            path = place / f"{name}-{day}.jsonl"
            path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in listed), "utf-8")
            importer.carry_out(Order(files=(path,), site=name, at=AT + timedelta(days=day), complete=True))
    return engine


def groups(engine: Engine) -> set[frozenset[str]]:
    """Return which listings have one seller."""
    found: dict[int, set[str]] = {}
    for title, uid in rows(engine, OWNERS):
        found.setdefault(uid, set()).add(title.rpartition(" ")[2])
    return {frozenset(some) for some in found.values()}


def test_sellers_that_a_misread_handle_joined_part_without_a_word(tmp_path: Path) -> None:
    engine = fill(tmp_path, Misreading())
    assert groups(engine) == {frozenset({"north0", "south0"})}
    before = dict(rows(engine, "SELECT id, uid FROM seller"))
    told = rows(engine, TOLD)

    reread(engine, tmp_path, Today(), name="north")

    assert groups(engine) == {frozenset({"north0"}), frozenset({"south0"})}
    assert before.items() <= dict(rows(engine, "SELECT id, uid FROM seller")).items()
    reread(engine, tmp_path, Today(), name="south")
    assert groups(engine) == {frozenset({"north0"}), frozenset({"south0"})}
    assert rows(engine, TOLD) == told
    assert rows(engine, "SELECT seller_id FROM handle WHERE value = 'baozheng2031'") == [(None,)]
    assert rows(engine, "SELECT count(*) FROM handle_party p JOIN handle h ON h.id = p.handle_id"
                        " WHERE h.value = 'baozheng2031'") == [(0,)]  # fmt: skip
    assert rows(engine, STANDING) == rows(fill(tmp_path / "wanted", Today()), STANDING)
    assert rows(engine, "SELECT count(*) FROM listing WHERE due") == [(0,)]
    assert check(engine) == ()


def test_what_today_reads_too_stays_joined(tmp_path: Path) -> None:
    """One of two ties of the same sellers was misread: the other holds."""
    engine = fill(tmp_path, Misreading())

    class Both(Today):
        version = "text.3"

        def read_listing(self, listing: Listing) -> Reading:
            read = super().read_listing(listing)
            other = Handle(type=HandleType.WECHAT, value="dongjia_2031", span=(0, 2))
            return replace(read, handles=(*read.handles, other))

    uids = rows(engine, OWNERS)
    for name in ("north", "south"):
        reread(engine, tmp_path, Both(), name=name)

    assert groups(engine) == {frozenset({"north0", "south0"})}
    assert {uid for _, uid in rows(engine, OWNERS)} <= {uid for _, uid in uids}


def test_killed_before_its_end_it_comes_to_the_same_sellers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = fill(tmp_path / "wanted", Misreading(), parties=3)
    reread(wanted, tmp_path / "wanted", Today(), name="north")
    engine = fill(tmp_path / "killed", Misreading(), parties=3)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    acts: list[tuple[object, str]] = [("haoshao.reread.free_ties", "free"), (jobs, "finish")]
    for where, name in acts:
        with monkeypatch.context() as patch:
            if isinstance(where, str):
                patch.setattr(where, killed)
            else:
                patch.setattr(where, name, killed)
            with pytest.raises(KeyboardInterrupt):
                reread(engine, tmp_path / "killed", Today(), name="north")
    reread(engine, tmp_path / "killed", Today(), name="north")

    queries: list[Callable[[Engine], object]] = [groups, lambda one: rows(one, TOLD), lambda one: rows(one, STANDING)]
    for query in queries:
        assert query(engine) == query(wanted)
    assert rows(engine, OWNERS) == rows(wanted, OWNERS)
