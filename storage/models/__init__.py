"""The tables, by topic. Thought through for a hundred million observations: hot rows are narrow and hold no JSON."""

from storage.models.alerting import AlertEventRow, AlertOfferRow, AlertRow, MetaRow, OutboxRow
from storage.models.base import Base
from storage.models.crawling import IssueRow, LeaseRow, PageRow, ReaderRow, RunRow, SiteRow, SnapshotRow, WarcRow
from storage.models.sellers import (
    HandlePartyRow,
    HandleRow,
    NumberRow,
    NumberSightingRow,
    RecordNameRow,
    RecordRow,
    RecordSightingRow,
    SellerRow,
    SellerSiteRow,
    SightingRow,
    TraitRow,
    VerdictRow,
)
from storage.models.trading import (
    ListingRow,
    ListingUndoRow,
    ObservationRow,
    OfferPresenceRow,
    OfferRow,
    PresenceRow,
    TransitionRow,
)

__all__ = [
    "AlertEventRow",
    "AlertOfferRow",
    "AlertRow",
    "Base",
    "HandlePartyRow",
    "HandleRow",
    "IssueRow",
    "LeaseRow",
    "ListingRow",
    "ListingUndoRow",
    "MetaRow",
    "NumberRow",
    "NumberSightingRow",
    "ObservationRow",
    "OfferPresenceRow",
    "OfferRow",
    "OutboxRow",
    "PageRow",
    "PresenceRow",
    "ReaderRow",
    "RecordNameRow",
    "RecordRow",
    "RecordSightingRow",
    "RunRow",
    "SellerRow",
    "SellerSiteRow",
    "SightingRow",
    "SiteRow",
    "SnapshotRow",
    "TraitRow",
    "TransitionRow",
    "VerdictRow",
    "WarcRow",
]
