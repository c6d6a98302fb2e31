"""Rules, triage, the watch-list and channels from the command line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from base.clock import VARIABLE
from haoshao.__main__ import main
from haoshao.judging import judge_of
from haoshao.workspace import BUNDLED_CONFIG
from storage.database import open_database
from tests.alerts.receiver import Receiver
from tests.storage.shops import START, Shop, item

Say = Callable[..., tuple[int, list[str]]]
CHANNELS = """
channels:
  desk: {kind: webhook, address: DESK_URL, network: {allow: [127.0.0.0/8]}}
  morning: {kind: webhook, address: DESK_URL, schedule: daily, at: "16:00", network: {allow: [127.0.0.0/8]}}
"""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with Receiver() as found:
        monkeypatch.setenv("DESK_URL", found.url)
        yield found


@pytest.fixture
def place(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a workspace with a channel, whose one shop got two new sellers."""
    del receiver
    config = tmp_path / "config"
    config.mkdir()
    for name in ("rules.yml", "taxonomy.yml", "haoshao.toml"):
        shutil.copy(BUNDLED_CONFIG / name, config / name)
    (config / "channels.yml").write_text(CHANNELS, "utf-8")
    monkeypatch.setenv(VARIABLE, (START + timedelta(days=1)).isoformat())
    (tmp_path / "data").mkdir()
    engine = open_database(f"sqlite:///{tmp_path / 'data' / 'haoshao.db'}")
    shop = Shop(engine, judge=judge_of(config))
    old = [item("1", "微信老号", "65", count=50)]
    shop.run(shop.page("/", old))
    new = [item("3", "微信老号 TG: fresh", "70", count=5), item("4", "QQ号 TG: other", "7", count=5)]
    shop.run(shop.page("/", [*old, *new]))
    shop.run(shop.page("/", [item("1", "微信老号", "60", count=5000), *new]))
    engine.dispose()
    return tmp_path


