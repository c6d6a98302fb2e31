"""`haoshao market` as its user sees it."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from base.sinks import cells
from haoshao.__main__ import main
from haoshao.workspace import write_config

START = datetime(2031, 5, 1, 3, tzinfo=UTC)
PRICES = {"shop-a": 10, "shop-b": 12, "shop-c": 14, "shop-d": 16}
CODES = "接码 美国 Telegram 验证码"


def run(*words: str) -> int:
    """Return the exit code of one command."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace in which four shops were looked at on six days; on the fifth all went up by 15 %."""
    folder = tmp_path_factory.mktemp("market")
    write_config(folder / "config")
    orders = []
    for day in range(6):
        for hour, (site, price) in enumerate(PRICES.items()):
            at = START + timedelta(days=day, hours=hour)
            asked = Decimal(price) * (Decimal("1.15") if day >= 4 else 1)
            rows = [
                {
                    "url": f"https://{site}.example/1",
                    "title": "微信老号 实名",
                    "text": f"满一年老号，单价{asked}元 微信{site}x",
                },
                {"url": f"https://{site}.example/2", "title": CODES, "text": f"每条 {price / 10} 元", "stock": 100},
            ]
            file = folder / f"{site}-{day}.jsonl"
            file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
            orders.append({"file": file.name, "site": site, "at": at.isoformat(), "complete": True})
    (folder / "runs.jsonl").write_text("".join(json.dumps(order) + "\n" for order in orders), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAOSHAO_CONFIG", str(folder / "config"))
        patch.setenv("HAOSHAO_DATA", str(folder / "data"))
        patch.setenv("HAOSHAO_NOW", (START + timedelta(days=5, hours=9)).isoformat())
        assert run("import", "--batch", str(folder / "runs.jsonl")) == 0
    return folder


@pytest.fixture(autouse=True)
def _here(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAOSHAO_CONFIG", str(workspace / "config"))
    monkeypatch.setenv("HAOSHAO_DATA", str(workspace / "data"))
    monkeypatch.setenv("HAOSHAO_NOW", (START + timedelta(days=5, hours=9)).isoformat())
    monkeypatch.delenv("HAOSHAO_DATABASE", raising=False)


def test_json_has_the_rows_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("market", "--kind", "account", "--format", "json") == 0

    rows = json.loads(capsys.readouterr().out)

    assert [row["day"] for row in rows] == [f"2031-05-0{day}" for day in range(1, 7)]
    assert {(row["platform"], tuple(row["attributes"]), row["unit"]) for row in rows} == {
        ("wechat", ("aged", "real_name"), "each")
    }
    assert [row["median"] for row in rows] == ["13"] * 4 + ["14.95"] * 2
    assert all(row["enough"] and row["n_sellers"] == 4 for row in rows)


def test_the_move_is_among_the_transitions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "transitions", "--platform", "wechat") == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [row for row in rows if row["kind"] == "price_level"]

    assert [(row["at"], row["after"]["change"]) for row in found] == [("2031-05-06T03:00:00Z", "0.1500")]


def test_the_move_is_one_alert(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("alerts", "list", "--format", "jsonl") == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert len([row for row in rows if row["rule"] == "price_level"]) == 1


def test_text_tells_levels_codes_and_moves_in_aligned_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("market", "--language", "zh") == 0

    lines = capsys.readouterr().out.splitlines()

    assert any("微信 账号·老号·实名" in line and "¥14.95" in line and "▂▂▂▂▇▇" in line for line in lines)
    assert any("+15.0%" in line and "¥13 → ¥14.95" in line for line in lines)
    assert any(line.strip().startswith("US") and "¥1.3 (400)" in line for line in lines)
    begins = [
        min(line.index(step) for step in "▂▃▄▅▆▇" if step in line) if "¥" in line and "条" not in line else 0
        for line in lines[2:4]
    ]
    assert len({cells(line[:at]) for line, at in zip(lines[2:4], begins, strict=True)}) == 1


def test_csv_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    out = tmp_path / "market.csv"

    assert run("market", "--format", "csv", "--out", str(out)) == 0

    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 12
    assert rows[0]["attributes"] == "aged|real_name"


def test_svg_is_a_picture(tmp_path: Path) -> None:
    out = tmp_path / "market.svg"

    assert run("market", "--format", "svg", "--out", str(out)) == 0

    assert "¥14.95" in out.read_text("utf-8")
    ET.parse(out)  # noqa: S314 - our own


def test_a_coarser_view_puts_series_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("market", "--by", "country", "--since", "2031-05-06", "--format", "json") == 0

    rows = json.loads(capsys.readouterr().out)

    assert {(row["kind"], row["platform"], row["country"], row["unit"]) for row in rows} == {
        (None, None, None, "each"),
        (None, None, "US", "code"),
    }


@pytest.mark.parametrize("words", [("--by", "seller"), ("--since", "soon"), ("rates", "none.csv")])
def test_a_mistake_is_one_line(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("market", *words) == 1

    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert words[1] in said


def test_rates_are_shown_and_taken_over(workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new.csv"
    new.write_text("day,currency,cny\n2031-01-01,USD,6.50\n", "utf-8")

    assert run("market", "rates", str(new)) == 0
    shown = capsys.readouterr().out

    assert "2024-01-01 to 2031-01-01" in shown
    assert "6.50" in shown
    assert "2031-01-01" in (workspace / "config" / "rates.yml").read_text("utf-8")


def test_rebuilding_keeps_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("market", "--format", "json") == 0
    before = capsys.readouterr().out

    assert run("market", "--rebuild") == 0
    assert "5 days made anew, 2031-05-01 to 2031-05-05" in capsys.readouterr().out
    assert run("market", "--format", "json") == 0

    assert capsys.readouterr().out == before


def test_the_digest_tells_what_moved(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("digest", "--since", "24h") == 0

    said = capsys.readouterr().out
    assert "+15.0%" in said
    assert "1 price level moved" in said
