"""The formats that other tools read: accepted by their validators, the same again, and hostile text inert in each."""

from __future__ import annotations

import csv
import io
import json
import re
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import stix2

from storage.queries.columns_data import LISTING_COLUMNS
from storage.queries.sellers import SELLER_COLUMNS
from takedown.formats.facts import ExportFacts, Section
from takedown.formats.misp import misp_lines
from takedown.formats.once import Once
from takedown.formats.parquet import write_parquet
from takedown.formats.stix import EXTENSION, stix_lines
from takedown.formats.text import write_csv, write_jsonl
from takedown.formats.xarf import NOT_STATED, check_reports, report_of, xarf_lines
from takedown.formats.xlsx import write_xlsx
from takedown.settings import Reporter
from tests.takedown.rows import AT, FACTS, HOSTILE, alert_row, hostile_rows, listing_row, seller_row

Thing = dict[str, Any]
LATER = replace(FACTS, made_at=AT + timedelta(days=1))


def sections(*, hostile: bool = False) -> list[Section]:
    return [
        Section(table="sellers", rows=[seller_row()]),
        Section(table="listings", rows=hostile_rows() if hostile else [listing_row(1), listing_row(2)]),
        Section(table="alerts", rows=[alert_row()]),
    ]


def bundle(facts: ExportFacts = FACTS, *, hostile: bool = False) -> Thing:
    found: Thing = json.loads("".join(stix_lines(sections(hostile=hostile), facts)))
    return found


def event(facts: ExportFacts = FACTS, *, hostile: bool = False) -> Thing:
    parts = misp_lines(sections(hostile=hostile), facts, name="export", info="haoshao")
    found: Thing = json.loads("".join(parts))
    return found


@stix2.v21.CustomExtension(EXTENSION, [("offer_id", stix2.properties.StringProperty(required=True))])
class OfferExtension:
    """Makes the stix2 library know the extension; every other field of it is custom."""

    extension_type = "property-extension"


@pytest.mark.parametrize("hostile", [False, True])
def test_stix_is_accepted_by_its_library(*, hostile: bool) -> None:
    found = bundle(hostile=hostile)

    parsed = stix2.parse(found, allow_custom=True, version="2.1")

    assert len(parsed.objects) == len(found["objects"])
    for thing in found["objects"]:
        bare = {key: value for key, value in thing.items() if key != "extensions"}
        assert stix2.parse(bare, allow_custom=False, version="2.1").id == thing["id"]


def test_stix_ids_of_observables_are_those_of_the_standard() -> None:
    found = {one["id"]: one for one in bundle()["objects"]}

    assert stix2.URL(value="https://shop-a.example/1").id in found
    assert stix2.EmailAddress(value="a@shop-a.example").id in found
    assert stix2.UserAccount(account_type="qq", user_id="10001").id in found


def test_stix_holds_each_object_once_and_every_offer_refers_to_what_is_there() -> None:
    things = bundle()["objects"]
    ids = [one["id"] for one in things]

    assert len(ids) == len(set(ids))
    for one in things:
        refs = [*one.get("object_refs", []), *(one[key] for key in ("source_ref", "target_ref") if key in one)]
        assert set(refs) <= set(ids), one["type"]


def test_a_second_stix_bundle_updates_and_never_doubles() -> None:
    first = {one["id"]: one for one in bundle()["objects"]}
    second = {one["id"]: one for one in bundle(LATER)["objects"]}

    assert first.keys() == second.keys()
    moved = [key for key in first if "modified" in first[key] and first[key]["modified"] != second[key]["modified"]]
    assert {key.partition("--")[0] for key in moved} == {"identity", "note", "observed-data", "relationship"}
    assert all(first[key]["created"] == second[key]["created"] for key in moved)
    assert all(first[key]["modified"] < second[key]["modified"] for key in moved)


MISP_TYPES = {"text", "url", "domain", "sha256", "email-src", "jabber-id", "phone-number"}
MISP_FIELDS = {
    "Event": "uuid info date timestamp threat_level_id analysis published distribution Orgc Tag Object",
    "Object": "uuid name meta-category description template_uuid template_version distribution timestamp first_seen "
    "last_seen Attribute",
    "Attribute": "uuid object_relation type category value comment to_ids disable_correlation distribution timestamp",
}
"""Fields of the core format that we fill; its schema allows no others than its own."""
NOT_TEXT = {"published", "to_ids", "disable_correlation", "Orgc", "Tag", "Object", "Attribute"}


def check_misp(name: str, thing: Thing) -> None:
    assert set(thing) <= set(MISP_FIELDS[name].split()), name
    uuid.UUID(thing["uuid"])
    assert all(isinstance(value, str) for key, value in thing.items() if key not in NOT_TEXT)
    assert all(isinstance(thing[key], bool) for key in ("published", "to_ids", "disable_correlation") if key in thing)


@pytest.mark.parametrize("hostile", [False, True])
def test_misp_follows_the_core_format(*, hostile: bool) -> None:
    found = event(hostile=hostile)["Event"]

    check_misp("Event", found)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"])
    uuid.UUID(found["Orgc"]["uuid"])
    assert found["Object"]
    seen = set()
    for thing in found["Object"]:
        check_misp("Object", thing)
        datetime.fromisoformat(thing["first_seen"])
        assert thing["first_seen"] <= thing["last_seen"]
        for attribute in thing["Attribute"]:
            check_misp("Attribute", attribute)
            assert attribute["type"] in MISP_TYPES
            assert attribute["value"].strip() == attribute["value"] != ""
            seen.add(attribute["uuid"])
    assert len(seen) == sum(len(thing["Attribute"]) for thing in found["Object"])