@pytest.fixture
def say(place: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Give a way to run a command; it gives exit code and lines."""

    def run(*words: str) -> tuple[int, list[str]]:
        code = 0
        try:
            main(["--config", str(place / "config"), "--data", str(place / "data"), *words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, (said.out + said.err).splitlines()

    return run


def test_deliver_sends_what_was_raised_and_the_digest_that_is_due(say: Say, receiver: Receiver) -> None:
    assert say("digest", "--deliver") == (0, ["desk: 3 sent", "morning: 1 sent"])

    alerts = json.loads("[" + ",".join(say("alerts", "list", "--format", "jsonl")[1]) + "]")
    wanted = sorted(row["dedup_key"] for row in alerts)
    assert sorted(one.key for one in receiver.got if not one.key.startswith("digest:")) == wanted
    (digest,) = [one for one in receiver.got if one.key.startswith("digest:")]
    assert sorted(row["dedup_key"] for row in digest.alerts) == wanted
    assert say("digest", "--deliver") == (0, ["desk: 0 sent", "morning: 0 sent"])


def test_failing_channel_is_shown_and_can_be_tried_again(say: Say, receiver: Receiver) -> None:
    receiver.answers = [500, 500]
    code, lines = say("digest", "--deliver")
    assert code == 1
    assert lines[0] == "desk: 0 sent, then failed: answered 500"

    assert "answered 500" in say("alerts", "outbox")[1][0]
    assert any("failing since 1 attempts: answered 500" in line for line in say("channels", "list")[1])
    assert say("alerts", "outbox", "--dead")[1] == ["nothing was given up"]
    assert say("alerts", "outbox", "--retry")[1][0].startswith("2 due again")
    assert say("digest", "--deliver")[0] == 0
    assert say("alerts", "outbox")[1] == ["nothing waits"]


def test_channels_are_tested_without_and_with_sending(say: Say, receiver: Receiver) -> None:
    assert say("channels", "test", "desk", "--dry-run") == (0, ["desk: set up; nothing was sent"])
    assert receiver.got == []
    assert say("channels", "test", "desk") == (0, ["desk: sent"])
    assert receiver.got[0].alerts == []
    assert say("channels", "test", "none")[0] == 1


def test_rules_are_listed_and_tried_out(say: Say) -> None:
    code, lines = say("rules", "list")
    assert code == 0
    assert any(line.startswith("seller_new ") and "2 in 30 days" in line for line in lines)

    code, lines = say("rules", "test", "stock_surge", "--since", "30d")
    assert (code, len(lines)) == (0, 2)
    assert "stock rose from 50 to 5000" in lines[0]
    assert lines[1].startswith("1 alert from")
    assert say("rules", "test", "nothing")[0] == 1


def test_wrong_rules_stop_a_command_in_one_line(say: Say, place: Path) -> None:
    (place / "config" / "rules.yml").write_text("rules: {a: {when: seller_new, colour: red}}", "utf-8")

    code, lines = say("digest")

    assert code == 1
    assert len(lines) == 1
    assert "rules.yml: rules.a.colour: unknown key" in lines[0]


def test_triage_by_id_by_filter_and_back(say: Say) -> None:
    assert say("alerts", "ack", "1", "--by", "mei") == (0, ["ack: 1 of 1 alerts"])
    assert say("alerts", "assign", "--rule", "seller_new", "--to", "lin") == (0, ["assign: 2 of 2 alerts"])
    assert say("alerts", "note", "1", "--text", "asked the platform")[0] == 0
    assert say("alerts", "close", "1", "--as", "false-positive", "--by", "mei") == (0, ["close: 1 of 1 alerts"])

    shown = json.loads("\n".join(say("alerts", "show", "1")[1]))
    assert (shown["state"], shown["disposition"], shown["assignee"]) == ("closed", "false_positive", "lin")
    assert [(step["action"], step["by"]) for step in shown["history"]][::3] == [("ack", "mei"), ("close", "mei")]
    assert shown["history"][2]["note"] == "asked the platform"
    assert "0 silenced" in say("alerts", "suppressions")[1][0]

    assert "took back close by mei" in say("alerts", "undo", "1")[1][0]
    assert say("alerts", "suppressions")[1][0].startswith("nothing is silenced")
    assert say("alerts", "reopen", "1")[0] == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("alerts", "close"), "name alerts by id, or choose some"),
        (("alerts", "close", "99"), "99: no such alert"),
        (("alerts", "close", "x"), "named by number"),
        (("alerts", "close", "1", "--as", "nonsense"), "none of true, false_positive, duplicate, benign"),
        (("alerts", "ack", "--severity", "huge"), "no such severity"),
        (("alerts", "suppressions", "--undo", "9"), "no such suppression"),
        (("watch", "add", "fax:123"), "is no type of handle"),
        (("watch", "add", "qq:abc"), "is none of a qq"),
        (("watch", "add", "号"), "two characters"),
        (("watch", "add", "somebody", "--partner"), "named by seller_id or by a handle"),
        (("watch", "remove", "nobody"), "is on no list"),
    ],
)
def test_what_cannot_be_done_is_one_line(words: tuple[str, ...], why: str, say: Say) -> None:
    code, lines = say(*words)

    assert code == 1
    assert len(lines) == 1
    assert why in lines[0]


def test_watch_list_is_kept_in_normal_form_with_who_and_why(say: Say) -> None:
    code, lines = say("watch", "add", "telegram:@Fresh", "--why", "case 3", "--by", "mei")
    assert code == 0
    assert lines[0] == "telegram:fresh: on the handle list"
    assert lines[1].startswith("shown by")
    assert say("watch", "add", "62数据")[1] == ["62数据: on the term list"]
    assert say("watch", "add", "qq:10001", "--partner")[1][0] == "qq:10001: on the partner list"
    assert say("watch", "add", "shop.example", "--opt-out", "--why", "asked by mail")[0] == 0
    assert say("watch", "add", "telegram:fresh")[0] == 1

    _, lines = say("watch", "list")
    assert [line.split()[0] for line in lines] == ["handle", "term", "partner", "opt-out"]
    assert "by mei" in lines[0]
    assert "case 3" in lines[0]

    assert say("watch", "remove", "telegram:@fresh")[1] == ["telegram:fresh: off the handle list"]
    assert say("watch", "remove", "shop.example")[0] == 0
    assert [line.split()[0] for line in say("watch", "list")[1]] == ["term", "partner"]
    assert any("removed" in line for line in say("watch", "list", "--all")[1])
