"""Exports of an installation: resumed where they stopped, in clear only with a reason, every format by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from base.clock import VARIABLE
from haoshao.__main__ import main
from haoshao.export_cursor import CursorError
from haoshao.exports import FormatError, Order, export_rows
from haoshao.workspace import Workspace
from storage.access import accesses
from storage.database import open_database
from storage.queries.filters import Filters
from takedown.tiers import Tier, TierError
from tests.takedown.conftest import THIRD_PARTY


def order(out: Path | None, **other: object) -> Order:
    said = {"table": "listings", "form": "jsonl", "out": out, "chosen": Filters(), "by": "mei", **other}
    return Order(**said)  # type: ignore[arg-type]


def ids(path: Path) -> list[str]:
    return [json.loads(line)["offer_id"] for line in path.read_text("utf-8").splitlines()]


def run(place: Workspace, *words: str) -> int:
    front = ["--config", str(place.config), "--data", str(place.data), "--database", place.database]
    try:
        main([*words, *front])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_an_export_in_pieces_is_the_whole(place: Workspace, tmp_path: Path) -> None:
    export_rows(place, order(tmp_path / "whole"))
    pieces: list[str] = []
    for number in range(20):
        done = export_rows(place, order(tmp_path / f"p{number}", cursor=tmp_path / "cursor", limit=3))
        pieces += ids(tmp_path / f"p{number}")
        if done.cursor is not None and done.cursor.startswith("complete"):
            break

    assert pieces == ids(tmp_path / "whole")
    assert len(pieces) > 6
    assert export_rows(place, order(tmp_path / "next", cursor=tmp_path / "cursor")).count == 0


def test_a_later_export_has_what_changed_meanwhile(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_rows(place, order(tmp_path / "first", cursor=tmp_path / "cursor"))
    monkeypatch.setenv(VARIABLE, "2026-03-07T10:00:00Z")
    row = {"url": "https://shop.example/new", "title": "QQ老号 新到", "text": "QQ太阳号 9元/个"}
    (tmp_path / "tip.jsonl").write_text(json.dumps(row), "utf-8")
    assert run(place, "import", str(tmp_path / "tip.jsonl"), "--site", "shop-c", "--at", "2026-03-07T09:00:00Z") == 0
    monkeypatch.setenv(VARIABLE, "2026-03-07T11:00:00Z")

    done = export_rows(place, order(tmp_path / "second", cursor=tmp_path / "cursor"))

    assert done.count == len(ids(tmp_path / "second")) == 1
    assert "QQ" in (tmp_path / "second").read_text("utf-8")


def test_an_interrupted_export_leaves_its_cursor_alone(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("haoshao.exports.write_jsonl", broken)
    with pytest.raises(RuntimeError, match="disk"):
        export_rows(place, order(tmp_path / "x", cursor=tmp_path / "cursor"))

    assert not (tmp_path / "cursor").exists()


def test_a_cursor_of_another_table_is_refused(place: Workspace, tmp_path: Path) -> None:
    export_rows(place, order(tmp_path / "x", cursor=tmp_path / "cursor"))
    with pytest.raises(CursorError, match="of its own"):
        export_rows(place, order(tmp_path / "y", table="sellers", cursor=tmp_path / "cursor"))
    (tmp_path / "broken").write_text("[]", "utf-8")
    with pytest.raises(CursorError, match="no cursor"):
        export_rows(place, order(tmp_path / "y", cursor=tmp_path / "broken"))


def test_words_of_third_parties_leave_in_clear_only_with_a_reason(place: Workspace, tmp_path: Path) -> None:
    number = THIRD_PARTY.split()[1]
    export_rows(place, order(tmp_path / "masked"))
    assert number not in (tmp_path / "masked").read_text("utf-8")
    assert '"tier"' not in (tmp_path / "masked").read_text("utf-8")

    asked = order(tmp_path / "raw", tier=Tier.RAW, reason="court order 7")
    export_rows(place, asked)
    rows = [json.loads(line) for line in (tmp_path / "raw").read_text("utf-8").splitlines()]
    assert any(number in row["page"] for row in rows)
    assert {row["tier"] for row in rows} == {"raw"}
    (entry,) = accesses(open_database(place.database))
    assert (entry.by, entry.tier, entry.reason) == ("mei", "raw", "court order 7")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"form": "parquet", "out": None}, "--out"),
        ({"form": "xarf", "table": "sellers"}, "no words"),
        ({"form": "stix", "table": "runs"}, "no words"),
        ({"table": "runs", "limit": 3}, "no cursor"),
    ],
)
def test_what_cannot_be_had_is_a_stated_failure(
    place: Workspace, tmp_path: Path, words: dict[str, object], why: str
) -> None:
    with pytest.raises(FormatError, match=why):
        export_rows(place, order(**{"out": tmp_path / "x", **words}))  # type: ignore[arg-type]


def test_raw_pages_are_no_table(place: Workspace, tmp_path: Path) -> None:
    with pytest.raises(TierError, match="case export"):
        export_rows(place, order(tmp_path / "x", form="csv", tier=Tier.RAW, reason="why"))


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx", "parquet", "stix", "misp", "xarf"])
def test_every_format_from_the_command_line(
    place: Workspace, tmp_path: Path, form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(place, "export", "listings", "--format", form, "--out", str(tmp_path / "out")) == 0

    assert (tmp_path / "out").stat().st_size > 500
    assert "tier handles, simulated data" in capfd.readouterr().err


def test_a_case_from_the_command_line(place: Workspace, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    proof = tmp_path / "receipt.txt"
    proof.write_text("received", "utf-8")
    assert run(place, "export", "listings", "--out", str(tmp_path / "rows")) == 0
    some = ",".join(ids(tmp_path / "rows")[:3])
    for words in (
        ("case", "new", "--offers", some, "--title", "three offers"),
        ("case", "notice", "1", "--to", "tencent"),
        ("case", "export", "1", "--no-fresh", "--zip", "--out", str(tmp_path / "package")),
        ("verify", str(tmp_path / "package.zip")),
        ("case", "mail", "1.1"),
        ("case", "sent", "1", "--proof", str(proof)),
        ("case", "outcome", "1.1", "refused"),
        ("case", "show", "1"),
        ("case", "show", "1", "--format", "json"),
        ("case", "list"),
        ("case", "list", "--due"),
        ("case", "check"),
        ("case", "figures"),
        ("case", "close", "1", "--note", "enough"),
        ("case", "reopen", "1"),
        ("case", "accesses"),
    ):
        assert run(place, *words) == 0, words
    said = capfd.readouterr().out
    assert "case-1" in said
    assert "will not be sent: sending is off" in said
    assert "refused" in said
    assert run(place, "case", "outcome", "1.1", "gone") == 1
    assert run(place, "case", "mail", "1.1", "--send") == 1
    assert run(place, "case", "show", "77") == 1
    assert "there is no such case" in capfd.readouterr().err
