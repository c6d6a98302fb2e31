"""A filled SQLite database made larger by copies of its shops, as the recorder would have left that many more of them.

Every row of a shop is copied with ids of its own; what has to be unique (identities, names, handles, traits) is made
so. The search index is made by the product's own words, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Column, Connection, Engine, Table

from storage.database import writing
from storage.models import Base
from storage.searching import index_all

TABLES = (
    "site",
    "warc",
    "run",
    "page",
    "snapshot",
    "seller",
    "seller_record",
    "handle",
    "listing",
    "offer",
    "observation",
    "presence",
    "transition",
    "sighting",
    "handle_party",
    "record_name",
    "record_sighting",
    "seller_site",
    "seller_trait",
    "verdict",
)
"""In an order in which every row finds those that it points at."""
_POINTS = {
    ("offer", "observed_id"): "snapshot",
    ("presence", "last_snapshot_id"): "snapshot",
    ("page", "body_snapshot_id"): "snapshot",
    ("run", "floor_id"): "snapshot",
    ("run", "told_floor_id"): "transition",
    ("site", "baseline_run_id"): "run",
    ("presence", "missed_run_id"): "run",
    ("offer", "missing_run_id"): "run",
}
"""Columns that point at rows without a foreign key."""
_NODES = {
    ("seller", "founder_id"): "founder_kind",
    ("seller_trait", "node_id"): "node_kind",
    ("verdict", "a_id"): "a_kind",
    ("verdict", "b_id"): "b_kind",
}
"""Columns that point at a record (kind 1) or a handle."""
_DIGESTS = {"uid", "trait"}
_NAMES = {("site", "name"), ("warc", "name"), ("handle", "value")}
_HALF = 4611686018427387904


def copy_shops(engine: Engine, times: int) -> None:
    """Add so many copies of everything that stands in the database."""
    tables = [Base.metadata.tables[name] for name in TABLES]
    with writing(engine) as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        last = {one.name: _last(connection, one) for one in tables if "id" in one.c}
        for turn in range(1, times + 1):
            for one in tables:
                listed = ", ".join(f'"{column.name}"' for column in one.c)
                values = ", ".join(_value(one, column, last, turn) for column in one.c)
                which = "WHERE id <= " + str(last[one.name]) if "id" in one.c else _of_first(one, last)
                copied = f'SELECT {values} FROM "{one.name}" {which}'  # noqa: S608 - our own tables
                connection.exec_driver_sql(f'INSERT INTO "{one.name}" ({listed}) {copied}')
    with writing(engine) as connection:
        index_all(connection)


def _last(connection: Connection, one: Table) -> int:
    return int(connection.exec_driver_sql(f'SELECT coalesce(max(id), 0) FROM "{one.name}"').scalar() or 0)  # noqa: S608


def _of_first(one: Table, last: dict[str, int]) -> str:
    """Return the condition of a row of a table without ids that is no copy."""
    if one.name == "seller_trait":
        return f"WHERE node_id <= CASE node_kind WHEN 1 THEN {last['seller_record']} ELSE {last['handle']} END"
    for column in one.primary_key:
        for target in _targets(column):
            return f'WHERE "{column.name}" <= {last[target]}'
    raise AssertionError(one.name)


def _targets(column: Column[object]) -> Iterator[str]:
    for key in column.foreign_keys:
        if key.column.table.name in TABLES:
            yield key.column.table.name


def _value(one: Table, column: Column[object], last: dict[str, int], turn: int) -> str:
    """Return what a copy has in a column, in SQL."""
    place, said = (one.name, column.name), f'"{column.name}"'
    target = _POINTS.get(place) or next(_targets(column), one.name if column.name == "id" else None)
    if target is not None:
        return f"{said} + {turn * last[target]}"
    if place in _NODES:
        shift = f"CASE {_NODES[place]} WHEN 1 THEN {turn * last['seller_record']} ELSE {turn * last['handle']} END"
        return f"{said} + {shift}"
    if column.name in _DIGESTS:
        return f"{said} % {_HALF} + {turn * 46116860184273 + turn}"
    return f"{said} || '{turn:02d}'" if place in _NAMES else said
