"""Alert rows of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, select

from base.clock import iso
from market.errors import MarketError
from storage.bulk import chunks
from storage.codes import AlertState
from storage.database import reading
from storage.ids import OFFER, SELLER, public_id
from storage.models import AlertOfferRow, AlertRow, OfferRow, SellerRow, SiteRow, SnapshotRow, WarcRow
from storage.queries.filters import AnySelect, Filters, seller_ids
from storage.queries.shapes import evidence, plain

ALERT_COLUMNS = (
    "alert_id",
    "rule",
    "transition",
    "severity",
    "score",
    "reasons",
    "seller_id",
    "offer_ids",
    "site",
    "created_at",
    "state",
    "assignee",
    "dedup_key",
    "evidence",
)


class UnknownAlertStateError(MarketError):
    """A filter names a state that no alert can have."""


def alert_rows(engine: Engine, chosen: Filters) -> Iterator[dict[str, Any]]:
    """Yield a row for each alert that *chosen* lets through, the newest first.

    Raises:
        UnknownAlertStateError: `state` is none of an alert.
    """
    with reading(engine) as connection:
        found = connection.execute(_query(chosen).order_by(AlertRow.id.desc())).mappings()
        for some in chunks(found, 200):
            proofs = _proofs(connection, [row["id"] for row in some])
            for row in some:
                own = proofs.get(row["id"], [])
                yield {
                    "alert_id": row["id"],
                    "rule": row["rule"],
                    "transition": row["transition_id"],
                    "severity": row["severity"].value,
                    "score": plain(row["score"]),
                    "reasons": orjson.loads(row["reasons"]),
                    "seller_id": None if row["seller_uid"] is None else public_id(SELLER, row["seller_uid"]),
                    "offer_ids": [offer_id for offer_id, _ in own],
                    "site": row["site"],
                    "created_at": iso(row["created_at"]),
                    "state": row["state"].value,
                    "assignee": row["assignee"],
                    "dedup_key": row["dedup_key"],
                    "evidence": [proof for _, proof in own],
                }


def _query(chosen: Filters) -> AnySelect:
    query: AnySelect = (
        select(
            AlertRow.id,
            AlertRow.rule,
            AlertRow.transition_id,
            AlertRow.severity,
            AlertRow.score,
            AlertRow.reasons,
            AlertRow.created_at,
            AlertRow.state,
            AlertRow.assignee,
            AlertRow.dedup_key,
            SellerRow.uid.label("seller_uid"),
            SiteRow.name.label("site"),
        )
        .outerjoin(SellerRow, SellerRow.id == AlertRow.seller_id)
        .outerjoin(SiteRow, SiteRow.id == AlertRow.site_id)
    )
    if chosen.site is not None:
        query = query.where(SiteRow.name.in_(chosen.site))
    if chosen.seller is not None:
        query = query.where(AlertRow.seller_id.in_(seller_ids(chosen.seller)))
    if chosen.state is not None:
        query = query.where(AlertRow.state == _state(chosen.state))
    if chosen.since is not None:
        query = query.where(AlertRow.created_at > chosen.since)
    if chosen.until is not None:
        query = query.where(AlertRow.created_at <= chosen.until)
    return query


def _state(said: str) -> AlertState:
    try:
        return AlertState(said)
    except ValueError:
        raise UnknownAlertStateError(f"{said}: no such state; one of {', '.join(AlertState)}") from None


def _proofs(connection: Connection, alert_ids: Sequence[int]) -> dict[int, list[tuple[str, dict[str, Any] | None]]]:
    found: dict[int, list[tuple[str, dict[str, Any] | None]]] = {}
    query = (
        select(
            AlertOfferRow.alert_id,
            OfferRow.uid,
            OfferRow.span_start,
            OfferRow.span_end,
            OfferRow.spans,
            SnapshotRow.sha256,
            SnapshotRow.fetched_at,
            SnapshotRow.offset,
            WarcRow.name.label("warc"),
        )
        .join(OfferRow, OfferRow.id == AlertOfferRow.offer_id)
        .join(SnapshotRow, SnapshotRow.id == AlertOfferRow.snapshot_id)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .where(AlertOfferRow.alert_id.in_(alert_ids))
        .order_by(AlertOfferRow.alert_id, AlertOfferRow.offer_id)
    )
    for row in connection.execute(query).mappings():
        spans = {"offer": [row["span_start"], row["span_end"]]} | orjson.loads(row["spans"])
        found.setdefault(row["alert_id"], []).append((public_id(OFFER, row["uid"]), evidence(row, spans)))
    return found
