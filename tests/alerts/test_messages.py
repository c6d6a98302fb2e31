"""What people read: parts that fit, inert seller text, both languages, the mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from alerts.channels import Channel
from alerts.channels.model import Kind, load_channels
from alerts.channels.routing import Route
from alerts.delivery import deliver_due, queue_due_digests
from alerts.delivery.notes import id_ranges
from alerts.delivery.parts import LIMITS, in_parts, size
from alerts.delivery.sending import Message, SendError
from alerts.digest import gather_digest
from alerts.rendering.charts import HEIGHT, WIDTH, bars
from alerts.rendering.mail import as_mail
from alerts.rules import Rulebook, RulesFile
from alerts.words import Language
from base.checked_files import ConfigError
from base.sinks import chat
from storage.outbox import outbox_rows
from storage.queries.trends import trends
from tests.storage.shops import START, Shop, item

ZONE = ZoneInfo("Asia/Shanghai")
LATER = START + timedelta(days=1)
HOSTILE = '微信老号 https://evil.example/a <b> @all <at id="all"></at> t.me/x \u202e `x`'


class Heard:
    """A way that remembers what went through it."""

    def __init__(self, fails: int = 0) -> None:
        self.messages: list[Message] = []
        self.fails = fails

    def send(self, message: Message) -> None:
        if self.fails:
            self.fails -= 1
            raise SendError("not now")
        self.messages.append(message)

    def close(self) -> None:
        """Nothing is open."""


def people(kind: Kind = "telegram", **other: object) -> Channel:
    return Channel.model_validate({"id": "desk", "kind": kind, "address": "CHAT_URL", "language": "zh"} | other)


@pytest.fixture
def told(shop: Shop, engine: Engine) -> Engine:
    old = [item("1", "微信老号", "65")]
    shop.run(shop.page("/", old))
    new = [item(str(n), f"{HOSTILE} TG: fresh{n}", "70", count=9) for n in range(2, 42)]
    shop.run(shop.page("/", [*old, *new]))
    return engine


@pytest.mark.parametrize("kind", ["telegram", "wecom", "slack", "dingtalk", "feishu"])
def test_alerts_come_in_parts_that_fit_and_every_alert_is_in_one(kind: Kind, told: Engine) -> None:
    way = Heard()

    done = deliver_due(told, [people(kind)], now=LATER, opens=lambda _: way)

    assert done.sent == {"desk": 40}
    assert all(size(one.body) <= LIMITS[kind] for one in way.messages)
    words = "\n".join(one.body for one in way.messages)
    assert len(set(re.findall(r"^#(\d+) ", words, re.MULTILINE))) == 40
    assert all("haoshao · 40 条告警 (高 40)\n" in one.body and not one.subject for one in way.messages)
    assert "[高] 新号商" in words


def test_seller_text_means_nothing_to_a_chat(told: Engine) -> None:
    way = Heard()
    deliver_due(told, [people()], now=LATER, opens=lambda _: way)

    words = "\n".join(one.body for one in way.messages)
    assert not re.search(r"[<>@`\u202e]|https?://|t\.me", words)
    assert "hxxps://evil[.]example/a" in words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://a.example/x?y=1", "see hxxps://a[.]example/x?y=1"),
        ("@all", "＠all"),
        ("12.5元 3.0", "12.5元 3.0"),
        ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("a\nb\x1b[2J", "a b<U+001B>[2J".replace("<", "＜").replace(">", "＞")),
    ],
)
def test_chat_shows_what_was_said_and_leads_nowhere(text: str, shown: str) -> None:
    assert chat(text) == shown


def test_part_that_fails_is_sent_again_and_those_before_it_are_not(told: Engine) -> None:
    way = Heard()
    deliver_due(told, [people("wecom")], now=LATER, opens=lambda _: _failing_after(way, 2))
    sent = len(way.messages)
    assert sent == 2
    left = len(outbox_rows(told))

    deliver_due(told, [people("wecom")], now=LATER + timedelta(hours=1), opens=lambda _: way)

    assert left == 40 - sum(len(one.rows) for one in way.messages[:sent])
    assert sum(len(one.rows) for one in way.messages) == 40
    assert outbox_rows(told) == []


def _failing_after(way: Heard, good: int) -> Heard:
    class Failing(Heard):
        def send(self, message: Message) -> None:
            if len(way.messages) >= good:
                raise SendError("not now")
            way.messages.append(message)

    return Failing()


def test_what_is_over_a_cap_is_one_count_when_the_hour_is_over(shop: Shop, engine: Engine) -> None:
    rules = RulesFile.model_validate({"rules": {"seller_new": {"when": "seller_new", "cap": {"most": 2}}}})
    shop.judge = Rulebook(rules, [Route(channel="desk", audience="analysts")])
    old = [item("1", "微信老号", "65")]
    shop.run(shop.page("/", old))
    shop.run(shop.page("/", [*old, *(item(f"n{n}", f"微信老号 TG: fresh{n}", "70") for n in range(9))]))
    way = Heard()

    assert deliver_due(engine, [people()], now=shop.at, opens=lambda _: way).sent == {"desk": 2}
    assert deliver_due(engine, [people()], now=shop.at + timedelta(hours=1), opens=lambda _: way).sent == {"desk": 1}

    assert "另有 7 条“新号商”告警" in way.messages[-1].body
    found = gather_digest(engine, since=START, until=shop.at, simulated=False)
    assert found.suppressed["over_cap"] == 7
    assert len(found.new_sellers) == 9


def grouped(shop: Shop, group: dict[str, object], **rule: object) -> None:
    """Let shop-a show 12 new offers in two runs, ten minutes apart, under a rule with *group*."""
    said = {"rules": {"appeared": {"when": "appeared", "severity": "low", "group": group} | rule}}
    routes = [Route(channel="desk", audience="analysts"), Route(channel="program", audience="analysts", machine=True)]
    shop.judge = Rulebook(RulesFile.model_validate(said), routes)
    goods = [item("0", "微信老号 TG: one", "65")]
    shop.run(shop.page("/", goods))
    for batch in (range(1, 9), range(9, 13)):
        goods += [item(str(n), f"{HOSTILE} {n} TG: one", str(70 + n)) for n in batch]
        shop.run(shop.page("/", goods))


def test_group_is_one_paragraph_that_names_all_its_alerts(shop: Shop, engine: Engine) -> None:
    grouped(shop, {"by": ["site"]})
    way = Heard()

    assert deliver_due(engine, [people()], now=LATER, opens=lambda _: way).sent == {"desk": 12}

    (message,) = way.messages
    assert message.body.count("\n\n") == 1
    assert "[低] appeared: 12 条告警" in message.body
    assert "#1–12 · " in message.body
    assert message.body.count("\n- ") == 5
    assert "另有 7 条" in message.body
    assert not re.search(r"[<>@`\u202e]|https?://|t\.me", message.body)
    assert [row.channel for row in outbox_rows(engine)] == ["program"] * 12


def test_group_that_waits_is_told_once_and_programs_do_not_wait(shop: Shop, engine: Engine) -> None:
    grouped(shop, {"by": ["site"], "wait": "2d"})
    rows = outbox_rows(engine)

    first = min(row.created_at for row in rows)
    assert len({row.created_at for row in rows}) == 2
    assert {row.next_at for row in rows if row.channel == "desk"} == {first + timedelta(days=2)}
    assert all(row.next_at == row.created_at for row in rows if row.channel == "program")
    assert deliver_due(engine, [people()], now=shop.at, opens=lambda _: Heard()).sent == {}
    way = Heard()
    deliver_due(engine, [people()], now=first + timedelta(days=2), opens=lambda _: way)
    assert len(way.messages) == 1


def test_what_is_critical_waits_for_no_group(shop: Shop, engine: Engine) -> None:
    grouped(shop, {"by": ["site"], "wait": "2d"}, severity="critical")

    assert all(row.next_at == row.created_at for row in outbox_rows(engine))


def test_group_over_a_cap_is_counted_like_single_alerts(shop: Shop, engine: Engine) -> None:
    grouped(shop, {"by": ["site"]}, cap={"most": 10, "per": "30d"})
    way = Heard()
    deliver_due(engine, [people()], now=LATER + timedelta(hours=2), opens=lambda _: way)

    assert "10 条告警" in way.messages[0].body
    assert sum(int(n) for n in re.findall(r"另有 (\d+) 条“", "".join(one.body for one in way.messages[1:]))) == 2


@pytest.mark.parametrize(("ids", "shown"), [([7], "#7"), ([3, 5, 4], "#3–5"), ([1, 3, 4, 9], "#1 #3–4 #9")])
def test_numbers_of_a_group(ids: list[int], shown: str) -> None:
    assert id_ranges(ids) == shown


def test_digest_in_a_chat_is_done_with_its_last_part(told: Engine) -> None:
    channel = people("wecom", schedule="daily", at="09:00")
    queue_due_digests(told, [channel], now=LATER)
    way = Heard()

    done = deliver_due(told, [channel], now=LATER, opens=lambda _: way)

    digests = [one for one in way.messages if one.key.startswith("digest:")]
    assert len(digests) > 1
    assert [one.is_last for one in digests] == [False] * (len(digests) - 1) + [True]
    assert len({one.key for one in digests}) == len(digests)
    assert done.sent["desk"] == 41
    assert outbox_rows(told) == []


def test_maintainers_get_how_sites_do_and_no_seller(told: Engine, shop: Shop) -> None:
    shop.run(health="failed", complete=False)
    channel = people("slack", schedule="daily", at="09:00", audience="maintainers", language="en")
    queue_due_digests(told, [channel], now=LATER)
    way = Heard()
    deliver_due(told, [channel], now=LATER, opens=lambda _: way)

    words = "\n".join(one.body for one in way.messages if one.key.startswith("digest:"))
    assert "shop-a: failed" in words
    assert "fresh" not in words
    assert "0 of 1 sites healthy" in words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_mail_is_self_contained_and_inert(language: Language, told: Engine) -> None:
    until = START + timedelta(hours=4)
    found = gather_digest(told, since=START, until=until, simulated=False)
    html = as_mail(found, language, ZONE, trends(told, until=until, zone=ZONE))

    assert html.startswith("<!doctype html>")
    assert not re.search(r"<script|<link|<img|<a |@import|url\(|src=|javascript:", html.replace("xmlns=", ""))
    assert "＜b＞" in html
    assert html.count("<svg") == 2
    assert ("最后一天 40" if language == "zh" else "40 on the last day") in html
    assert not re.search(r'href="?http', html)


def test_chart_draws_every_day_inside_its_frame() -> None:
    drawn = bars([0, 5, 10, 0, 3])

    assert len(drawn) == 5
    assert all(0 <= bar.x <= WIDTH - bar.width and 0 <= bar.y <= HEIGHT - bar.height for bar in drawn)
    assert drawn[2].height > drawn[1].height > drawn[4].height > drawn[0].height > 0
    assert bars([]) == ()
    assert all(bar.height == 1.0 for bar in bars([0, 0]))


def test_days_of_a_trend_are_those_of_the_reader(told: Engine) -> None:
    new, _ = trends(told, until=datetime(2026, 3, 2, 12, tzinfo=UTC), zone=ZONE, days=3)

    assert [count for _, count in new.days] == [0, 40, 0]
    assert new.days[0][0].isoformat() == "2026-02-28"


def test_block_that_fits_no_part_is_cut() -> None:
    parts = list(in_parts("head", [(1, "号" * 1000), (2, "x" * 100)], 300))

    assert [tags for _, tags in parts] == [[1], [2]]
    assert all(size(text) <= 300 for text, _ in parts)
    assert parts[0][0].endswith("…")
    assert parts[1][0].startswith("(2) head")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("channels: {a: {kind: webhook}}", "channels.a.address"),
        ("channels: {a: {kind: webhook, address: 'https://x.example'}}", "channels.a.address"),
        ("channels: {a: {kind: fax, address: X}}", "channels.a.kind"),
        ("channels: {a: {kind: slack, address: X, secret: Y}}", "signs what a webhook gets"),
        ("channels: {a: {kind: slack, address: X, time_zone: Mars}}", "no time zone"),
        ("channels: {a: {kind: slack, address: X, schedule: yearly}}", "channels.a.schedule"),
        ("channels: {a: {kind: slack, address: X, network: {allow: [nowhere]}}}", "channels.a.network.allow"),
        ("channels: {a: {id: b, kind: slack, address: X}}", "is not the name"),
    ],
)
def test_wrong_channels_are_one_line_that_names_file_and_key(text: str, why: str, tmp_path: Path) -> None:

    (tmp_path / "channels.yml").write_text(text, "utf-8")

    with pytest.raises(ConfigError, match=r"channels\.yml") as refused:
        load_channels(tmp_path)

    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_shipped_channels_are_none() -> None:

    assert load_channels(Path(__file__).parents[2] / "config") == {}