def test_a_second_misp_event_edits_the_first() -> None:
    first, second = event()["Event"], event(LATER)["Event"]

    def uuids(found: Thing) -> list[str]:
        return [found["uuid"], *(one["uuid"] for thing in found["Object"] for one in [thing, *thing["Attribute"]])]

    assert uuids(first) == uuids(second)
    assert int(first["timestamp"]) < int(second["timestamp"])
    assert {tag["name"] for tag in first["Tag"]} == {'haoshao:tier="handles"'}


def test_xarf_is_accepted_by_its_library_also_where_nobody_is_named() -> None:
    rows = [listing_row(1), listing_row(2, url="http://192.0.2.7/x", platform=None), *hostile_rows()]
    check_reports(report_of(row, FACTS) for row in rows)
    unnamed = replace(FACTS, reporter=Reporter())
    check_reports(report_of(row, unnamed) for row in rows)

    assert report_of(rows[0], unnamed)["reporter"]["org"] == NOT_STATED.organisation
    assert "haoshao:reporter_not_stated" in report_of(rows[0], unnamed)["tags"]


def test_xarf_says_how_it_was_mapped_and_keeps_its_ids() -> None:
    lines = list(xarf_lines([listing_row(1), listing_row(2)], FACTS))
    first = json.loads(lines[0])

    assert (first["category"], first["type"], first["fraud_type"]) == ("content", "fraud", "other")
    assert "mapped to content/fraud" in first["description"]
    assert len({json.loads(line)["report_id"] for line in lines}) == 2
    assert first["report_id"] == report_of(listing_row(1), LATER)["report_id"]


def test_simulated_data_say_so_in_every_format() -> None:
    facts = replace(FACTS, simulated=True)
    stix = "".join(stix_lines(sections(), facts))
    misp = "".join(misp_lines(sections(), facts, name="x", info="x"))
    xarf = "".join(xarf_lines([listing_row()], facts))

    assert "simulated data" in stix
    assert "haoshao:simulated" in misp
    assert "SIMULATED DATA" in xarf


def workbook(path: Path, rows: Sequence[Thing]) -> list[dict[str, Any]]:
    write_xlsx(rows, LISTING_COLUMNS, FACTS, path, name="listings")
    sheet = openpyxl.load_workbook(path)["listings"]
    head, *body = sheet.iter_rows()
    return [dict(zip([cell.value for cell in head], line, strict=True)) for line in body]


def test_xlsx_cells_have_types(tmp_path: Path) -> None:
    (cells,) = workbook(tmp_path / "x.xlsx", [listing_row()])

    assert cells["price_min"].value == 12.5
    assert cells["stock"].value == 30
    assert cells["in_stock"].value is True
    assert cells["first_seen_at"].value == datetime(2026, 3, 1, 8, 0)  # noqa: DTZ001 - a cell knows no zone
    assert cells["offer_id"].value == "o0000000000000001"
    assert cells["handles"].value == "qq:10001"
    assert cells["posted_at"].value is None


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_inert_in_xlsx(tmp_path: Path, said: str) -> None:
    (cells,) = workbook(tmp_path / "x.xlsx", [listing_row(title=said, text=said, seller_name=said)])

    for name in ("title", "text", "seller_name"):
        assert cells[name].data_type in {"s", "inlineStr"}
        assert cells[name].hyperlink is None
        assert len(cells[name].value) <= 32_767
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert not [name for name in book.namelist() if "externalLink" in name or "vba" in name]
    assert "\u202e" not in cells["title"].value


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_inert_in_csv_and_whole_in_jsonl(said: str) -> None:
    table, lines = io.StringIO(newline=""), io.StringIO()
    row = listing_row(title=said, text=said)
    write_csv([row], LISTING_COLUMNS, table)
    write_jsonl([row], lines)

    (read,) = csv.DictReader(io.StringIO(table.getvalue().lstrip("\ufeff"), newline=""))
    assert not read["title"].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert table.getvalue().startswith("\ufeff")
    assert json.loads(lines.getvalue())["title"] == said
    assert "\u202e" not in lines.getvalue()


def test_parquet_columns_have_types_and_hostile_text_comes_back_whole(tmp_path: Path) -> None:
    rows = [listing_row(100), *(one for one in hostile_rows() if "\x00" not in one["title"])]
    out = tmp_path / 'it\'s "here".parquet'

    assert write_parquet(rows, LISTING_COLUMNS, FACTS, out) == len(rows)
    with duckdb.connect() as connection:
        table = connection.from_parquet(str(out))
        found = [dict(zip(table.columns, line, strict=True)) for line in table.fetchall()]
        types = dict(zip(table.columns, map(str, table.types), strict=True))
    assert [one["title"] for one in found] == [row["title"] for row in rows]
    assert types["price_min"] == "DECIMAL(24,6)"
    assert types["first_seen_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["attributes"] == "VARCHAR[]"
    assert types["stock"] == "BIGINT"
    assert found[0]["attributes"] == ["aged", "real_name"]
    assert json.loads(found[0]["evidence"])["offset"] == 512


def test_sellers_have_columns_too(tmp_path: Path) -> None:
    assert write_parquet([seller_row()], SELLER_COLUMNS, FACTS, tmp_path / "s.parquet") == 1
    assert write_xlsx([seller_row()], SELLER_COLUMNS, FACTS, tmp_path / "s.xlsx", name="sellers") == 1


def test_files_written_twice_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_xlsx([listing_row()], LISTING_COLUMNS, FACTS, tmp_path / f"{name}.xlsx", name="listings")
        write_parquet([listing_row()], LISTING_COLUMNS, FACTS, tmp_path / f"{name}.parquet")

    for suffix in ("xlsx", "parquet"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_once_remembers() -> None:
    with Once() as once:
        assert [once.first(key) for key in ("a", "b", "a", "a", "c")] == [True, True, False, False, True]
