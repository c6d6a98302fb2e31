"""Alerts with what is to be sent of them, in the transaction of whoever raises them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, delete, distinct, func, select

from market.occasions import Judge, Judgement, Memory, Occasion, Raised
from storage.bulk import chunks, insert_rows, new_ids, upsert_rows
from storage.codes import AlertState, Disposition
from storage.gathering import gathered, gathering_ends
from storage.models import AlertEventRow, AlertOfferRow, AlertRow, FiredRow, OutboxRow, SuppressionRow
from storage.occasions import evidence_offers

ALERT_TOPIC = "alert"
CAPPED_TOPIC = "capped"
BY_SUPPRESSION = "suppression"
"""Who closes an alert that a false positive has silenced beforehand."""


def judge_occasions(connection: Connection, judge: Judge, occasions: Sequence[Occasion], now: datetime) -> int:
    """Return how many alerts *judge* raises on *occasions*; they are written with all that is to be sent of them."""
    if not occasions:
        return 0
    judgement = judge.judge(occasions, _memory(connection, judge, occasions, now))
    return write_judgement(connection, judgement, now)


def write_judgement(connection: Connection, judgement: Judgement, now: datetime) -> int:
    """Return how many of the alerts were new; one whose key is there already is left as it is."""
    _write_thresholds(connection, judgement, now)
    keyed = {raised.dedup_key: raised for raised in judgement.raised}
    known = _raised(connection, keyed)
    fresh = [raised for key, raised in keyed.items() if key not in known]
    ids = new_ids(connection, AlertRow, len(fresh))
    insert_rows(connection, AlertRow, [_alert(key, raised, now) for key, raised in zip(ids, fresh, strict=True)])
    proofs = [
        {"alert_id": key, "offer_id": offer_id, "snapshot_id": snapshot_id}
        for key, raised in zip(ids, fresh, strict=True)
        for offer_id, snapshot_id in evidence_offers(raised.occasion)
    ]
    insert_rows(connection, AlertOfferRow, proofs)
    silenced = [(key, raised) for key, raised in zip(ids, fresh, strict=True) if raised.silenced_by is not None]
    insert_rows(connection, AlertEventRow, [_silenced(key, now) for key, _ in silenced])
    _write_outbox(connection, list(zip(ids, fresh, strict=True)), now)
    return len(fresh)


def _raised(connection: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Return which of *keys* have an alert."""
    found: set[str] = set()
    for some in chunks(sorted(keys)):
        found |= set(connection.scalars(select(AlertRow.dedup_key).where(AlertRow.dedup_key.in_(some))))
    return frozenset(found)


def _memory(connection: Connection, judge: Judge, occasions: Sequence[Occasion], now: datetime) -> Memory:
    suppressed = connection.execute(
        select(SuppressionRow.family, SuppressionRow.id).where(SuppressionRow.withdrawn_at.is_(None))
    )
    spent: dict[str, int] = {}
    for rule, window in judge.caps.items():
        spent[rule] = _told_since(connection, rule, now - window, judge.people)
    fired = connection.execute(select(FiredRow.rule, FiredRow.subject))
    return Memory(
        fired=frozenset((rule, subject) for rule, subject in fired),
        suppressed={family: key for family, key in suppressed},  # noqa: C416 - rows are not pairs to dict()
        spent=spent,
        raised=_raised(connection, judge.keys_of(occasions)),
    )


def _told_since(connection: Connection, rule: str, since: datetime, people: frozenset[str]) -> int:
    keys = [AlertRow.dedup_key + f"@{channel}" for channel in sorted(people)]
    query = select(func.count(distinct(AlertRow.id))).join(OutboxRow, OutboxRow.dedup_key.in_(keys))
    query = query.where(AlertRow.rule == rule, AlertRow.created_at > since, AlertRow.over_cap.is_(False))
    return connection.scalar(query) or 0


def _write_thresholds(connection: Connection, judgement: Judgement, now: datetime) -> None:
    for rule, subject in judgement.rearmed:
        connection.execute(delete(FiredRow).where(FiredRow.rule == rule, FiredRow.subject == subject))
    rows = [{"rule": rule, "subject": subject, "at": now} for rule, subject in sorted(judgement.fired)]
    upsert_rows(connection, FiredRow, rows, by=["rule", "subject"])


def _alert(key: int, raised: Raised, now: datetime) -> dict[str, Any]:
    occasion, is_silenced = raised.occasion, raised.silenced_by is not None
    return {
        "id": key,
        "dedup_key": raised.dedup_key,
        "family": raised.family,
        "rule": raised.rule,
        "transition_id": occasion.transition_id,
        "severity": raised.severity,
        "score": raised.score,
        "reasons": orjson.dumps(list(raised.reasons)).decode(),
        "seller_id": None if occasion.seller is None else occasion.seller.seller_id,
        "site_id": occasion.site_id,
        "created_at": now,
        "state": AlertState.CLOSED if is_silenced else AlertState.OPEN,
        "disposition": Disposition.FALSE_POSITIVE if is_silenced else None,
        "over_cap": bool(raised.over_cap),
        "suppression_id": raised.silenced_by,
    }


def _silenced(alert_id: int, now: datetime) -> dict[str, Any]:
    return {
        "alert_id": alert_id,
        "at": now,
        "by": BY_SUPPRESSION,
        "action": "close",
        "state": AlertState.CLOSED,
        "disposition": Disposition.FALSE_POSITIVE,
    }


def _write_outbox(connection: Connection, alerts: Sequence[tuple[int, Raised]], now: datetime) -> None:
    rows: list[dict[str, Any]] = []
    counts: dict[str, dict[str, Any]] = {}
    ends = gathering_ends(connection, [raised for _, raised in alerts], now)
    for key, raised in alerts:
        if raised.silenced_by is not None:
            continue
        for channel in raised.channels:
            row = _outgoing(f"{raised.dedup_key}@{channel}", channel, key, now)
            rows.append(row | gathered(raised, channel, ends, now))
        for channel in raised.over_cap:
            hour = now.replace(minute=0, second=0, microsecond=0)
            said = {"rule": raised.rule, "since": hour.isoformat(), "until": (hour + timedelta(hours=1)).isoformat()}
            counted = f"capped:{raised.rule}:{hour:%Y%m%dT%H}@{channel}"
            counts[counted] = _outgoing(counted, channel, None, now) | {
                "topic": CAPPED_TOPIC,
                "payload": orjson.dumps(said).decode(),
                "next_at": hour + timedelta(hours=1),
            }
    upsert_rows(connection, OutboxRow, [*rows, *counts.values()], by=["dedup_key"])


def _outgoing(dedup_key: str, channel: str, alert_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "dedup_key": dedup_key,
        "channel": channel,
        "alert_id": alert_id,
        "topic": ALERT_TOPIC,
        "payload": None,
        "created_at": now,
        "next_at": now,
        "attempts": 0,
    }
