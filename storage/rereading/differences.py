"""What a reread changed in meaning, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from base.clock import iso
from market.changes import Look
from storage.ids import LISTING, OFFER, public_id
from storage.offers import OfferInHand
from storage.queries.shapes import price_words, rate

CLAIMS = ("kind", "platform", "attributes", "age_months", "country")


class What(StrEnum):
    """What became of a listing or offer."""

    LISTING_ADDED = "listing_added"
    LISTING_UNREAD = "listing_unread"
    """Today's reader sees no such listing on the pages that showed it; its words stay, its offers are superseded."""
    LISTING_CHANGED = "listing_changed"
    OFFER_ADDED = "offer_added"
    OFFER_SUPERSEDED = "offer_superseded"
    OFFER_CHANGED = "offer_changed"
    OFFER_REVIVED = "offer_revived"
    OBSERVATION_CORRECTED = "observation_corrected"
    OBSERVATION_ADDED = "observation_added"
    HANDLE_ADDED = "handle_added"
    HANDLE_DROPPED = "handle_dropped"
    NUMBER_ADDED = "number_added"
    NUMBER_CHANGED = "number_changed"
    NUMBER_DROPPED = "number_dropped"
    """No stored page of the site shows this burner number any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that today's readers say otherwise."""

    what: What
    listing_uid: int | None
    """None for a contact of the site as a whole."""
    url: str
    offer_uid: int | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    at: datetime | None = None
    """When the page was seen that an observation stands on."""

    @property
    def name(self) -> str:
        """What it is counted under."""
        return self.what.value if self.field is None else f"{self.what.value}: {self.field}"

    def row(self, site: str) -> dict[str, Any]:
        """Return it as a row of `reread --format jsonl`."""
        return {
            "site": site,
            "what": self.what.value,
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "at": iso(self.at),
            "listing_id": None if self.listing_uid is None else public_id(LISTING, self.listing_uid),
            "offer_id": None if self.offer_uid is None else public_id(OFFER, self.offer_uid),
            "url": self.url,
        }


def claims_of(offer: OfferInHand) -> dict[str, Any]:
    """Return what an offer says, field by field, as a person compares it."""
    row = offer.row
    said = {name: row[name] for name in CLAIMS}
    said["attributes"] = row["attributes"].split("|") if row["attributes"] else []
    return said | looks_words(offer.look)


def looks_words(look: Look) -> dict[str, Any]:
    """Return what a look shows, field by field."""
    return {
        "price": price_words(look),
        "pack_size": None if look.asked is None else look.asked.pack_size,
        "rate": rate(look.rate_min, look.rate_max),
        "min_quantity": look.min_quantity,
        "stock": look.stock,
        "in_stock": look.available,
    }


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields that are not as they were."""
    return [name for name in before if before[name] != after[name]]
