"""Handles, the records that show them, and burner numbers: upserts by identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from market.model import BurnerNumber, Handle
from storage.bulk import chunks, insert_rows, new_ids, table, update_rows, upsert_rows
from storage.codes import NumberState
from storage.models import (
    HandleRow,
    NumberRow,
    NumberSightingRow,
    RecordNameRow,
    RecordRow,
    RecordSightingRow,
    SnapshotRow,
)
from storage.offers import Sight
from storage.pages import Names
from storage.records import Run, digest63
from storage.words import storable

LONGEST_VALUE = 200
SITE_KEY = ""
"""The key of the record that stands for the site itself."""


def name_handles(connection: Connection, names: Names, seen: Iterable[tuple[Handle, Sight]]) -> None:
    """Make every handle known by id."""
    unknown: dict[tuple[str, str], tuple[Handle, Sight]] = {}
    for handle, sight in seen:
        key = handle_key(handle)
        if key not in names.handles:
            unknown.setdefault(key, (handle, sight))
    rows = [
        {"type": handle.type, "value": key[1], "first_seen_at": sight.at, "first_run_id": sight.run_id}
        for key, (handle, sight) in sorted(unknown.items())
    ]
    upsert_rows(connection, HandleRow, rows, by=["type", "value"])
    kinds = {handle.type for handle, _ in unknown.values()}
    for some in chunks({value for _, value in unknown}):
        found = connection.execute(
            select(HandleRow.type, HandleRow.value, HandleRow.id).where(
                HandleRow.type.in_(kinds), HandleRow.value.in_(some)
            )
        )
        names.handles.update({(kind.value, value): key for kind, value, key in found})


def handle_key(handle: Handle) -> tuple[str, str]:
    """Return what tells one handle from another, as stored."""
    return handle.type.value, storable(handle.value)[:LONGEST_VALUE]


def name_records(
    connection: Connection, site_id: int, site: str, names: Names, seen: Mapping[str, tuple[str | None, Sight]]
) -> None:
    """Make every record of the site known by id, with the name it goes by now."""
    unknown = {digest63(site, key): key for key in seen if key not in names.records}
    for some in chunks(unknown):
        query = select(RecordRow.uid, RecordRow.id, RecordRow.name).where(RecordRow.uid.in_(some))
        for uid, record_id, name in connection.execute(query):
            names.records[unknown[uid]] = record_id
            names.called[record_id] = name
    missing = [key for key in unknown.values() if key not in names.records]
    rows = []
    for record_id, key in zip(new_ids(connection, RecordRow, len(missing)), missing, strict=True):
        names.records[key] = record_id
        sight = seen[key][1]
        rows.append(
            {
                "id": record_id,
                "uid": digest63(site, key),
                "site_id": site_id,
                "key": key,
                "first_seen_at": sight.at,
                "first_run_id": sight.run_id,
                "due": True,
            }
        )
    insert_rows(connection, RecordRow, rows)
    _rename(connection, names, seen)


def _rename(connection: Connection, names: Names, seen: Mapping[str, tuple[str | None, Sight]]) -> None:
    renamed = []
    for key, (said, sight) in seen.items():
        record_id, name = names.records[key], (storable(said) or "").strip()[:LONGEST_VALUE]
        if name and names.called.get(record_id) != name:
            names.called[record_id] = name
            renamed.append((record_id, name, sight))
    update_rows(connection, RecordRow, [{"id": record_id, "name": name} for record_id, name, _ in renamed])
    upsert_rows(
        connection,
        RecordNameRow,
        [{"record_id": record_id, "name": name, "first_seen_at": sight.at} for record_id, name, sight in renamed],
        by=["record_id", "name"],
    )


def sight_on_record(connection: Connection, record_id: int, seen: Mapping[int, Sight]) -> None:
    """Note that a record shows handles outside its listings; a new one makes it due for resolving."""
    if not seen:
        return
    known = set(
        connection.scalars(select(RecordSightingRow.handle_id).where(RecordSightingRow.record_id == record_id)).all()
    )
    rows = [
        {
            "record_id": record_id,
            "handle_id": handle_id,
            "first_seen_at": sight.at,
            "last_seen_at": sight.at,
            "snapshot_id": sight.snapshot_id,
        }
        for handle_id, sight in seen.items()
    ]
    upsert_rows(
        connection, RecordSightingRow, rows, by=["record_id", "handle_id"], change=["last_seen_at", "snapshot_id"]
    )
    if not seen.keys() <= known:
        connection.execute(update(RecordRow).where(RecordRow.id == record_id).values(due=True))


def number_value(number: BurnerNumber) -> str:
    """Return what tells one burner number from another, as stored."""
    return storable(number.number)[:20]


def sight_numbers(connection: Connection, run: Run, seen: Iterable[tuple[BurnerNumber, Sight]]) -> None:
    """Upsert burner numbers and note that the site shows them."""
    latest = {number_value(number): (number, sight) for number, sight in seen}
    if not latest:
        return
    upsert_rows(
        connection,
        NumberRow,
        [
            {
                "value": value,
                "country": storable(number.country),
                "first_seen_at": sight.at,
                "last_seen_at": sight.at,
                "state": NumberState.ACTIVE,
            }
            for value, (number, sight) in latest.items()
        ],
        by=["value"],
        change=["last_seen_at", "state"],
    )
    ids: dict[str, int] = {}
    for some in chunks(latest):
        found = connection.execute(select(NumberRow.value, NumberRow.id).where(NumberRow.value.in_(some)))
        ids |= dict(found.all())
    rows: list[dict[str, Any]] = [
        {
            "number_id": ids[value],
            "site_id": run.site_id,
            "first_seen_at": sight.at,
            "last_seen_at": sight.at,
            "last_run_id": run.id,
            "snapshot_id": sight.snapshot_id,
        }
        for value, (_, sight) in latest.items()
    ]
    upsert_rows(
        connection,
        NumberSightingRow,
        rows,
        by=["number_id", "site_id"],
        change=["last_seen_at", "last_run_id", "snapshot_id"],
    )


def see_pages_again(connection: Connection, run: Run, names: Names, pages: Mapping[int, Sight]) -> None:
    """Note that handles and numbers which stood on unchanged pages are seen again."""
    if not pages:
        return
    latest = max(pages.values(), key=lambda sight: sight.at)
    stood = select(SnapshotRow.id).where(SnapshotRow.page_id.in_(pages))
    record_id = names.records.get(SITE_KEY)
    if record_id is not None:
        connection.execute(
            update(RecordSightingRow)
            .where(RecordSightingRow.record_id == record_id, RecordSightingRow.snapshot_id.in_(stood))
            .values(last_seen_at=latest.at)
        )
    shown = (NumberSightingRow.site_id == run.site_id, NumberSightingRow.snapshot_id.in_(stood))
    numbers = connection.scalars(select(NumberSightingRow.number_id).where(*shown)).all()
    if numbers:
        connection.execute(update(NumberSightingRow).where(*shown).values(last_seen_at=latest.at, last_run_id=run.id))
        for some in chunks(numbers):
            connection.execute(
                update(table(NumberRow))
                .where(NumberRow.id.in_(some))
                .values(last_seen_at=latest.at, state=NumberState.ACTIVE)
            )
