"""From the outbox to a webhook: what is delivered equals what was raised, whatever the receiver does meanwhile."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from alerts.channels import Channel
from alerts.delivery import deliver_due, queue_due_digests
from alerts.delivery.delivering import MOST_ATTEMPTS, REFUSALS, backoff
from alerts.delivery.sending import Message, SendError
from alerts.delivery.webhook import IDEMPOTENCY, SIGNATURE, TIMESTAMP, WebhookSender, signature
from storage.outbox import channel_states, hold_channel, outbox_rows, retry
from storage.queries.alerts import alert_rows
from storage.queries.filters import Filters
from tests.alerts.receiver import Receiver
from tests.storage.shops import CHANNEL, START, Shop, item, rows

LOOPBACK = {"allow": ["127.0.0.0/8"]}
LATER = timedelta(hours=7)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with Receiver() as found:
        monkeypatch.setenv("DESK_URL", found.url)
        monkeypatch.setenv("DESK_KEY", "not so secret")
        yield found


@pytest.fixture
def webhook(receiver: Receiver) -> Channel:
    del receiver
    return desk()


def desk(**other: object) -> Channel:
    said = {"id": CHANNEL, "kind": "webhook", "address": "DESK_URL", "secret": "DESK_KEY", "network": LOOPBACK}
    return Channel.model_validate(said | other)


@pytest.fixture
def raised(shop: Shop, engine: Engine) -> list[str]:
    """Let three sellers turn up after the baseline; give the keys of the alerts."""
    old = [item("1", "微信老号", "65")]
    shop.run(shop.page("/", old))
    shop.run(shop.page("/", [*old, *(item(str(n), f"微信老号 TG: fresh{n}", "70") for n in (2, 3, 4))]))
    keys = [row["dedup_key"] for row in alert_rows(engine, Filters())]
    assert len(keys) == 3
    return keys[::-1]


def test_every_alert_arrives_once_with_its_row_key_and_signature(
    raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine
) -> None:
    done = deliver_due(engine, [webhook], now=START + LATER)

    assert done.sent == {CHANNEL: 3}
    assert receiver.accepted == raised
    wanted = {row["dedup_key"]: json.loads(json.dumps(row)) for row in alert_rows(engine, Filters())}
    for got in receiver.got:
        assert got.alerts == [wanted[got.key]]
        assert got.headers[IDEMPOTENCY.lower()] == got.key
        assert list(json.loads(got.body)) == ["alerts"]
        at = got.headers[TIMESTAMP.lower()]
        proof = hmac.new(b"not so secret", at.encode() + b"." + got.body, hashlib.sha256).hexdigest()
        assert got.headers[SIGNATURE.lower()] == f"v1={proof}" == signature(b"not so secret", at, got.body)
    assert deliver_due(engine, [webhook], now=START + LATER * 2).sent == {}
    assert len(receiver.got) == 3


@pytest.mark.parametrize("fault", [500, 503, 429, 401, "drop", "hang", 302])
def test_channel_that_fails_is_left_alone_and_then_gets_everything_in_order(
    fault: int | str, raised: list[str], receiver: Receiver, engine: Engine
) -> None:
    channel = desk(timeout_s=0.5)
    receiver.answers = [200, fault]
    now = START + LATER

    first = deliver_due(engine, [channel], now=now, chance=lambda: 0.5)

    assert first.sent == {CHANNEL: 1}
    assert set(first.failed) == {CHANNEL}
    assert "abc123" not in first.failed[CHANNEL]
    assert len(receiver.got) == 2
    assert deliver_due(engine, [channel], now=now + timedelta(seconds=29)).sent == {}
    assert channel_states(engine)[CHANNEL].failures == 1

    second = deliver_due(engine, [channel], now=now + timedelta(seconds=31))

    assert second.sent == {CHANNEL: 2}
    assert receiver.accepted == raised
    assert [one.key for one in receiver.got] == [raised[0], raised[1], raised[1], raised[2]]
    assert channel_states(engine)[CHANNEL].failures == 0
    assert rows(engine, "SELECT count(*), count(error) FROM delivery") == [(4, 1)]


def test_receiver_that_asks_to_wait_is_given_the_time(
    raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine
) -> None:
    receiver.answers = ["retry 600"]
    now = START + LATER
    deliver_due(engine, [webhook], now=now)

    assert deliver_due(engine, [webhook], now=now + timedelta(seconds=599)).sent == {}
    assert deliver_due(engine, [webhook], now=now + timedelta(seconds=600)).sent == {CHANNEL: len(raised)}


def test_one_message_that_is_refused_does_not_hold_up_the_others_and_dies(
    raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine
) -> None:
    now = START + LATER
    receiver.answers = [422, 200, 200]
    first = deliver_due(engine, [webhook], now=now)
    assert first.sent == {CHANNEL: 2}

    for number in range(1, REFUSALS):
        receiver.answers = [422]
        deliver_due(engine, [webhook], now=now + number * LATER)

    (dead,) = outbox_rows(engine, dead=True)
    assert dead.key == raised[0]
    assert dead.attempts == REFUSALS
    assert dead.last_error == "answered 422"
    assert outbox_rows(engine) == []
    assert deliver_due(engine, [webhook], now=now + 10 * LATER).sent == {}

    assert retry(engine, now=now + 10 * LATER, ids=[dead.id]) == 1
    assert deliver_due(engine, [webhook], now=now + 10 * LATER).sent == {CHANNEL: 1}
    assert sorted(receiver.accepted) == sorted(raised)


def test_channel_that_stays_dead_gives_up_in_the_end_and_says_so(
    raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine
) -> None:
    receiver.answers = [500] * MOST_ATTEMPTS
    now = START + LATER
    for number in range(MOST_ATTEMPTS):
        done = deliver_due(engine, [webhook], now=now + number * LATER, chance=lambda: 0.5)

    assert done.dead == {CHANNEL: 1}
    assert [row.key for row in outbox_rows(engine, dead=True)] == raised[:1]
    assert [row.key for row in outbox_rows(engine)] == raised[1:]


def test_variable_that_is_not_set_loses_nothing(
    raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DESK_URL")
    done = deliver_due(engine, [webhook], now=START + LATER)
    assert done.failed == {CHANNEL: f"channel {CHANNEL}: the environment variable DESK_URL is not set"}

    monkeypatch.setenv("DESK_URL", receiver.url)
    assert deliver_due(engine, [webhook], now=START + LATER * 2).sent == {CHANNEL: len(raised)}


@pytest.mark.parametrize(
    ("network", "why"), [({}, "plain http"), ({"allow": ["10.0.0.0/8"]}, "outside the network.allow")]
)
def test_loopback_is_out_of_reach_unless_the_channel_allows_it(
    network: dict[str, list[str]], why: str, receiver: Receiver
) -> None:
    sender = WebhookSender(desk(network=network))
    with pytest.raises(SendError, match=why):
        sender.send(Message(rows=(), key="k"))
    sender.close()
    assert receiver.got == []


KILLED = """
import os, sys
from datetime import datetime
import alerts.delivery.delivering as delivering
from alerts.channels import Channel
from storage.database import open_database
engine = open_database(sys.argv[1])
after = int(sys.argv[3])
real = delivering.record_sent
def record_sent(*args, **words):
    global after
    if after == 0:
        os._exit(9)
    after -= 1
    real(*args, **words)
