"""What a case rests on: the snapshots it holds, and those that show its offers now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from market.takedowns import Frozen
from storage.ids import OFFER, public_id
from storage.models import (
    CaseEvidenceRow,
    CaseOfferRow,
    ListingRow,
    OfferRow,
    PageRow,
    PresenceRow,
    SnapshotRow,
    WarcRow,
)
from storage.pages import snapshot_ref
from storage.records import SnapshotRef


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSnapshot:
    """A snapshot that a case rests on."""

    offer_id: str
    snapshot_id: int
    frozen_at: datetime
    how: Frozen
    url: str
    ref: SnapshotRef


def held_evidence(connection: Connection, case_id: int) -> tuple[HeldSnapshot, ...]:
    """Return the snapshots that a case rests on, by offer."""
    query = (
        select(
            *SnapshotRow.__table__.c,
            WarcRow.name,
            PageRow.url,
            OfferRow.uid,
            CaseEvidenceRow.frozen_at,
            CaseEvidenceRow.how,
        )
        .select_from(CaseEvidenceRow)
        .join(SnapshotRow, SnapshotRow.id == CaseEvidenceRow.snapshot_id)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .join(PageRow, PageRow.id == SnapshotRow.page_id)
        .join(OfferRow, OfferRow.id == CaseEvidenceRow.offer_id)
        .where(CaseEvidenceRow.case_id == case_id)
        .order_by(CaseEvidenceRow.offer_id, SnapshotRow.id)
    )
    return tuple(
        HeldSnapshot(
            offer_id=public_id(OFFER, row["uid"]),
            snapshot_id=row["id"],
            frozen_at=row["frozen_at"],
            how=row["how"],
            url=row["url"],
            ref=snapshot_ref(row, url=row["final_url"] or row["url"]),
        )
        for row in connection.execute(query).mappings()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBy:
    """Which snapshots show an offer of a case, and which site it is of."""

    offer_id: int
    site_id: int
    words_id: int
    """The snapshot that its words and spans stand on."""
    last_id: int
    """The snapshot that showed it last."""
    last_run_id: int
    is_open: bool
    """Whether its listing still stands."""


def shown_by(connection: Connection, case_id: int) -> Sequence[ShownBy]:
    """Return for each offer of a case what shows it."""
    latest = (
        select(func.max(PresenceRow.nth))
        .where(PresenceRow.listing_id == ListingRow.id)
        .correlate(ListingRow)
        .scalar_subquery()
    )
    query = (
        select(
            OfferRow.id,
            ListingRow.site_id,
            ListingRow.snapshot_id,
            PresenceRow.last_snapshot_id,
            PresenceRow.last_run_id,
            PresenceRow.ended_at,
        )
        .join(CaseOfferRow, CaseOfferRow.offer_id == OfferRow.id)
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .join(PresenceRow, (PresenceRow.listing_id == ListingRow.id) & (PresenceRow.nth == latest))
        .where(CaseOfferRow.case_id == case_id)
        .order_by(OfferRow.id)
    )
    return tuple(
        ShownBy(
            offer_id=row.id,
            site_id=row.site_id,
            words_id=row.snapshot_id,
            last_id=row.last_snapshot_id,
            last_run_id=row.last_run_id,
            is_open=row.ended_at is None,
        )
        for row in connection.execute(query)
    )
