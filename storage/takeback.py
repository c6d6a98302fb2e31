"""Taking back what an unhealthy run seemed to show: it changes nothing but its own health.

Pages that a broken, blocked or failed run brought may be shells, walls or halves. Every
listing known before is put back as it was, with its offers and handles. Listings that
nobody had seen before stay: they are on the pages that were kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select, update

from market.changes import ChangeKind
from storage.bulk import chunks, table, update_rows, upsert_rows
from storage.models import (
    ListingRow,
    ListingUndoRow,
    ObservationRow,
    OfferPresenceRow,
    OfferRow,
    PageRow,
    PresenceRow,
    SightingRow,
    SnapshotRow,
    TransitionRow,
)
from storage.records import Health, Run
from storage.searching import index_listings, indexed_words
from storage.undo import Saved, unpacked

UNSOUND = frozenset({Health.BROKEN, Health.BLOCKED, Health.FAILED})
_CHANGES = (
    ChangeKind.APPEARED,
    ChangeKind.PRICE_CHANGED,
    ChangeKind.STOCK_CHANGED,
    ChangeKind.SOLD_OUT,
    ChangeKind.RESTOCKED,
    ChangeKind.RELISTED,
)


def take_back(connection: Connection, run: Run) -> None:
    """Put every listing that was known before *run* back as it was."""
    query = select(ListingUndoRow.saved).where(ListingUndoRow.site_id == run.site_id)
    for some in chunks(connection.scalars(query).all()):
        _restore(connection, run, [unpacked(saved) for saved in some])
    fetched = select(SnapshotRow.page_id).where(SnapshotRow.id > run.floor_id, SnapshotRow.run_id.in_(run.continued))
    connection.execute(update(PageRow).where(PageRow.id.in_(fetched)).values(reader_id=None))


def forget_undo(connection: Connection, run: Run) -> None:
    """Drop what would have undone the run: it has its verdict."""
    connection.execute(delete(ListingUndoRow).where(ListingUndoRow.site_id == run.site_id))


def _restore(connection: Connection, run: Run, saved: Sequence[Saved]) -> None:
    listing_ids = [one.listing["id"] for one in saved]
    offers = [offer for one in saved for offer in one.offers]
    kept = {offer["id"] for offer in offers}
    now = connection.scalars(select(OfferRow.id).where(OfferRow.listing_id.in_(listing_ids))).all()
    for some in chunks(now):
        _forget_looks(connection, run, some)
    for some in chunks(key for key in now if key not in kept):
        connection.execute(delete(OfferPresenceRow).where(OfferPresenceRow.offer_id.in_(some)))
        connection.execute(delete(OfferRow).where(OfferRow.id.in_(some)))
    for offer in offers:
        if offer["ended_at"] is None:
            connection.execute(
                delete(OfferPresenceRow).where(
                    OfferPresenceRow.offer_id == offer["id"], OfferPresenceRow.since_at >= offer["since_at"]
                )
            )
    update_rows(connection, OfferRow, offers)
    before = indexed_words(connection, listing_ids)
    update_rows(connection, ListingRow, [one.listing | {"due": True} for one in saved])
    index_listings(connection, [one.listing for one in saved], before)
    _restore_sightings(connection, saved, listing_ids)
    _close_again(connection, saved)


def _forget_looks(connection: Connection, run: Run, offer_ids: Sequence[int]) -> None:
    connection.execute(
        delete(ObservationRow).where(ObservationRow.offer_id.in_(offer_ids), ObservationRow.snapshot_id > run.floor_id)
    )
    connection.execute(
        delete(TransitionRow).where(
            TransitionRow.offer_id.in_(offer_ids),
            TransitionRow.run_id.in_(run.continued),
            TransitionRow.kind.in_(_CHANGES),
        )
    )


def _restore_sightings(connection: Connection, saved: Sequence[Saved], listing_ids: Sequence[int]) -> None:
    rows = [sighting for one in saved for sighting in one.sightings]
    kept = {(row["listing_id"], row["handle_id"]) for row in rows}
    now = connection.execute(
        select(SightingRow.listing_id, SightingRow.handle_id).where(SightingRow.listing_id.in_(listing_ids))
    ).all()
    for listing_id, handle_id in now:
        if (listing_id, handle_id) not in kept:
            connection.execute(
                delete(SightingRow).where(SightingRow.listing_id == listing_id, SightingRow.handle_id == handle_id)
            )
    changed = [name for name in table(SightingRow).c.keys() if name not in {"listing_id", "handle_id"}]  # noqa: SIM118
    upsert_rows(connection, SightingRow, rows, by=["listing_id", "handle_id"], change=changed)


def _close_again(connection: Connection, saved: Sequence[Saved]) -> None:
    """Take back the interval that the run opened for a listing that had ended."""
    ended = [one.listing["id"] for one in saved if one.offers and all(o["ended_at"] is not None for o in one.offers)]
    for some in chunks(ended):
        connection.execute(
            delete(PresenceRow).where(
                PresenceRow.listing_id.in_(some), PresenceRow.ended_at.is_(None), PresenceRow.nth > 0
            )
        )