delivering.record_sent = record_sent
channel = Channel.model_validate_json(sys.argv[2])
delivering.deliver_due(engine, [channel], now=datetime.fromisoformat(sys.argv[4]))
"""


@pytest.mark.parametrize("after", [0, 2])
def test_kill_between_sending_and_marking_sends_again_under_the_same_key(
    after: int, raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine, database_url: str
) -> None:
    now = START + LATER
    command = [sys.executable, "-c", KILLED, database_url, webhook.model_dump_json(), str(after), now.isoformat()]
    killed = subprocess.run(command, check=False, timeout=120, cwd=Path(__file__).parents[2])
    assert killed.returncode == 9

    deliver_due(engine, [webhook], now=now)

    assert [one.key for one in receiver.got] == [*raised[: after + 1], *raised[after:]]
    assert set(receiver.accepted) == set(raised)
    assert outbox_rows(engine) == []


def test_two_processes_do_not_both_send(
    raised: list[str], webhook: Channel, receiver: Receiver, engine: Engine, database_url: str
) -> None:
    waiter = "import sys; from storage.database import open_database; from storage.outbox import hold_channel\n"
    waiter += (
        f"assert hold_channel(open_database(sys.argv[1]), '{CHANNEL}'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", waiter, database_url]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert hold_channel(engine, CHANNEL) is None
        assert deliver_due(engine, [webhook], now=START + LATER).busy == (CHANNEL,)
        assert receiver.got == []
        other.kill()

    assert deliver_due(engine, [webhook], now=START + LATER).sent == {CHANNEL: len(raised)}


def test_quiet_hours_hold_back_all_but_what_is_let_through(
    raised: list[str], receiver: Receiver, engine: Engine
) -> None:
    quiet = {"from": "22:00", "to": "08:00", "time_zone": "Asia/Shanghai"}
    night = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    channel = desk(quiet=quiet)

    assert deliver_due(engine, [channel], now=night).sent == {}
    assert {row.next_at for row in outbox_rows(engine)} == {datetime(2026, 3, 2, 0, 0, tzinfo=UTC)}
    retry_all = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert deliver_due(engine, [channel], now=retry_all).sent == {CHANNEL: len(raised)}
    assert receiver.accepted == raised


def test_what_is_let_through_is_sent_at_night(raised: list[str], receiver: Receiver, engine: Engine) -> None:
    del receiver
    channel = desk(quiet={"from": "22:00", "to": "08:00", "let_through": "high"})

    # the shipped rules protect wechat: a new seller of it weighs high
    assert deliver_due(engine, [channel], now=datetime(2026, 3, 1, 15, 30, tzinfo=UTC)).sent == {CHANNEL: len(raised)}


def test_digests_are_queued_once_for_each_period_and_catch_up_as_one(
    raised: list[str], receiver: Receiver, engine: Engine
) -> None:
    channel = desk(schedule="daily", at="09:00", time_zone="Asia/Shanghai")
    nine = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    assert queue_due_digests(engine, [channel], now=nine) == (CHANNEL,)
    assert queue_due_digests(engine, [channel], now=nine + timedelta(hours=5)) == ()
    rows_before = len(outbox_rows(engine))
    assert rows_before == len(raised) + 1
    deliver_due(engine, [channel], now=nine)
    (digest,) = [one for one in receiver.got if one.key.startswith("digest:")]
    assert {alert["dedup_key"] for alert in digest.alerts} == set(raised)
    assert len(json.loads(digest.body)["digest"]["new_sellers"]) == 3

    assert queue_due_digests(engine, [channel], now=nine + timedelta(days=3, hours=2)) == (CHANNEL,)
    (late,) = outbox_rows(engine)
    assert late.payload["since"] == nine.isoformat()
    assert late.payload["until"] == (nine + timedelta(days=3)).isoformat()


@pytest.mark.parametrize(
    ("attempts", "chance", "seconds"),
    [(1, 0.5, 30), (1, 0.0, 24), (2, 1.0, 72), (11, 0.5, 6 * 3600), (99, 0.5, 6 * 3600)],
)
def test_waits_double_to_six_hours(attempts: int, chance: float, seconds: int) -> None:
    assert backoff(attempts, chance) == timedelta(seconds=seconds)
