"""What mending needs of the listings of a site, as they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from storage.bulk import chunks
from storage.listings import ListingInHand
from storage.models import HandleRow, ListingRow, PresenceRow, SnapshotRow
from storage.offers import Sight
from storage.rereading.tracks import HandleKey


def ends_of(connection: Connection, listing_ids: Iterable[int]) -> dict[int, datetime]:
    """Return since when listings are gone; those that stand are left out."""
    ends: dict[int, datetime] = {}
    for some in chunks(listing_ids):
        query = select(PresenceRow.listing_id, PresenceRow.ended_at).where(PresenceRow.listing_id.in_(some))
        last = dict(connection.execute(query.order_by(PresenceRow.listing_id, PresenceRow.nth)).all())
        ends.update({key: at for key, at in last.items() if at is not None})
    return ends


def handle_keys(connection: Connection, held: Iterable[ListingInHand]) -> dict[int, HandleKey]:
    """Return type and value of every handle of listings in hand, by id."""
    keys: dict[int, HandleKey] = {}
    for some in chunks({handle_id for one in held for handle_id in one.handles}):
        query = select(HandleRow.id, HandleRow.type, HandleRow.value).where(HandleRow.id.in_(some))
        keys.update({handle_id: (kind.value, value) for handle_id, kind, value in connection.execute(query)})
    return keys


def last_sight(connection: Connection, held: ListingInHand) -> Sight:
    """Return the page that a listing's words stand on."""
    row = connection.execute(
        select(SnapshotRow.id, SnapshotRow.run_id, SnapshotRow.fetched_at).where(
            SnapshotRow.id == held.row["snapshot_id"]
        )
    ).one()
    return Sight(run_id=row.run_id, snapshot_id=row.id, at=row.fetched_at)


def stored_uids(connection: Connection, site_id: int, *, after: int, most: int) -> list[tuple[int, int]]:
    """Return id and uid of the next listings of a site, by id."""
    query = select(ListingRow.id, ListingRow.uid).where(ListingRow.site_id == site_id, ListingRow.id > after)
    return [(key, uid) for key, uid in connection.execute(query.order_by(ListingRow.id).limit(most))]


def missing_uids(connection: Connection, uids: Sequence[int]) -> list[int]:
    """Return those of *uids* that the database does not know."""
    known: set[int] = set()
    for some in chunks(uids):
        known.update(connection.scalars(select(ListingRow.uid).where(ListingRow.uid.in_(some))))
    return [uid for uid in uids if uid not in known]
