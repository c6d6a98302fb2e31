"""`haoshao sellers`: what is shown of a seller, and what a person says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from haoshao.__main__ import main
from haoshao.workspace import write_config
from storage.database import open_database
from tests.storage.shops import Shop, item

EVIL = '<script>alert(1)</script>"&\x1b[31m'
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give a way to run a command on a board with two users, one of them with a hostile name."""
    config, data = write_config(tmp_path / "config"), tmp_path / "data"
    data.mkdir()
    database = f"sqlite:///{data / 'haoshao.db'}"
    engine = open_database(database)
    shop = Shop(engine)
    shop.run(
        shop.page(
            "/",
            [
                item("1", "微信老号 TG: one TG: two", "65", seller_key="u1", seller_name=EVIL),
                item("2", "QQ号 TG: three", "5", seller_key="u2", seller_name="Honest name"),
            ],
        )
    )
    engine.dispose()
    monkeypatch.setenv("HAOSHAO_CONFIG", str(config))
    monkeypatch.setenv("HAOSHAO_DATA", str(data))
    monkeypatch.setenv("HAOSHAO_DATABASE", database)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["sellers", *arguments])
        said = capsys.readouterr()
        return int(str(left.value.code or 0)), said.out, said.err

    return call


def test_story_tells_everything(run: Run) -> None:
    code, out, _ = run("show", "telegram:one", "--format", "json")

    story = json.loads(out)
    assert code == 0
    assert story["roles"] == ["号商"]
    assert {one["value"] for one in story["handle_sightings"]} == {"one", "two"}
    assert all(one["first_seen_at"] and one["last_seen_at"] for one in story["handle_sightings"])
    assert story["prices"][0]["min"] == "65"
    assert [one["record"] for one in story["records"]] == ["shop-a/u1"]
    assert {one["rule"] for one in story["verdicts"]} == {"shared_handle"}
    told = {(one["what"], one["site"] or one["detail"]) for one in story["timeline"]}
    assert {("first_at_site", "shop-a"), ("new_contact", "telegram:one"), ("new_contact", "telegram:two")} <= told
    assert all(one["sites"] == ["shop-a"] for one in story["handle_sightings"])


def test_terminal_and_picture_are_inert(run: Run, tmp_path: Path) -> None:
    _, text, _ = run("show", "telegram:one")
    code, _, _ = run("show", "telegram:one", "--format", "svg", "--out", str(tmp_path / "seller.svg"))

    assert "\x1b" not in text
    assert code == 0
    picture = (tmp_path / "seller.svg").read_text("utf-8")
    tags = {one.tag.rpartition("}")[2] for one in ET.fromstring(picture).iter()}  # noqa: S314 - our own
    assert tags <= {"svg", "title", "style", "rect", "text", "path", "g"}
    assert "&lt;script&gt;" in picture
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def test_join_and_undo_say_what_they_did(run: Run) -> None:
    code, out, _ = run("join", "telegram:one", "telegram:three", "--reason", "same voice", "--by", "mei")
    assert code == 0
    verdict = out.split("undo ")[1].split("`")[0]
    _, shown, _ = run("show", "telegram:three")
    assert "by mei" in shown
    assert "same voice" in shown

    code, out, _ = run("undo", verdict, "--by", "mei")
    assert code == 0
    assert out.startswith(f"{verdict} withdrawn")
    assert run("undo", verdict)[0] == 1


def test_split_and_rebuild(run: Run) -> None:
    code, out, _ = run("split", "telegram:one", "--handle", "telegram:two", "--reason", "a friend's", "--by", "mei")
    assert code == 0
    assert "apart now" in out
    assert "telegram:two" not in run("show", "telegram:one")[1].split("timeline:")[0]
    assert "0 stood with the wrong seller" in run("rebuild")[1]


def test_what_cannot_be_done_is_one_line(run: Run) -> None:
    code, out, err = run("split", "telegram:one", "--handle", "qq:10001", "--reason", "why not")

    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert "no part of" in err
    assert run("show", "nobody")[0] == 1
    assert run("list", "--suggested") == (0, "", "no pair waits for a look\n")
