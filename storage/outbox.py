"""What is to be delivered: one row for each channel and thing, sent at least once under one key.

A channel is held by one process at a time, in real time whatever clock a simulation dictates; a holder that died on
this machine gives way at once, any other when its time is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, delete, func, or_, select, update

from market.newness import Severity
from storage.bulk import insert_rows, table, upsert_rows
from storage.database import reading, writing
from storage.due import is_due
from storage.holders import is_dead, this_process
from storage.models import AlertRow, ChannelRow, DeliveryRow, OutboxRow

HELD_FOR = timedelta(minutes=5)
"""Longer than one message may take."""
DIGEST_TOPIC = "digest"
LONGEST_ERROR = 300
_CHANNEL = table(ChannelRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One thing that waits for one channel."""

    id: int
    key: str
    """Under which the receiver tells a second delivery from a second thing."""
    channel: str
    topic: str
    alert_id: int | None
    payload: dict[str, Any]
    created_at: datetime
    next_at: datetime
    attempts: int
    severity: Severity | None
    rule: str | None
    last_error: str | None
    dead_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """How a channel does."""

    id: str
    failures: int
    blocked_until: datetime | None
    last_ok_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    waiting: int = 0
    dead: int = 0


def hold_channel(engine: Engine, channel: str) -> ChannelState | None:
    """Return how *channel* does, held by this process from now on; None while another process sends to it."""
    real_now = datetime.now(UTC)
    with writing(engine) as connection:
        upsert_rows(connection, ChannelRow, [{"id": channel, "failures": 0, "holder": ""}], by=["id"])
        query = select(_CHANNEL).where(_CHANNEL.c.id == channel)
        if connection.dialect.name == "postgresql":
            query = query.with_for_update()
        row = connection.execute(query).one()
        is_held = row.holder and row.held_until is not None and row.held_until > real_now
        if is_held and row.holder != this_process() and not is_dead(row.holder):
            return None
        connection.execute(
            update(_CHANNEL)
            .where(_CHANNEL.c.id == channel)
            .values(holder=this_process(), held_until=real_now + HELD_FOR)
        )
    return _state(row)


def release_channel(engine: Engine, channel: str) -> None:
    """Let another process send to *channel*."""
    with writing(engine) as connection:
        connection.execute(
            update(_CHANNEL)
            .where(_CHANNEL.c.id == channel, _CHANNEL.c.holder == this_process())
            .values(holder="", held_until=None)
        )


def keep_channel(connection: Connection, channel: str) -> bool:
    """Prolong the hold on *channel* and return whether it is still this process's."""
    kept = connection.execute(
        update(_CHANNEL)
        .where(_CHANNEL.c.id == channel, _CHANNEL.c.holder == this_process())
        .values(held_until=datetime.now(UTC) + HELD_FOR)
    )
    return kept.rowcount == 1


def still_held(engine: Engine, channel: str) -> bool:
    """Prolong the hold on *channel* and return whether it is still this process's."""
    with writing(engine) as connection:
        return keep_channel(connection, channel)


def waiting(engine: Engine, channel: str, *, now: datetime, limit: int = 500) -> list[Outgoing]:
    """Return what is due for *channel*, oldest first."""
    with reading(engine) as connection:
        query = _outgoing().where(
            OutboxRow.channel == channel, OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None), is_due(now)
        )
        rows = connection.execute(query.order_by(OutboxRow.id).limit(limit)).mappings()
        return [_shaped(row) for row in rows]


def channels_due(engine: Engine, *, now: datetime) -> frozenset[str]:
    """Return the channels for which something is due; a look that writes nothing."""
    with reading(engine) as connection:
        query = select(OutboxRow.channel).where(OutboxRow.done_at.is_(None), OutboxRow.dead_at.is_(None), is_due(now))
        return frozenset(connection.scalars(query.distinct()))


def record_sent(engine: Engine, channel: str, ids: Sequence[int], *, now: datetime) -> None:
    """Note that these went through; the channel does well."""
    with writing(engine) as connection:
        connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(ids), OutboxRow.done_at.is_(None))
            .values(done_at=now, attempts=OutboxRow.attempts + 1, last_error=None)
        )
        insert_rows(connection, DeliveryRow, [{"outbox_id": key, "at": now} for key in ids])
        connection.execute(
            update(_CHANNEL).where(_CHANNEL.c.id == channel).values(failures=0, blocked_until=None, last_ok_at=now)
        )


def record_failed(
    engine: Engine,
    channel: str,
    ids: Sequence[int],
    *,
    now: datetime,
    error: str,
    next_at: datetime,
    dead: bool,
    blocked_until: datetime | None,
) -> None:
    """Note that these did not go through; *blocked_until* is when the channel as a whole may be tried again."""
    error = error[:LONGEST_ERROR]
    with writing(engine) as connection:
        connection.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(ids), OutboxRow.done_at.is_(None))
            .values(attempts=OutboxRow.attempts + 1, last_error=error, next_at=next_at, dead_at=now if dead else None)
        )
        insert_rows(connection, DeliveryRow, [{"outbox_id": key, "at": now, "error": error} for key in ids])
        values: dict[str, Any] = {"last_error": error, "last_error_at": now}
        if blocked_until is not None:
            values |= {"failures": ChannelRow.failures + 1, "blocked_until": blocked_until}
        connection.execute(update(_CHANNEL).where(_CHANNEL.c.id == channel).values(**values))


def postpone(engine: Engine, ids: Sequence[int], until: datetime) -> None:
    """Let these wait: the hours are quiet."""
    with writing(engine) as connection:
        connection.execute(update(OutboxRow).where(OutboxRow.id.in_(ids)).values(next_at=until))


