"""One round of delivery: for each channel what is due, in order, until it is sent or the channel fails."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine

from alerts.channels import Channel
from alerts.channels.model import ChannelError
from alerts.delivery.composing import compose
from alerts.delivery.sending import Message, Sender, SendError
from alerts.delivery.ways import open_way
from alerts.rules.model import Quiet
from storage.due import rests
from storage.outbox import (
    Outgoing,
    channels_due,
    hold_channel,
    postpone,
    record_failed,
    record_sent,
    release_channel,
    still_held,
    waiting,
)

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 16
"""With waits that double from 30 s to 6 h: a day and a half. Then it is dead, until somebody says `--retry`."""
REFUSALS = 5
"""A message that the receiver itself refuses is dead sooner."""


@dataclass(slots=True, kw_only=True)
class Delivered:
    """What one round came to."""

    sent: dict[str, int] = field(default_factory=dict)
    """Things that went through, by channel."""
    failed: dict[str, str] = field(default_factory=dict)
    """Why a channel failed."""
    dead: dict[str, int] = field(default_factory=dict)
    busy: tuple[str, ...] = ()
    """Channels that another process is sending to."""


@dataclass(slots=True, kw_only=True)
class _Round:
    """One round under way."""

    engine: Engine
    now: datetime
    quiet: Quiet | None
    opens: Callable[[Channel], Sender]
    chance: Callable[[], float]
    done: Delivered


def deliver_due(
    engine: Engine,
    channels: Iterable[Channel],
    *,
    now: datetime,
    quiet: Quiet | None = None,
    opens: Callable[[Channel], Sender] = open_way,
    chance: Callable[[], float] = random.random,
) -> Delivered:
    """Return how it went to send everything that is due by *now* to *channels*.

    Something sent is marked in a transaction of its own right after; a kill between the two sends it again under the
    same key. A channel is left to the process that holds it. *quiet* is for channels that name no hours of their own.
    """
    under_way = _Round(engine=engine, now=now, quiet=quiet, opens=opens, chance=chance, done=Delivered())
    due = channels_due(engine, now=now)
    for channel in channels:
        if channel.id not in due:
            continue
        state = hold_channel(engine, channel.id)
        if state is None:
            under_way.done.busy += (channel.id,)
            continue
        try:
            if not rests(state.blocked_until, now):
                _deliver(under_way, channel, state.failures)
        finally:
            release_channel(engine, channel.id)
    return under_way.done


def _deliver(under_way: _Round, channel: Channel, failures: int) -> None:
    tried: set[int] = set()
    sender: Sender | None = None
    try:
        while rows := _due(under_way, channel, tried):
            tried.update(row.id for row in rows)
            for message in compose(under_way.engine, channel, rows, now=under_way.now):
                try:
                    sender = sender or under_way.opens(channel)
                    if not still_held(under_way.engine, channel.id):
                        return
                    sender.send(message)
                except (SendError, ChannelError) as error:
                    if _failed(under_way, channel, message, error, failures):
                        return
                else:
                    if not message.is_last:
                        continue
                    record_sent(under_way.engine, channel.id, [row.id for row in message.rows], now=under_way.now)
                    sent = under_way.done.sent
                    sent[channel.id] = sent.get(channel.id, 0) + len(message.rows)
                    failures = 0
    finally:
        if sender is not None:
            sender.close()


def _due(under_way: _Round, channel: Channel, tried: set[int]) -> list[Outgoing]:
    """Return what may go now; what falls into quiet hours is put off to their end."""
    rows = [row for row in waiting(under_way.engine, channel.id, now=under_way.now) if row.id not in tried]
    later: dict[datetime, list[int]] = {}
    now_due: list[Outgoing] = []
    for row in rows:
        until = channel.waits_until(under_way.now, row.severity, under_way.quiet)
        if until is None:
            now_due.append(row)
        else:
            later.setdefault(until, []).append(row.id)
    for until, ids in later.items():
        postpone(under_way.engine, ids, until)
    return now_due


def _failed(
    under_way: _Round, channel: Channel, message: Message, error: SendError | ChannelError, failures: int
) -> bool:
    """Note a failure and return whether the channel as a whole is to be left alone for a while."""
    is_refused = isinstance(error, SendError) and error.is_refused
    most = REFUSALS if is_refused else MOST_ATTEMPTS
    attempts = max(row.attempts for row in message.rows) + 1
    asked = error.retry_after if isinstance(error, SendError) else None
    wait = asked or backoff(attempts if is_refused else failures + 1, under_way.chance())
    dead = attempts >= most and not isinstance(error, ChannelError)
    record_failed(
        under_way.engine,
        channel.id,
        [row.id for row in message.rows],
        now=under_way.now,
        error=str(error),
        next_at=under_way.now + wait,
        dead=dead,
        blocked_until=None if is_refused else under_way.now + wait,
    )
    under_way.done.failed[channel.id] = str(error)
    if dead:
        under_way.done.dead[channel.id] = under_way.done.dead.get(channel.id, 0) + len(message.rows)
    return not is_refused


def backoff(attempts: int, chance: float) -> timedelta:
    """Return how long to wait after so many attempts in a row: doubling, to 6 h, a fifth more or less by *chance*."""
    doubled: timedelta = FIRST_WAIT * (1 << min(attempts - 1, 12))
    return min(doubled, LONGEST_WAIT) * (0.8 + 0.4 * chance)
