"""Contacts of a shop that names no sellers: what nearly all of its listings show is the shop's own.

In such a shop a listing that shows a contact and one that shows none would otherwise be two sellers.
"""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, select, update

from market.model import Scope, SiteKind
from storage.bulk import upsert_rows
from storage.joining import Step
from storage.models import HandleRow, ListingRow, RecordRow, RecordSightingRow, SightingRow, SiteRow

LOOKED_AT = 300
"""Newest listings of a shop that are looked at."""
FEWEST = 3
_MOST = 0.8


def adopt_contacts(connection: Connection, step: Step) -> int:
    """Return how many contacts the shops of *step* have taken as their own; their records are due then."""
    unnamed = {
        party.site_id
        for party in step.parties
        if party.listing is not None and party.listing["record_id"] is None and party.handles
    }
    adopted = 0
    for site_id in sorted(unnamed):
        record = step.sites[site_id].record
        if record is not None:
            adopted += _adopt(connection, site_id, record.id)
    return adopted


def _adopt(connection: Connection, site_id: int, record_id: int) -> int:
    is_shop = connection.scalar(select(SiteRow.id).where(SiteRow.id == site_id, SiteRow.kind == SiteKind.CATALOGUE))
    known = connection.scalar(select(func.count()).where(RecordSightingRow.record_id == record_id))
    if is_shop is None or known:
        return 0
    newest = (
        select(ListingRow.id)
        .where(ListingRow.site_id == site_id, ListingRow.record_id.is_(None))
        .order_by(ListingRow.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    shown = (
        select(
            SightingRow.handle_id,
            func.count().label("listings"),
            func.min(SightingRow.first_seen_at).label("first_seen_at"),
            func.max(SightingRow.snapshot_id).label("snapshot_id"),
        )
        .join(HandleRow, HandleRow.id == SightingRow.handle_id)
        .where(
            SightingRow.listing_id.in_(select(newest.c.id)),
            and_(SightingRow.ended_at.is_(None), SightingRow.scope == Scope.LISTING, HandleRow.shared_at.is_(None)),
        )
        .group_by(SightingRow.handle_id)
    )
    total = connection.scalar(select(func.count()).select_from(newest)) or 0
    rows = [
        {
            "record_id": record_id,
            "handle_id": row.handle_id,
            "first_seen_at": row.first_seen_at,
            "last_seen_at": row.first_seen_at,
            "snapshot_id": row.snapshot_id,
        }
        for row in connection.execute(shown)
        if row.listings >= FEWEST and row.listings >= _MOST * total
    ]
    upsert_rows(connection, RecordSightingRow, rows, by=["record_id", "handle_id"])
    if rows:
        connection.execute(update(RecordRow).where(RecordRow.id == record_id).values(due=True))
    return len(rows)
