"""Alert rows of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, select

from base.clock import iso
from market.errors import MarketError
from market.newness import Severity
from storage.bulk import chunks
from storage.codes import AlertState, Disposition
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
    "disposition",
    "case",
)


class UnknownAlertStateError(MarketError):
    """A filter names a state that no alert can have."""


def alert_rows(engine: Engine, chosen: Filters) -> Iterator[dict[str, Any]]:
    """Yield a row for each alert that *chosen* lets through, the newest first.

    Raises:
        UnknownAlertStateError: `state` is none of an alert.
    """
    yield from _rows(engine, _query(chosen).order_by(AlertRow.id.desc()))


def alerts_by_id(engine: Engine, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the rows of the alerts that have these ids."""
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(ids):
        found |= {row["alert_id"]: row for row in _rows(engine, _query(Filters()).where(AlertRow.id.in_(some)))}
    return found


def chosen_alerts(
    engine: Engine, chosen: Filters, *, rule: str | None = None, severity: str | None = None
) -> list[int]:
    """Return the ids of the alerts that the filters let through, oldest first.

    Raises:
        UnknownAlertStateError: a state or severity is none of an alert.
    """
    query = _query(chosen)
    if rule is not None:
        query = query.where(AlertRow.rule == rule)
    if severity is not None:
        if severity not in set(Severity):
            raise UnknownAlertStateError(f"{severity}: no such severity; one of {', '.join(Severity)}")
        query = query.where(AlertRow.severity == Severity(severity))
    with reading(engine) as connection:
        return [row["id"] for row in connection.execute(query.order_by(AlertRow.id)).mappings()]


def rule_counts(engine: Engine, *, since: datetime) -> dict[str, int]:
    """Return how many alerts each rule has raised since then."""
    query = select(AlertRow.rule, func.count()).where(AlertRow.created_at > since).group_by(AlertRow.rule)
    with reading(engine) as connection:
        return {rule: count for rule, count in connection.execute(query)}  # noqa: C416 - rows are not pairs to dict()


def alerts_between(engine: Engine, *, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """Yield the alerts raised after *since* up to *until*, oldest first; false positives are left out."""
    query = _query(Filters(since=since, until=until))
    query = query.where(AlertRow.disposition.is_distinct_from(Disposition.FALSE_POSITIVE))
    yield from _rows(engine, query.order_by(AlertRow.id))


def _rows(engine: Engine, query: AnySelect) -> Iterator[dict[str, Any]]:
    with reading(engine) as connection:
        found = connection.execute(query).mappings()
        for some in chunks(found, 200):
            proofs = _proofs(connection, [row["id"] for row in some])
            for row in some:
                own = proofs.get(row["id"], [])
                yield {  # in the order of ALERT_COLUMNS
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
                    "disposition": None if row["disposition"] is None else row["disposition"].value,
                    "case": row["case_no"],
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
            AlertRow.disposition,
            AlertRow.case_no,
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
