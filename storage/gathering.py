"""Alerts that people are told together: each is an outbox row of its own, and rows of one group become due at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from market.newness import Severity
from market.occasions import Gathering, Raised
from storage.models import OutboxRow

GROUP = "group"
"""Key of an outbox row's payload under which its group stands."""


def gathering_ends(
    connection: Connection, alerts: Iterable[Raised], now: datetime
) -> Mapping[tuple[str, str], datetime]:
    """Return when those groups become due that some of *alerts* belong to and that wait already, by channel and key."""
    some = [raised.gathering for raised in alerts if raised.gathering is not None and raised.gathering.wait]
    if not some:
        return {}
    channels = {channel for gathering in some for channel in gathering.channels}
    query = select(OutboxRow.channel, OutboxRow.payload, OutboxRow.next_at).where(
        OutboxRow.channel.in_(sorted(channels)),
        OutboxRow.next_at > now,
        OutboxRow.done_at.is_(None),
        OutboxRow.dead_at.is_(None),
        OutboxRow.alert_id.is_not(None),
        OutboxRow.payload.is_not(None),
    )
    found: dict[tuple[str, str], datetime] = {}
    for channel, payload, next_at in connection.execute(query):
        key = (channel, group_of(orjson.loads(payload or "{}")))
        found[key] = min(next_at, found.get(key, next_at))
    return found


def gathered(raised: Raised, channel: str, ends: Mapping[tuple[str, str], datetime], now: datetime) -> dict[str, Any]:
    """Return what an outbox row has beside the usual where its alert is told with others.

    What is critical waits for nobody.
    """
    group: Gathering | None = raised.gathering
    if group is None or channel not in group.channels:
        return {}
    said = {"payload": orjson.dumps({GROUP: group.key}).decode()}
    if raised.severity is Severity.CRITICAL:
        return said
    return said | {"next_at": ends.get((channel, group.key), now + group.wait)}


def group_of(payload: Mapping[str, Any]) -> str:
    """Return the group that an outbox row belongs to; empty where it is told by itself."""
    return str(payload.get(GROUP, ""))
