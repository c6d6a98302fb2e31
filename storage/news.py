"""Telling of new sellers: transition, alert and outbox in the transaction that makes the seller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, select

from market.changes import ChangeKind
from market.newness import FirstSight, Weight, weigh
from storage.bulk import chunks, insert_rows, new_ids, upsert_rows
from storage.codes import AlertState
from storage.ids import SELLER, public_id
from storage.joining import SiteInHand, offers_of
from storage.models import AlertOfferRow, AlertRow, HandleRow, OutboxRow, TransitionRow

RULE = "seller_new"
TOPIC = "alert"
MOST_OFFERS = 20
"""Offers that one alert names as its evidence."""
QUARANTINE = 0.5
"""Listings that a reader was less sure of than this raise no alert."""


def announce(
    connection: Connection, sellers: Sequence[Mapping[str, Any]], sites: Mapping[int, SiteInHand], now: datetime
) -> None:
    """Record each new seller as a transition, and where it is news as an alert to be delivered, once."""
    news = [row for row in sellers if not row["baseline"]]
    for some in chunks(news):
        _announce(connection, some, sites, now)


def _announce(
    connection: Connection, sellers: Sequence[Mapping[str, Any]], sites: Mapping[int, SiteInHand], now: datetime
) -> None:
    keys = [row["id"] for row in sellers]
    offers: dict[int, list[RowMapping]] = {key: [] for key in keys}
    for offer in offers_of(connection, keys):
        offers[offer["seller_id"]].append(offer)
    handles: dict[int, list[str]] = {key: [] for key in keys}
    for owner, kind, value in connection.execute(
        select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(keys))
    ):
        handles.setdefault(owner or 0, []).append(f"{kind.value}:{value}")
    transitions = new_ids(connection, TransitionRow, len(sellers))
    rows = []
    alerts: dict[str, tuple[dict[str, Any], list[RowMapping]]] = {}
    for transition_id, row in zip(transitions, sellers, strict=True):
        own = offers[row["id"]]
        site = sites[row["first_site_id"]]
        rows.append(_transition(transition_id, row, own, now))
        if site.experimental or not any(_is_sure(offer) for offer in own):
            continue
        sight = weigh(_first_sight(site.name, handles[row["id"]], own))
        alert = _alert(transition_id, row, sight, now)
        alerts[alert["dedup_key"]] = (alert, own)
    insert_rows(connection, TransitionRow, rows)
    _write_alerts(connection, alerts, now)


def _write_alerts(
    connection: Connection, alerts: Mapping[str, tuple[dict[str, Any], list[RowMapping]]], now: datetime
) -> None:
    upsert_rows(connection, AlertRow, [alert for alert, _ in alerts.values()], by=["dedup_key"])
    found = connection.execute(select(AlertRow.dedup_key, AlertRow.id).where(AlertRow.dedup_key.in_(alerts)))
    ids = dict(found.all())
    upsert_rows(
        connection,
        AlertOfferRow,
        [
            {"alert_id": ids[key], "offer_id": offer["id"], "snapshot_id": offer["snapshot_id"]}
            for key, (_, offers) in alerts.items()
            for offer in offers[:MOST_OFFERS]
        ],
        by=["alert_id", "offer_id"],
    )
    upsert_rows(
        connection,
        OutboxRow,
        [
            {"dedup_key": key, "alert_id": ids[key], "topic": TOPIC, "created_at": now, "next_at": now, "attempts": 0}
            for key in alerts
        ],
        by=["dedup_key"],
    )


def _transition(
    transition_id: int, row: Mapping[str, Any], offers: Sequence[RowMapping], now: datetime
) -> dict[str, Any]:
    return {
        "id": transition_id,
        "kind": ChangeKind.SELLER_NEW,
        "site_id": row["first_site_id"],
        "seller_id": row["id"],
        "run_id": row["first_run_id"],
        "snapshot_id": offers[0]["snapshot_id"] if offers else None,
        "at": now,
        "after": row["name"],
    }


def _alert(transition_id: int, row: Mapping[str, Any], weight: Weight, now: datetime) -> dict[str, Any]:
    return {
        "dedup_key": f"{RULE}:{public_id(SELLER, row['uid'])}",
        "rule": RULE,
        "transition_id": transition_id,
        "severity": weight.severity,
        "score": weight.score,
        "reasons": orjson.dumps(list(weight.reasons)).decode(),
        "seller_id": row["id"],
        "site_id": row["first_site_id"],
        "created_at": now,
        "state": AlertState.OPEN,
    }


def _first_sight(site: str, handles: Sequence[str], offers: Sequence[RowMapping]) -> FirstSight:
    stocks = [offer["stock"] for offer in offers if offer["stock"] is not None]
    return FirstSight(
        site=site,
        handles=handles,
        products=[f"{offer['platform'] or 'any'}/{offer['kind']}" for offer in offers],
        offers=len(offers),
        stock=sum(stocks) if stocks else None,
        score=max((Decimal(offer["score"]) / 100 for offer in offers), default=Decimal(0)),
    )


def _is_sure(offer: RowMapping) -> bool:
    confidence: float = orjson.loads(offer["stated"]).get("confidence", 1.0)
    return confidence >= QUARANTINE
