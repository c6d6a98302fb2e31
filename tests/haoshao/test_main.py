"""The front door: global options anywhere, failures in one line."""

from pathlib import Path

import pytest

from haoshao.__main__ import hoisted, main


def test_global_options_may_stand_anywhere() -> None:
    assert hoisted(["crawl", "shop", "--data", "d", "--config=c"]) == ["--data", "d", "--config=c", "crawl", "shop"]
    assert hoisted(["read", "--", "--data", "d"]) == ["read", "--", "--data", "d"]


def test_stated_failure_is_one_line_and_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["site", "show", "nowhere", "--config", str(tmp_path), "--data", str(tmp_path)])

    assert left.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("haoshao: nowhere: no such site")
    assert said.count("\n") == 1


def test_wrong_usage_is_exit_2() -> None:
    with pytest.raises(SystemExit) as left:
        main(["no-such-command"])

    assert left.value.code == 2
