"""A case about a seller of the served market: a fresh look freezes what still answers, the package verifies."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from base.clock import VARIABLE
from haoshao.case_acts import Desk, begin_case, facts_of
from haoshao.case_exports import Wish, export_case
from haoshao.demo.world import date_of
from haoshao.exports import TABLES
from market.takedowns import Frozen
from storage.database import open_database
from storage.queries.filters import Filters
from takedown.packing.verifying import verify_package
from takedown.tiers import Tier
from tests.e2e.conftest import Watch


def test_a_case_of_the_market_is_looked_at_afresh_and_verifies(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = replace(watch, sites=("haobazaar",))
    assert seen.crawl(1) == 0
    engine = open_database(watch.place.database)
    sellers = list(TABLES["sellers"].rows(engine, Filters()))
    largest = max(sellers, key=lambda row: row["offers"])
    engine.dispose()
    monkeypatch.setenv(VARIABLE, (date_of(1).replace(hour=9) + timedelta(hours=3)).isoformat())
    desk = Desk.at(watch.place, by="mei")
    begin_case(desk, None, [largest["seller_id"]], [], [])
    wish = Wish(out=tmp_path / "package", zipped=True, language="zh", tier=Tier.HANDLES, reason="", fresh=True)
    heard: list[str] = []

    made = export_case(desk, 1, wish, heard.append)

    assert verify_package(made).problems == ()
    facts = facts_of(desk, 1)
    assert {one.how for one in facts.case.evidence} == {Frozen.FRESH}
    assert {one.offer_id for one in facts.case.evidence} == {row["offer_id"] for row in facts.offers}
    assert any(line.startswith("haobazaar: healthy") for line in heard)


def test_a_case_is_frozen_from_what_is_stored_where_nothing_answers(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = replace(watch, sites=("haobazaar",))
    assert seen.crawl(1) == 0
    engine = open_database(watch.place.database)
    offers = [row["offer_id"] for row in TABLES["listings"].rows(engine, Filters())][:5]
    engine.dispose()
    monkeypatch.setenv(VARIABLE, (date_of(1).replace(hour=9) + timedelta(hours=3)).isoformat())
    desk = Desk.at(watch.place, by="mei")
    begin_case(desk, None, [], offers, [])
    (watch.place.config / "sites" / "haobazaar.yml").unlink()
    wish = Wish(out=tmp_path / "package", zipped=False, language="en", tier=Tier.HANDLES, reason="", fresh=True)

    made = export_case(desk, 1, wish, lambda _line: None)

    assert verify_package(made).problems == ()
    assert {one.how for one in facts_of(desk, 1).case.evidence} == {Frozen.STORED}
    with (made / "evidence" / "records.warc.gz").open("rb") as stream:
        kinds = {record.rec_type for record in ArchiveIterator(stream, check_digests=True)}
    assert {"warcinfo", "request", "response"} <= kinds
    pages = json.loads((made / "case.json").read_text("utf-8"))["evidence"]
    assert {page["state"] for page in pages} == {"kept"}
