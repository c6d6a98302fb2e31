"""Telling of sellers: the transitions of the transaction that makes or moves them, and the alerts that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from market.changes import ChangeKind
from market.occasions import Judge
from storage.bulk import chunks
from storage.judging import judge_transitions, leave_unjudged
from storage.models import ListingRow
from storage.transitions import record_transitions


def announce(
    connection: Connection,
    sellers: Sequence[Mapping[str, Any]],
    moves: Sequence[Mapping[str, Any]],
    *,
    judge: Judge | None,
    now: datetime,
    at: datetime | None = None,
) -> None:
    """Record *sellers* that are news, and *moves*, rows of known ones at new sites, as transitions; raise what follows.

    They are news since *at*, where that is not *now*. Without a judge the runs concerned stay for whoever has one.
    """
    told = [*moves, *_newcomers(connection, [row for row in sellers if not row["baseline"]], at or now)]
    ids = record_transitions(connection, told)
    if judge is None:
        leave_unjudged(connection, (row["run_id"] for row in told))
    else:
        judge_transitions(connection, judge, ids, now=now)


def _newcomers(connection: Connection, sellers: Sequence[Mapping[str, Any]], at: datetime) -> list[dict[str, Any]]:
    shown: dict[int | None, int] = {}
    for some in chunks(row["id"] for row in sellers):
        first = select(func.min(ListingRow.id)).where(ListingRow.seller_id.in_(some)).group_by(ListingRow.seller_id)
        found = connection.execute(select(ListingRow.seller_id, ListingRow.snapshot_id).where(ListingRow.id.in_(first)))
        shown |= {row.seller_id: row.snapshot_id for row in found}
    return [
        {
            "kind": ChangeKind.SELLER_NEW,
            "site_id": row["first_site_id"],
            "seller_id": row["id"],
            "run_id": row["first_run_id"],
            "snapshot_id": shown.get(row["id"]),
            "at": at,
            "after": row["name"],
        }
        for row in sellers
    ]
