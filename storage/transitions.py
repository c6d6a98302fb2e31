"""Appending transitions, and finding those of a stretch of time or of a run without an index over moments.

Ids rise as transitions are recorded. For each day `transition_day` holds the lowest id of those that happened on it, so
that a stretch of time or the runs of a site are looked for from some id on: a few rows instead of 17 bytes for each
transition. What was delivered late (an old file, a clock set back) lowers the id of its day: slower, never missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from storage.bulk import chunks, insert_rows, new_ids, table, upsert_rows
from storage.models import TransitionDayRow, TransitionRow

_DAY = table(TransitionDayRow)
_TRANSITION = table(TransitionRow)


def day_number(moment: datetime) -> int:
    """Return the day of a moment in UTC, counted from 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)).days


def record_transitions(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Append transitions, all with the same columns, and return their ids in the same order."""
    ids = new_ids(connection, TransitionRow, len(rows))
    insert_rows(connection, TransitionRow, [{"id": key, **row} for key, row in zip(ids, rows, strict=True)])
    first: dict[int, int] = {}
    for key, row in zip(ids, rows, strict=True):
        first.setdefault(day_number(row["at"]), key)
    known: dict[int, int] = {}
    for some in chunks(first):
        known.update(dict(connection.execute(select(_DAY.c.day, _DAY.c.first_id).where(_DAY.c.day.in_(some))).all()))
    lower = [{"day": day, "first_id": key} for day, key in sorted(first.items()) if key < known.get(day, key + 1)]
    upsert_rows(connection, TransitionDayRow, lower, by=["day"], change=["first_id"])
    return ids


def last_transition(connection: Connection) -> int:
    """Return the highest id of a transition; 0 where there is none."""
    return connection.scalar(select(func.max(_TRANSITION.c.id))) or 0


def told_between(since: datetime | None, until: datetime | None = None) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a transition that happened after *since* up to *until*; None is no end."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        lowest = select(func.min(_DAY.c.first_id)).where(_DAY.c.day >= day_number(since)).scalar_subquery()
        found += [_TRANSITION.c.at > since, _TRANSITION.c.id >= lowest]
    if until is not None:
        found.append(_TRANSITION.c.at <= until)
    return tuple(found)
