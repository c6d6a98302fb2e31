"""Taking back what an unhealthy run seemed to show: it changes nothing but its own health.

Pages that a broken, blocked or failed run brought may be shells, walls or halves. What
they said of offers known before is undone, and pages and listings are marked so that the
next run reads them anew and judges them against the last sound look. Listings that
nobody had seen before stay: they are on the page that was kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from market.changes import ChangeKind, OfferState, state_of
from storage.bulk import chunks, table, update_rows
from storage.looks import observations_before
from storage.models import (
    ListingRow,
    ObservationRow,
    OfferPresenceRow,
    OfferRow,
    PageRow,
    SnapshotRow,
    TransitionRow,
)
from storage.offers import LOOK_COLUMNS, look_from
from storage.records import Health, Run

UNSOUND = frozenset({Health.BROKEN, Health.BLOCKED, Health.FAILED})
_CHANGES = (
    ChangeKind.PRICE_CHANGED,
    ChangeKind.STOCK_CHANGED,
    ChangeKind.SOLD_OUT,
    ChangeKind.RESTOCKED,
    ChangeKind.RELISTED,
)


def take_back(connection: Connection, run: Run) -> None:
    """Undo what *run* said of offers that were known before it."""
    old_listings = (
        select(ListingRow.id)
        .where(ListingRow.site_id == run.site_id, ListingRow.first_run_id.not_in(run.continued))
        .scalar_subquery()
    )
    of_site = OfferRow.listing_id.in_(old_listings)
    made = connection.scalars(select(OfferRow.id).where(of_site, OfferRow.first_run_id.in_(run.continued))).all()
    for some in chunks(made):
        for row in (ObservationRow, TransitionRow, OfferPresenceRow):
            connection.execute(delete(row).where(table(row).c.offer_id.in_(some)))
        connection.execute(delete(OfferRow).where(OfferRow.id.in_(some)))
    touched = connection.scalars(select(OfferRow.id).where(of_site, OfferRow.observed_id > run.floor_id)).all()
    for some in chunks(touched):
        _restore(connection, run, some)
    connection.execute(
        update(OfferRow)
        .where(of_site, OfferRow.missing_run_id.in_(run.continued))
        .values(missing_at=None, missing_run_id=None)
    )
    _distrust(connection, run)


def _restore(connection: Connection, run: Run, offer_ids: Sequence[int]) -> None:
    """Set offers back to the last look before the run."""
    returned = set(
        connection.scalars(
            select(TransitionRow.offer_id).where(
                TransitionRow.offer_id.in_(offer_ids),
                TransitionRow.run_id.in_(run.continued),
                TransitionRow.kind == ChangeKind.RELISTED,
            )
        ).all()
    )
    rows: list[dict[str, Any]] = [
        {
            "id": row["offer_id"],
            **{name: row[name] for name in LOOK_COLUMNS},
            "observed_id": row["snapshot_id"],
            "state": state_of(look_from(row)),
            "state_at": row["seen_at"],
        }
        for row in observations_before(connection, offer_ids, run.floor_id)
    ]
    update_rows(connection, OfferRow, rows)
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
    _end_again(connection, [key for key in returned if key is not None])


def _end_again(connection: Connection, offer_ids: Sequence[int]) -> None:
    """Let offers be gone again, as their last interval ended."""
    last = (
        select(OfferPresenceRow.offer_id, func.max(OfferPresenceRow.ended_at).label("ended_at"))
        .where(OfferPresenceRow.offer_id.in_(offer_ids))
        .group_by(OfferPresenceRow.offer_id)
        .subquery()
    )
    query = select(
        OfferPresenceRow.offer_id,
        OfferPresenceRow.since_at,
        OfferPresenceRow.ended_at,
        OfferPresenceRow.end_cause,
    ).join(last, (last.c.offer_id == OfferPresenceRow.offer_id) & (last.c.ended_at == OfferPresenceRow.ended_at))
    update_rows(
        connection,
        OfferRow,
        [
            {
                "id": row["offer_id"],
                "since_at": row["since_at"],
                "ended_at": row["ended_at"],
                "end_cause": row["end_cause"],
                "state": OfferState.GONE,
                "state_at": row["ended_at"],
            }
            for row in connection.execute(query).mappings()
        ],
    )


def _distrust(connection: Connection, run: Run) -> None:
    """Mark pages and listings that the run read, so that the next one reads them whatever their bodies."""
    fetched = select(SnapshotRow.page_id).where(SnapshotRow.id > run.floor_id, SnapshotRow.run_id.in_(run.continued))
    connection.execute(update(PageRow).where(PageRow.id.in_(fetched)).values(reader_id=None))
    connection.execute(
        update(ListingRow)
        .where(ListingRow.site_id == run.site_id, ListingRow.snapshot_id > run.floor_id)
        .values(reader_id=None)
    )