def retry(engine: Engine, *, now: datetime, channel: str | None = None, ids: Sequence[int] = ()) -> int:
    """Return how many rows, dead ones included, are due again from now on; channels are tried again at once."""
    with writing(engine) as connection:
        chosen = update(OutboxRow).where(
            OutboxRow.done_at.is_(None),
            OutboxRow.channel != "",
            or_(OutboxRow.attempts > 0, OutboxRow.dead_at.is_not(None)),
        )
        unblocked = update(_CHANNEL)
        if channel is not None:
            chosen = chosen.where(OutboxRow.channel == channel)
            unblocked = unblocked.where(_CHANNEL.c.id == channel)
        if ids:
            chosen = chosen.where(OutboxRow.id.in_(ids))
        connection.execute(unblocked.values(blocked_until=None))
        return connection.execute(chosen.values(next_at=now, dead_at=None, attempts=0)).rowcount


def queue_digest(engine: Engine, channel: str, *, since: datetime, until: datetime, now: datetime) -> bool:
    """Return whether a digest of this stretch of time was queued for *channel*; False where it was already."""
    key = f"digest:{until:%Y%m%dT%H%M}@{channel}"
    with writing(engine) as connection:
        if connection.scalar(select(OutboxRow.id).where(OutboxRow.dedup_key == key)) is not None:
            return False
        row = {
            "dedup_key": key,
            "channel": channel,
            "topic": DIGEST_TOPIC,
            "payload": orjson.dumps({"since": since.isoformat(), "until": until.isoformat()}).decode(),
            "created_at": now,
            "next_at": now,
            "attempts": 0,
        }
        upsert_rows(connection, OutboxRow, [row], by=["dedup_key"])
    return True


def last_digest(engine: Engine, channel: str) -> datetime | None:
    """Return up to when digests were queued for *channel*; None where there was none."""
    with reading(engine) as connection:
        query = select(OutboxRow.payload).where(OutboxRow.channel == channel, OutboxRow.topic == DIGEST_TOPIC)
        payload = connection.scalar(query.order_by(OutboxRow.id.desc()).limit(1))
    return None if payload is None else datetime.fromisoformat(orjson.loads(payload)["until"])


def forget_channel(engine: Engine, channel: str) -> int:
    """Return how many waiting rows of a channel that is no more were dropped."""
    with writing(engine) as connection:
        gone = select(OutboxRow.id).where(OutboxRow.channel == channel, OutboxRow.done_at.is_(None))
        connection.execute(delete(DeliveryRow).where(DeliveryRow.outbox_id.in_(gone)))
        dropped = connection.execute(delete(OutboxRow).where(OutboxRow.channel == channel, OutboxRow.done_at.is_(None)))
        return dropped.rowcount


def outbox_rows(engine: Engine, *, dead: bool = False, channel: str | None = None, most: int = 200) -> list[Outgoing]:
    """Return what waits, oldest first, or with *dead* what nobody tries any more."""
    query = _outgoing().where(OutboxRow.done_at.is_(None), OutboxRow.channel != "")
    query = query.where(OutboxRow.dead_at.is_not(None) if dead else OutboxRow.dead_at.is_(None))
    if channel is not None:
        query = query.where(OutboxRow.channel == channel)
    with reading(engine) as connection:
        return [_shaped(row) for row in connection.execute(query.order_by(OutboxRow.id).limit(most)).mappings()]


def channel_states(engine: Engine) -> dict[str, ChannelState]:
    """Return how each channel does that anything was ever sent to or waits for, by id."""
    with reading(engine) as connection:
        found = {row.id: _state(row) for row in connection.execute(select(_CHANNEL))}
        counts = connection.execute(
            select(OutboxRow.channel, func.count(), func.count(OutboxRow.dead_at))
            .where(OutboxRow.done_at.is_(None), OutboxRow.channel != "")
            .group_by(OutboxRow.channel)
        ).all()
    for channel, waits, dead in counts:
        before = found.get(channel)
        found[channel] = ChannelState(
            id=channel,
            failures=before.failures if before else 0,
            blocked_until=before.blocked_until if before else None,
            last_ok_at=before.last_ok_at if before else None,
            last_error_at=before.last_error_at if before else None,
            last_error=before.last_error if before else None,
            waiting=waits - dead,
            dead=dead,
        )
    return dict(sorted(found.items()))


def _outgoing() -> Any:  # noqa: ANN401 - a query that its callers narrow further
    return select(table(OutboxRow), AlertRow.severity, AlertRow.rule).outerjoin(
        AlertRow, AlertRow.id == OutboxRow.alert_id
    )


def _shaped(row: Any) -> Outgoing:  # noqa: ANN401 - a row mapping
    return Outgoing(
        id=row["id"],
        key=row["dedup_key"].removesuffix(f"@{row['channel']}"),
        channel=row["channel"],
        topic=row["topic"],
        alert_id=row["alert_id"],
        payload=orjson.loads(row["payload"]) if row["payload"] else {},
        created_at=row["created_at"],
        next_at=row["next_at"],
        attempts=row["attempts"],
        severity=row["severity"],
        rule=row["rule"],
        last_error=row["last_error"],
        dead_at=row["dead_at"],
        done_at=row["done_at"],
    )


def _state(row: Any) -> ChannelState:  # noqa: ANN401 - a row
    return ChannelState(
        id=row.id,
        failures=row.failures,
        blocked_until=row.blocked_until,
        last_ok_at=row.last_ok_at,
        last_error_at=row.last_error_at,
        last_error=row.last_error,
    )
