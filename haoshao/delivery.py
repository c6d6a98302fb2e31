"""Delivery as a user or the service asks for it: digests that are due, what waits, how channels do."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine

from alerts.channels import Channel, load_channels
from alerts.channels.model import ChannelError
from alerts.delivery import Delivered, deliver_due, queue_due_digests
from alerts.delivery.sending import Message, SendError
from alerts.delivery.ways import open_way
from alerts.words import word
from base.clock import iso, now
from base.sinks import columns, terminal
from haoshao.judging import Telling, telling_of
from haoshao.workspace import Workspace
from storage.catching_up import catch_up
from storage.database import open_database
from storage.outbox import Outgoing, channel_states, outbox_rows, retry


def deliver(place: Workspace) -> Delivered:
    """Return how it went to judge what is unjudged, queue the digests that are due and send all that is due.

    Raises:
        ConfigError: rules.yml or channels.yml is wrong.
    """
    place.require_data()
    engine = open_database(place.database)
    try:
        return deliver_from(engine, telling_of(place.require_config()))
    finally:
        engine.dispose()


def deliver_from(engine: Engine, telling: Telling) -> Delivered:
    """Return the same on a database that is open and with rules that are read already, for a service."""
    channels = telling.channels.values()
    moment = now()
    catch_up(engine, telling.judge, now=moment)
    queue_due_digests(engine, channels, now=moment)
    return deliver_due(engine, channels, now=moment, quiet=telling.quiet)


def delivered_lines(place: Workspace, done: Delivered) -> Iterator[str]:
    """Yield how a round of delivery went, a line for each channel."""
    for name in load_channels(place.require_config()):
        if name in done.failed:
            dead = f", {done.dead[name]} given up" if name in done.dead else ""
            yield terminal(f"{name}: {done.sent.get(name, 0)} sent, then failed: {done.failed[name]}{dead}")
        elif name in done.busy:
            yield f"{name}: another process is sending"
        else:
            yield f"{name}: {done.sent.get(name, 0)} sent"


def channel_of(place: Workspace, name: str) -> Channel:
    """Return one channel.

    Raises:
        ChannelError: there is none of that id.
    """
    channels = load_channels(place.require_config())
    if name not in channels:
        known = ", ".join(channels) or "none yet"
        raise ChannelError(f"{name}: no such channel in channels.yml; there is {known}")
    return channels[name]


def channel_lines(place: Workspace) -> Iterator[str]:
    """Yield a line for each channel: what it is, whom it tells when, how it does."""
    channels = load_channels(place.require_config())
    place.require_data()
    states = channel_states(open_database(place.database))
    if not channels:
        yield "no channels yet; channels.yml of your configuration says how to name some"
    for name, channel in channels.items():
        state = states.get(name)
        when = channel.schedule if channel.schedule == "immediate" else f"{channel.schedule} {channel.at:%H:%M}"
        try:
            channel.url()
            told = "ready"
        except ChannelError as wrong:
            told = str(wrong).removeprefix(f"channel {name}: ")
        if state is not None:
            waits = f"{state.waiting} waiting, {state.dead} dead"
            last = f"last sent {iso(state.last_ok_at)}" if state.last_ok_at else "never sent"
            error = f"failing since {state.failures} attempts: {state.last_error}" if state.failures else ""
            yield columns(name, channel.kind, channel.audience, channel.language, when, told, waits, last, error)
        else:
            yield columns(name, channel.kind, channel.audience, channel.language, when, told)
    for name, state in states.items():
        if name not in channels and state.waiting:
            yield columns(name, f"no longer in channels.yml, {state.waiting} waiting")


def tested_channel(place: Workspace, name: str, *, dry_run: bool) -> str:
    """Send a test message, or with *dry_run* only look whether one could be sent, and return a line about it.

    Raises:
        ChannelError: there is no such channel, it is not set up, or the message did not go through.
    """
    channel = channel_of(place, name)
    sender = open_way(channel)
    try:
        if dry_run:
            return f"{name}: set up; nothing was sent"
        text = word("test_message", channel.language, channel=name)
        key = f"test:{name}:{now():%Y%m%dT%H%M%S}"
        subject = text if channel.kind == "email" else ""
        sender.send(Message(rows=(), key=key, subject=subject, body=text, json={"alerts": []}))
    except SendError as error:
        raise ChannelError(f"channel {name}: {error}") from error
    finally:
        sender.close()
    return f"{name}: sent"


def outbox_lines(place: Workspace, *, dead: bool, channel: str | None) -> Iterator[str]:
    """Yield a line for each thing that waits, or with *dead* that nobody tries any more."""
    place.require_data()
    rows = outbox_rows(open_database(place.database), dead=dead, channel=channel)
    if not rows:
        yield "nothing was given up" if dead else "nothing waits"
    for row in rows:
        yield _outbox_line(row)


def _outbox_line(row: Outgoing) -> str:
    about = f"alert {row.alert_id}" if row.alert_id is not None else row.topic
    when = f"dead since {iso(row.dead_at)}" if row.dead_at else f"next {iso(row.next_at)}"
    tried = f"{row.attempts} attempts" if row.attempts else "not tried"
    return columns(row.id, row.channel, about, tried, when, row.last_error or "", row.key)


def retried(place: Workspace, *, dead: bool, channel: str | None) -> str:
    """Make what failed due again and return a line about it; with *dead* only what was given up."""
    place.require_data()
    engine = open_database(place.database)
    ids = [row.id for row in outbox_rows(engine, dead=True, channel=channel, most=100_000)] if dead else []
    if dead and not ids:
        return "nothing was given up"
    count = retry(engine, now=now(), channel=channel, ids=ids)
    return f"{count} due again; `haoshao digest --deliver` or the service sends them"
