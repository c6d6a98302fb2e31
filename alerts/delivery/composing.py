"""What waits for a channel as messages: a program gets rows, people get text that fits their channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Engine

from alerts.channels import Channel
from alerts.delivery.notes import capped_text, group_text, notes_summary
from alerts.delivery.parts import LIMITS, in_parts
from alerts.delivery.sending import Message
from alerts.digest import Digest, gather_digest
from alerts.rendering.chat import as_chat
from alerts.rendering.json import as_json
from alerts.rendering.lines import summary
from alerts.rendering.mail import as_mail
from storage.alerting import ALERT_TOPIC, CAPPED_TOPIC
from storage.database import is_simulated_database
from storage.gathering import group_of
from storage.outbox import DIGEST_TOPIC, Outgoing
from storage.queries.alert_notes import AlertNote, alert_notes, count_capped
from storage.queries.alerts import alerts_between, alerts_by_id
from storage.queries.trends import trends


def compose(engine: Engine, channel: Channel, rows: Sequence[Outgoing], *, now: datetime) -> Iterator[Message]:
    """Yield what *rows* amount to, in the order in which it is to be sent."""
    del now
    alerts = [row for row in rows if row.topic == ALERT_TOPIC and row.alert_id is not None]
    if channel.kind == "webhook":
        yield from _for_program(engine, alerts)
    elif alerts:
        yield from _for_people(engine, channel, alerts)
    for row in rows:
        if row.topic == CAPPED_TOPIC:
            yield _counted(engine, channel, row)
        elif row.topic == DIGEST_TOPIC:
            yield from _digest(engine, channel, row)


def _for_program(engine: Engine, rows: Sequence[Outgoing]) -> Iterator[Message]:
    """Yield one message for each alert, under the alert's own key."""
    told = alerts_by_id(engine, [row.alert_id for row in rows if row.alert_id is not None])
    for row in rows:
        yield Message(rows=(row,), key=row.key, json={"alerts": [told[row.alert_id or 0]]})


def _for_people(engine: Engine, channel: Channel, rows: Sequence[Outgoing]) -> Iterator[Message]:
    """Yield all alerts together, in as many parts as the channel's limit makes of them; a group is one paragraph."""
    by_alert = {row.alert_id: row for row in rows}
    notes = alert_notes(engine, [row.alert_id for row in rows if row.alert_id is not None])
    head = notes_summary(notes, channel.language)
    groups: dict[str, list[AlertNote]] = {}
    for note in notes:
        groups.setdefault(group_of(by_alert[note.alert_id].payload) or f"#{note.alert_id}", []).append(note)
    blocks = [
        ([by_alert[note.alert_id] for note in group], group_text(group, channel.language, channel.zone))
        for group in groups.values()
    ]
    for part, some in in_parts(head, blocks, LIMITS[channel.kind]):
        told = tuple(row for group in some for row in group)
        subject = head if channel.kind == "email" else ""
        yield Message(rows=told, key=told[0].key, subject=subject, body=part)


def _counted(engine: Engine, channel: Channel, row: Outgoing) -> Message:
    said = row.payload
    since, until = datetime.fromisoformat(said["since"]), datetime.fromisoformat(said["until"])
    count = count_capped(engine, said["rule"], since=since, until=until)
    text = capped_text(said["rule"], count, since, until, channel.language, channel.zone)
    return Message(rows=(row,), key=row.key, subject=text if channel.kind == "email" else "", body=text)


def _digest(engine: Engine, channel: Channel, row: Outgoing) -> Iterator[Message]:
    since = datetime.fromisoformat(row.payload["since"])
    until = datetime.fromisoformat(row.payload["until"])
    found = gather_digest(
        engine, since=since, until=until, simulated=is_simulated_database(engine), audience=channel.audience
    )
    if channel.kind == "webhook":
        alerts = list(alerts_between(engine, since=since, until=until))
        yield Message(rows=(row,), key=row.key, json={"alerts": alerts, "digest": orjson.loads(as_json(found))})
        return
    head = summary(found, channel.language)
    if channel.kind == "email":
        drawn = trends(engine, until=until, zone=channel.zone) if found.for_analysts else ()
        body = as_mail(found, channel.language, channel.zone, drawn)
        yield Message(rows=(row,), key=row.key, subject=head, body=body)
        return
    yield from _in_chat(channel, row, found, head)


def _in_chat(channel: Channel, row: Outgoing, found: Digest, head: str) -> Iterator[Message]:
    """Yield the parts of a digest; its row is done with the last of them."""
    blocks: list[tuple[Outgoing, str]] = [(row, block) for block in as_chat(found, channel.language, channel.zone)]
    parts = list(in_parts(head, blocks, LIMITS[channel.kind]))
    for number, (part, _) in enumerate(parts, start=1):
        yield Message(rows=(row,), key=f"{row.key}/{number}", is_last=number == len(parts), body=part)
