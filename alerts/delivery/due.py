"""Digests that are due: one outbox row for each channel and stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine

from alerts.channels import Channel
from storage.outbox import last_digest, queue_digest


def queue_due_digests(engine: Engine, channels: Iterable[Channel], *, now: datetime) -> tuple[str, ...]:
    """Return the channels for which a digest was queued.

    What fell due while nobody looked is one digest, from where the last one ended. The first digest of a channel
    covers one of its periods.
    """
    queued: list[str] = []
    for channel in channels:
        due = channel.last_due(now)
        if due is None:
            continue
        since = last_digest(engine, channel.id)
        if since is None:
            since = channel.one_before(due)
        if since < due and queue_digest(engine, channel.id, since=since, until=due, now=now):
            queued.append(channel.id)
    return tuple(queued)
