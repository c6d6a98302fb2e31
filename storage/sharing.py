"""Handles that so many unrelated parties show that they are nobody's own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.bulk import chunks, insert_rows, table, upsert_rows
from storage.codes import Node
from storage.joining import NodeInHand, Step
from storage.models import HandlePartyRow, HandleRow, IssueRow, ListingRow, RecordRow, VerdictRow
from storage.records import digest63


def part_shared(connection: Connection, step: Step, *, now: datetime, cap: int) -> int:
    """Return how many handles of *step* turn out to be shared by more than *cap* parties.

    Such a handle joins nobody from now on. What it had joined is parted: the oldest record
    keeps the seller, everything else is due for resolving again.
    """
    pairs = {
        (handle.id, stand_in.id)
        for party in step.parties
        for stand_in in [party.record or step.sites[party.site_id].record]
        if stand_in is not None
        for handle in party.handles
    }
    upsert_rows(
        connection,
        HandlePartyRow,
        [{"handle_id": handle_id, "record_id": record_id} for handle_id, record_id in sorted(pairs)],
        by=["handle_id", "record_id"],
    )
    found: list[NodeInHand] = []
    for some in chunks({handle_id for handle_id, _ in pairs}):
        query = (
            select(HandlePartyRow.handle_id)
            .where(HandlePartyRow.handle_id.in_(some))
            .group_by(HandlePartyRow.handle_id)
            .having(func.count() > cap)
        )
        crowded = [step.nodes[Node.HANDLE, key] for key in connection.scalars(query)]
        found += [handle for handle in crowded if not handle.shared]
    for handle in found:
        _part(connection, handle, now=now, cap=cap)
    return len(found)


def _part(connection: Connection, handle: NodeInHand, *, now: datetime, cap: int) -> None:
    seller_id = connection.scalar(select(HandleRow.seller_id).where(HandleRow.id == handle.id))
    connection.execute(update(HandleRow).where(HandleRow.id == handle.id).values(shared_at=now, seller_id=None))
    connection.execute(
        update(VerdictRow)
        .where(
            or_(
                and_(VerdictRow.a_kind == Node.HANDLE, VerdictRow.a_id == handle.id),
                and_(VerdictRow.b_kind == Node.HANDLE, VerdictRow.b_id == handle.id),
            ),
            VerdictRow.withdrawn_at.is_(None),
            VerdictRow.by.is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by="rule: shown by too many")
    )
    detail = f"{handle.label} is shown by more than {cap} parties; it joins nobody from now on"
    insert_rows(
        connection,
        IssueRow,
        [
            {
                "code": "shared_handle",
                "detail_key": digest63(detail),
                "detail": detail,
                "first_at": now,
                "last_at": now,
                "breaks": False,
                "count": 1,
            }
        ],
    )
    if seller_id is not None:
        _scatter(connection, seller_id)


def _scatter(connection: Connection, seller_id: int) -> None:
    """Make everything of a seller due again, all but its oldest record or handle."""
    keeper = connection.scalar(
        select(RecordRow.id)
        .where(RecordRow.seller_id == seller_id)
        .order_by(RecordRow.first_run_id, RecordRow.id)
        .limit(1)
    )
    handles = table(HandleRow)
    leaving = update(handles).where(handles.c.seller_id == seller_id)
    if keeper is None:
        first = select(func.min(handles.c.id)).where(handles.c.seller_id == seller_id).scalar_subquery()
        leaving = leaving.where(handles.c.id != first)
    connection.execute(leaving.values(seller_id=None))
    connection.execute(
        update(RecordRow).where(RecordRow.seller_id == seller_id, RecordRow.id != (keeper or 0)).values(seller_id=None)
    )
    connection.execute(update(RecordRow).where(RecordRow.id == (keeper or 0)).values(due=True))
    connection.execute(update(ListingRow).where(ListingRow.seller_id == seller_id).values(due=True))
