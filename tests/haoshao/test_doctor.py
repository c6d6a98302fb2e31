"""The doctor finds what is wrong, says how to mend it, and stays quiet about the rest."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from haoshao.__main__ import main
from haoshao.backing_up import BackupError, backed_up
from haoshao.doctor import Verdict, examined, market_state
from haoshao.workspace import Workspace, write_config


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    write_config(tmp_path / "config")
    data = tmp_path / "data"
    data.mkdir()
    return Workspace(config=tmp_path / "config", data=data, database=f"sqlite:///{data / 'haoshao.db'}")


def wrong(place: Workspace) -> dict[str, str]:
    return {one.what: one.fix for one in examined(place) if one.verdict is Verdict.FAIL}


def test_fresh_installation_is_well(place: Workspace) -> None:
    found = list(examined(place))

    assert not wrong(place)
    assert {one.part for one in found} == {"configuration", "database", "machine", "extras", "market"}
    assert all(one.fix for one in found if one.verdict is not Verdict.OK)


def test_every_broken_file_is_named(place: Workspace) -> None:
    (place.config / "rules.yml").write_text("rules: [", "utf-8")
    (place.config / "sites" / "shop.yml").write_text("name: shop\nurl: ftp://shop.example/\n", "utf-8")
    (place.config / "sites" / "open.yml").write_text("name: open\nurl: https://shop.example/\n", "utf-8")

    found = " ".join(wrong(place))

    assert "rules.yml" in found
    assert "shop.yml" in found
    assert "no contact" in found


def test_key_that_others_can_read_is_found(place: Workspace) -> None:
    (place.data / "keys").mkdir()
    key = place.data / "keys" / "signing.pem"
    key.write_text("secret", "ascii")
    key.chmod(0o644)

    assert f"chmod 600 {key}" in wrong(place).values()


def test_damaged_database_is_found(place: Workspace) -> None:
    list(examined(place))
    with sqlite3.connect(place.data / "haoshao.db") as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("INSERT INTO lease (site_id, run_id, holder, expires_at) VALUES (7, 7, '', 0)")

    assert any("points at a missing row" in what for what in wrong(place))


def test_nothing_is_told_twice(place: Workspace) -> None:
    (place.data / "haoshao.db").write_text("no database at all, whatever its name says", "ascii")

    found = [one.what for one in examined(place)]

    assert len(found) == len(set(found))
    assert any("no sound SQLite database" in what for what in found)


def test_channel_that_needs_an_extra_is_not_called_ready(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.config / "channels.yml").write_text("channels: {chat: {kind: telegram, address: CHAT_URL}}\n", "utf-8")
    monkeypatch.setenv("CHAT_URL", "tgram://123456789:abcdefghijklmnopqrstuvwxyzabcdefghi/12345")
    monkeypatch.setattr(market_state, "find_spec", lambda _: None)

    assert "channel chat: telegram needs the extra `alerts`" in wrong(place)


def test_exit_code_says_whether_something_fails(place: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["doctor", "--format", "json", "--config", str(place.config), "--data", str(place.data)]
    with pytest.raises(SystemExit) as left:
        main(words)
    assert not left.value.code
    assert {row["verdict"] for row in json.loads(capsys.readouterr().out)} <= {"ok", "warn"}
    (place.config / "channels.yml").write_text("channels: 7\n", "utf-8")
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 1


def test_backup_is_a_whole_copy_that_replaces_nothing(place: Workspace, tmp_path: Path) -> None:
    list(examined(place))
    target = tmp_path / "backups" / "copy.db"

    assert "whole and sound" in backed_up(place.database, target)
    with sqlite3.connect(target) as copy, sqlite3.connect(place.data / "haoshao.db") as origin:
        query = "select name, sql from sqlite_master order by name"
        assert copy.execute(query).fetchall() == origin.execute(query).fetchall()
    assert target.stat().st_mode & 0o77 == 0
    with pytest.raises(BackupError, match="never replaces"):
        backed_up(place.database, target)
    with pytest.raises(BackupError, match="no such database"):
        backed_up("sqlite:////nowhere/haoshao.db", tmp_path / "other.db")
    with pytest.raises(BackupError, match="cannot be written"):
        backed_up(place.database, tmp_path / "backups" / "copy.db" / "under-a-file.db")
