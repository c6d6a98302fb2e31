"""Many rows at once, the same way on both databases: plain executemany, ids known beforehand.

SQLAlchemy makes the types and the names; the statements themselves are made once and handed
to the driver with tuples, since processing each row anew costs more than writing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar, TypeVarTuple

from sqlalchemy import BindParameter, Connection, Dialect, Row, Select, Table, bindparam, func, select, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeEngine

from storage.types import Quick

CHUNK = 500
"""How many values one statement names; SQLite allowed 999 for long."""
_Item = TypeVar("_Item")
_Columns = TypeVarTuple("_Columns")
_Process = Callable[[Any], Any] | None
_Row = type[DeclarativeBase]


def table(row: _Row) -> Table:
    """Return the table of a row class."""
    found = row.__table__
    assert isinstance(found, Table)  # noqa: S101 - every row class here maps a table
    return found


def chunks(items: Iterable[_Item], size: int = CHUNK) -> Iterator[list[_Item]]:
    """Give *items* in lists of at most *size*."""
    chunk: list[_Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def new_ids(connection: Connection, row: _Row, count: int) -> list[int]:
    """Return *count* unused ids of a table, in rising order; the transaction has to use them."""
    if not count:
        return []
    target = table(row)
    if connection.dialect.name == "postgresql":
        drawn = connection.execute(
            text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
            {"name": f'"{target.name}"', "count": count},
        )
        return sorted(int(one) for (one,) in drawn)
    last = connection.scalar(select(func.max(target.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""Stands for the ids that `rows_for` is given, in a statement that is made once: making it costs more than asking."""


def rows_for(connection: Connection, statement: Select[*_Columns], ids: Iterable[Any]) -> Iterator[Row[*_Columns]]:
    """Yield what *statement*, which names IDS, finds for *ids*, however many they are."""
    for some in chunks(ids):
        yield from connection.execute(statement, {IDS.key: some})


def look_up(connection: Connection, query: str, values: Iterable[Any]) -> Iterator[tuple[Any, list[tuple[Any, ...]]]]:
    """Yield each of *values* with the plain rows that *query* finds for it; its one parameter is written `?`.

    For thousands of small questions in a row: a result of SQLAlchemy's for each would cost more than the answer.
    """
    asked = query if connection.dialect.name == "sqlite" else query.replace("?", "%s")
    cursor = connection.connection.cursor()
    try:
        for value in values:
            cursor.execute(asked, (value,))
            yield value, [tuple(row) for row in cursor.fetchall()]
    finally:
        cursor.close()


def insert_rows(connection: Connection, row: _Row, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append rows, all with the same columns."""
    if rows:
        names = tuple(rows[0])
        _write(connection, row, _insert(connection.dialect, row, names), names, rows)


def update_rows(
    connection: Connection,
    row: _Row,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str] = ("id",),
    grow: Sequence[str] = (),
    where: str = "",
) -> int:
    """Change rows, all in the same columns, each found by its columns *by*; return how many were found.

    Columns in *grow* keep what they have where that is more. *where* is a further condition in SQL that both
    databases know.
    """
    if not rows:
        return 0
    changed = tuple(name for name in rows[0] if name not in by)
    statement = _update(connection.dialect, row, changed, tuple(by), tuple(grow), where)
    return _write(connection, row, statement, (*changed, *by), rows)


def upsert_rows(
    connection: Connection,
    row: _Row,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str],
    change: Sequence[str] = (),
) -> None:
    """Append rows; one whose columns *by* are there already has its columns *change* set instead, or is left alone."""
    if rows:
        names = tuple(rows[0])
        statement = _upsert(connection.dialect, row, names, tuple(by), tuple(change))
        _write(connection, row, statement, names, rows)


def _write(
    connection: Connection, row: _Row, statement: str, names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> int:
    columns = [
        map(itemgetter(name), rows) if process is None else map(process, map(itemgetter(name), rows))
        for name, process in zip(names, _processes(connection.dialect, row, names), strict=True)
    ]
    return connection.exec_driver_sql(statement, list(zip(*columns, strict=True))).rowcount


@lru_cache(maxsize=500)
def _processes(dialect: Dialect, row: _Row, names: tuple[str, ...]) -> tuple[_Process, ...]:
    """Return what turns each value into the driver's form; None where it goes as it is."""
    columns = table(row).c
    return tuple(_process(columns[name].type, dialect) for name in names)


def _process(kind: TypeEngine[Any], dialect: Dialect) -> _Process:
    if isinstance(kind, Quick):
        return kind.quick_bind(dialect.name)
    return kind.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=500)
def _insert(dialect: Dialect, row: _Row, names: tuple[str, ...]) -> str:
    marks = ", ".join([_mark(dialect)] * len(names))
    listed = ", ".join(_quoted(dialect, names))
    return f"INSERT INTO {_named(dialect, row)} ({listed}) VALUES ({marks})"  # noqa: S608 - names of our own tables


@lru_cache(maxsize=500)
def _upsert(dialect: Dialect, row: _Row, names: tuple[str, ...], by: tuple[str, ...], change: tuple[str, ...]) -> str:
    conflict = f"{_insert(dialect, row, names)} ON CONFLICT ({', '.join(_quoted(dialect, by))})"
    if not change:
        return f"{conflict} DO NOTHING"
    return f"{conflict} DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _quoted(dialect, change))}"


@lru_cache(maxsize=500)
def _update(
    dialect: Dialect, row: _Row, changed: tuple[str, ...], by: tuple[str, ...], grow: tuple[str, ...], where: str
) -> str:
    mark, most = _mark(dialect), "max" if dialect.name == "sqlite" else "greatest"
    values = ", ".join(
        f"{said} = {most}({said}, {mark})" if name in grow else f"{said} = {mark}"
        for name, said in zip(changed, _quoted(dialect, changed), strict=True)
    )
    found = " AND ".join([*(f"{name} = {mark}" for name in _quoted(dialect, by)), *([where] if where else [])])
    return f"UPDATE {_named(dialect, row)} SET {values} WHERE {found}"  # noqa: S608 - names of our own tables


def _mark(dialect: Dialect) -> str:
    return "?" if dialect.name == "sqlite" else "%s"


def _named(dialect: Dialect, row: _Row) -> str:
    return dialect.identifier_preparer.format_table(table(row))


def _quoted(dialect: Dialect, names: Sequence[str]) -> list[str]:
    return [dialect.identifier_preparer.quote(name) for name in names]
