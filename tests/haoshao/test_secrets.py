"""Secrets are used and never shown: not in what is printed or logged, not in the database, not in what is exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from base.clock import VARIABLE
from haoshao.__main__ import main

SECRETS = {
    "HAOSHAO_DESK_KEY": "signing-key-of-the-desk-88",
    "HAOSHAO_CHAT_URL": "https://hooks.slack.example/services/T0AAAAAAA/B0AAAAAAA/token-of-the-chat-99",
    "HAOSHAO_DATABASE_PASSWORD": "password-of-the-database-66",
    "HAOSHAO_MAIL_PASSWORD": "password-of-the-mail-55",
}
IN_FILE = "http://127.0.0.1:9/hook/token-of-the-desk-77"
WORDS = ("of-the-desk", "of-the-chat", "of-the-database", "of-the-mail", "of-the-url")
CHANNELS = """
channels:
  desk: {kind: webhook, address: HAOSHAO_DESK_URL, secret: HAOSHAO_DESK_KEY, network: {allow: ["127.0.0.0/8"]}}
  chat: {kind: slack, address: HAOSHAO_CHAT_URL, network: {allow: ["127.0.0.0/8"]}}
"""
ROW = {"url": "https://shop.example/1", "title": "微信实名老号 65元/个 现货100", "text": "QQ: 381234567"}
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("channels", "list"),
    ("channels", "test", "desk"),
    ("channels", "test", "chat"),
    ("alerts", "list"),
    ("alerts", "outbox"),
    ("digest", "--deliver"),
    ("digest", "--format", "json", "--since", "30d"),
    ("doctor",),
    ("export", "alerts"),
    ("export", "listings"),
    ("audit",),
    ("ledger", "show"),
    ("--database", "postgresql+psycopg://me:password-of-the-url-44@127.0.0.1:1/x", "sellers", "list"),
)


@pytest.fixture
def front(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    front = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
    assert run(["init", str(tmp_path / "config")]) == 0
    (tmp_path / "config" / "channels.yml").write_text(CHANNELS, "utf-8")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    address = tmp_path / "config" / "desk-url"
    address.write_text(IN_FILE + "\n", "utf-8")
    address.chmod(0o600)
    monkeypatch.setenv("HAOSHAO_DESK_URL_FILE", str(address))
    for day, rows in (("2031-03-01", [ROW]), ("2031-03-02", [ROW, {**ROW, "url": "https://shop.example/2"}])):
        monkeypatch.setenv(VARIABLE, f"{day}T08:00:00Z")
        path = tmp_path / f"{day}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
        assert run([*front, "import", str(path), "--site", "tip", "--at", f"{day}T08:00:00Z"]) == 0
    return front


def run(words: list[str]) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


def test_no_secret_is_printed_logged_stored_or_exported(
    front: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    codes = {" ".join(words): run([*front, *words]) for words in COMMANDS}
    said = capfd.readouterr()

    assert "channel desk: " in said.err, "the channel was not even tried"
    assert codes["alerts list"] == codes["export alerts"] == 0
    for word in WORDS:
        assert word not in said.out
        assert word not in said.err
    kept = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert any(path.name == "haoshao.db" for path in kept)
    for path in kept:
        body = path.read_bytes()
        assert not [word for word in WORDS if word.encode() in body], path
        key = tmp_path / "data" / "keys"
        assert b"PRIVATE KEY" not in body or path.is_relative_to(key), path


def test_open_file_is_told_with_the_way_to_mend_it(
    front: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    address = tmp_path / "config" / "desk-url"
    address.chmod(0o644)

    assert run([*front, "channels", "test", "desk"]) == 1
    assert f"channel desk: {address}: others may read this secret; chmod 600 {address}" in capfd.readouterr().err
    assert run([*front, "channels", "list"]) == 0
    assert "chmod 600" in capfd.readouterr().out
    address.unlink()
    assert run([*front, "channels", "test", "desk"]) == 1
    assert "cannot be read" in capfd.readouterr().err
