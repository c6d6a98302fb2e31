"""Many rows at once, the same way on both databases: plain executemany, ids known beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase

CHUNK = 500
"""How many values one statement names; SQLite allowed 999 for long."""
_Item = TypeVar("_Item")


def table(row: type[DeclarativeBase]) -> Table:
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


def new_ids(connection: Connection, row: type[DeclarativeBase], count: int) -> list[int]:
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


def insert_rows(connection: Connection, row: type[DeclarativeBase], rows: Sequence[dict[str, Any]]) -> None:
    """Append rows, all with the same columns."""
    if rows:
        connection.execute(insert(table(row)), rows)


def update_rows(
    connection: Connection, row: type[DeclarativeBase], rows: Sequence[dict[str, Any]], *, by: Sequence[str] = ("id",)
) -> None:
    """Change rows, all in the same columns, each found by its columns *by*."""
    if not rows:
        return
    target = table(row)
    found = [target.c[name] == bindparam(f"at_{name}", type_=target.c[name].type) for name in by]
    changed: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in by}
    named = [{f"at_{k}" if k in by else k: v for k, v in one.items()} for one in rows]
    connection.execute(update(target).where(*found).values(changed), named)


def upsert_rows(
    connection: Connection,
    row: type[DeclarativeBase],
    rows: Sequence[dict[str, Any]],
    *,
    by: Sequence[str],
    change: Sequence[str] = (),
) -> None:
    """Append rows; one whose columns *by* are there already has its columns *change* set instead, or is left alone."""
    if not rows:
        return
    target = table(row)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(target)
    if change:
        statement = statement.on_conflict_do_update(
            index_elements=list(by), set_={name: statement.excluded[name] for name in change}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(by))
    connection.execute(statement, rows)
