"""A person's data out of every text of the database, whichever table it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Column, Connection, Engine, String, Table, UniqueConstraint, and_, delete, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.bulk import table
from storage.database import reading, writing
from storage.evidence.erasing.subjects import Subject
from storage.models import Base, ListingRow, NumberRow, NumberSightingRow
from storage.searching import WORDS, index_listings, indexed_words

_AT_ONCE = 500
_PLAIN = frozenset(
    {"meta", "reader", "warc", "observation", "presence", "offer_presence", "listing_search", "erasure", "lease"}
)
"""Tables whose texts are ours; the search index is made anew from what it indexes."""
_CASES = ("case", "notice", "takedown")
"""Tables of these names hold what a case rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsDone:
    """What became of the rows."""

    changed: int
    kept: int
    """Rows of cases that hold the value and were left as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    table: Table
    keys: tuple[Column[Any], ...]
    texts: tuple[Column[Any], ...]
    unique: frozenset[str]
    """Columns in which two rows may not say the same."""


def erase_rows(engine: Engine, subject: Subject, *, uid: str, dry: bool) -> RowsDone:
    """Return how many rows held the value of *subject*; unless `dry`, none but those of cases does any more."""
    changed = kept = 0
    for plan in _plans():
        for rows in _pages(engine, plan):
            hits = [row for row in rows if any(_holds(subject, row[text.name]) for text in plan.texts)]
            if not hits:
                continue
            if plan.table.name.startswith(_CASES):
                kept += len(hits)
                continue
            changed += len(hits)
            if not dry:
                with writing(engine) as connection:
                    _forget_traces(connection)
                    for row in hits:
                        _change(connection, plan, row, subject, uid)
    if not dry and changed:
        _tidy(engine)
    return RowsDone(changed=changed, kept=kept)


def _plans() -> Iterator[_Plan]:
    for found in Base.metadata.sorted_tables:
        texts = tuple(column for column in found.columns if isinstance(column.type, String))
        if not texts or found.name in _PLAIN:
            continue
        keys = tuple(found.primary_key.columns)
        unique = {column.name for column in (*keys, *texts) if column.primary_key or column.unique}
        for constraint in found.constraints:
            if isinstance(constraint, UniqueConstraint):
                unique |= {column.name for column in constraint.columns}
        yield _Plan(table=found, keys=keys, texts=texts, unique=frozenset(unique))


def _pages(engine: Engine, plan: _Plan) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield the rows of a table some hundred at a time, in the order of their key."""
    last: tuple[Any, ...] | None = None
    columns = {column.name: column for column in (*plan.keys, *plan.texts)}
    if plan.table.name == ListingRow.__tablename__:
        columns |= {name: plan.table.c[name] for name in WORDS}
    while True:
        query = select(*columns.values()).order_by(*plan.keys).limit(_AT_ONCE)
        if last is not None:
            query = query.where(_after(plan.keys, last))
        with reading(engine) as connection:
            rows = connection.execute(query).mappings().all()
        if not rows:
            return
        last = tuple(rows[-1][key.name] for key in plan.keys)
        yield [dict(row) for row in rows]


def _after(keys: Sequence[Column[Any]], last: Sequence[Any]) -> Any:  # noqa: ANN401 - a clause of SQLAlchemy
    """Return the condition of standing behind *last* in the order of *keys*."""
    clause = keys[-1] > last[-1]
    for key, value in zip(reversed(keys[:-1]), reversed(last[:-1]), strict=True):
        clause = (key > value) | and_(key == value, clause)
    return clause


def _holds(subject: Subject, said: str | None) -> bool:
    return said is not None and subject.is_in(said.encode("utf-8", "surrogatepass"))


def _change(connection: Connection, plan: _Plan, row: Mapping[str, Any], subject: Subject, uid: str) -> None:
    if plan.table.name == NumberRow.__tablename__:
        connection.execute(delete(NumberSightingRow).where(NumberSightingRow.number_id == row["id"]))
        connection.execute(delete(NumberRow).where(NumberRow.id == row["id"]))
        return
    values = {}
    for column in plan.texts:
        said = row[column.name]
        if not _holds(subject, said):
            continue
        marked = f"erased-{uid}-" + "-".join(str(row[key.name]) for key in plan.keys if key.name != column.name)
        values[column.name] = marked if column.name in plan.unique else _without(subject, said)
    here = and_(*(key == row[key.name] for key in plan.keys))
    before = indexed_words(connection, [row["id"]]) if plan.table is table(ListingRow) else {}
    try:
        with connection.begin_nested():
            connection.execute(update(plan.table).where(here).values(**values))
    except IntegrityError:
        # the same was erased here before: the row that is left says all that may be said
        connection.execute(delete(plan.table).where(here))
        return
    if plan.table is table(ListingRow):
        index_listings(connection, [{**row, **values}], before)


def _without(subject: Subject, said: str) -> str:
    """Return *said* with stars in place of the value; JSON stays JSON."""
    starred = subject.starred_text(said)
    if not said.startswith(("{", "[")):
        return starred
    try:
        before = orjson.loads(said)
    except orjson.JSONDecodeError:
        return starred
    return orjson.dumps(_starred_json(subject, before)).decode()


def _starred_json(subject: Subject, said: Any) -> Any:  # noqa: ANN401 - a value of JSON
    if isinstance(said, str):
        return subject.starred_text(said)
    if isinstance(said, list):
        return [_starred_json(subject, one) for one in said]
    if isinstance(said, dict):
        return {subject.starred_text(key): _starred_json(subject, value) for key, value in said.items()}
    if isinstance(said, int) and not isinstance(said, bool) and _holds(subject, str(said)):
        return subject.starred_text(str(said))
    return said


def _forget_traces(connection: Connection) -> None:
    """Let SQLite write over what it frees; PostgreSQL forgets at its next vacuum."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))


def _tidy(engine: Engine) -> None:
    """Take what was erased out of the search index's old parts and out of SQLite's log."""
    if engine.dialect.name != "sqlite":
        return
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO listing_fts (listing_fts) VALUES ('optimize')"))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
