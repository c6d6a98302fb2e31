"""The front door: global options anywhere, failures in one line."""

import tomllib
from pathlib import Path

import pytest

from base.version import product_version
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


def test_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = Path(__file__).parents[2] / "pyproject.toml"

    with pytest.raises(SystemExit) as left:
        main(["--version"])

    assert left.value.code == 0
    assert capsys.readouterr().out == f"haoshao {product_version()}\n"
    assert product_version() == tomllib.loads(project.read_text("utf-8"))["project"]["version"]
