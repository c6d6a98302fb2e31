"""Transition rows of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Engine, RowMapping, func, select

from base.clock import iso
from market.changes import ChangeKind
from storage.database import reading
from storage.ids import OFFER, SELLER, public_id
from storage.models import (
    LevelMoveRow,
    ListingRow,
    OfferRow,
    SellerRow,
    SeriesRow,
    SiteRow,
    SnapshotRow,
    TransitionRow,
    WarcRow,
)
from storage.price_index.telling import moved_offers
from storage.queries.filters import AnySelect, Filters, seller_ids
from storage.queries.shapes import evidence, told
from storage.queries.sides import Sides, sides_of
from storage.transitions import told_between

TRANSITION_COLUMNS = (
    "transition_id",
    "kind",
    "offer_id",
    "seller_id",
    "site",
    "at",
    "before",
    "after",
    "run_id",
    "cause",
    "evidence",
)
AT_ONCE = 500
_NO_SIDES = Sides(before=None, after=None)


def transition_rows(engine: Engine, chosen: Filters) -> Iterator[dict[str, Any]]:
    """Yield a row for each transition that *chosen* lets through, oldest first; `kind` filters offers, not changes."""
    with reading(engine) as connection:
        query = transition_query(chosen).order_by(TransitionRow.id)
        found = connection.execution_options(yield_per=AT_ONCE).execute(query).mappings()
        for some in found.partitions(AT_ONCE):
            sides = sides_of(connection, some)
            for row in some:
                yield shaped(row, sides.get(row["id"], _NO_SIDES))


def transition_query(chosen: Filters) -> AnySelect:
    """Return the query for transitions with what they are about."""
    query: AnySelect = (
        select(
            TransitionRow.id,
            TransitionRow.kind,
            TransitionRow.offer_id,
            TransitionRow.at,
            TransitionRow.before,
            TransitionRow.after,
            TransitionRow.run_id,
            TransitionRow.cause,
            TransitionRow.snapshot_id,
            OfferRow.uid.label("offer_uid"),
            OfferRow.kind.label("offer_kind"),
            OfferRow.platform,
            ListingRow.title,
            ListingRow.url,
            SellerRow.uid.label("seller_uid"),
            SellerRow.name.label("seller_name"),
            SiteRow.name.label("site"),
            LevelMoveRow.moved,
            SnapshotRow.sha256,
            SnapshotRow.fetched_at,
            SnapshotRow.offset,
            WarcRow.name.label("warc"),
        )
        .outerjoin(OfferRow, OfferRow.id == TransitionRow.offer_id)
        .outerjoin(ListingRow, ListingRow.id == OfferRow.listing_id)
        .outerjoin(SellerRow, SellerRow.id == func.coalesce(TransitionRow.seller_id, ListingRow.seller_id))
        .outerjoin(SiteRow, SiteRow.id == TransitionRow.site_id)
        .outerjoin(SnapshotRow, SnapshotRow.id == TransitionRow.snapshot_id)
        .outerjoin(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .outerjoin(LevelMoveRow, LevelMoveRow.transition_id == TransitionRow.id)
        .outerjoin(SeriesRow, SeriesRow.id == LevelMoveRow.series_id)
    )
    if chosen.site is not None:
        query = query.where(SiteRow.name.in_(chosen.site))
    if chosen.platform is not None:
        query = query.where(func.coalesce(OfferRow.platform, SeriesRow.platform) == chosen.platform)
    if chosen.kind is not None:
        query = query.where(func.coalesce(OfferRow.kind, SeriesRow.kind) == chosen.kind)
    if chosen.seller is not None:
        query = query.where(SellerRow.id.in_(seller_ids(chosen.seller)))
    return query.where(*told_between(chosen.since, chosen.until))


def shaped(row: RowMapping, sides: Sides) -> dict[str, Any]:
    """Return one transition in the shape of the contract."""
    kind: ChangeKind = row["kind"]
    return {
        "transition_id": row["id"],
        "kind": kind.value,
        "offer_id": None if row["offer_uid"] is None else public_id(OFFER, row["offer_uid"]),
        "seller_id": None if row["seller_uid"] is None else public_id(SELLER, row["seller_uid"]),
        "site": row["site"],
        "at": iso(row["at"]),
        "before": told(kind, sides.before) if row["offer_id"] else _stated(kind, row["before"]),
        "after": told(kind, sides.after) if row["offer_id"] else _stated(kind, row["after"]),
        "run_id": row["run_id"],
        "cause": row["cause"],
        "evidence": _evidence(row),
    }


def _stated(kind: ChangeKind, said: str | None) -> Any:  # noqa: ANN401 - a value of JSON
    """Return one side of a change that is about no offer: a level as an object, anything else in its words."""
    return orjson.loads(said) if kind is ChangeKind.PRICE_LEVEL and said is not None else said


def _evidence(row: RowMapping) -> dict[str, Any] | None:
    """Return the page that proves a change; of a level the offers that moved too, the first of them on that page."""
    found = evidence(row)
    return found if row["moved"] is None else {**(found or {}), "offers": moved_offers(row["moved"])}
