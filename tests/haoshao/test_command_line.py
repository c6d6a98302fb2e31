"""What every command shares: help that is whole, lists that say when they are empty, one row by its id."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from haoshao.cli import app

runner = CliRunner()


@pytest.mark.parametrize("group", [[], ["case"], ["sellers"], ["market"]])
def test_help_cuts_no_sentence(group: list[str]) -> None:
    """Every command is listed with its whole first sentence."""
    told = runner.invoke(app, [*group, "--help"]).output
    listed = told.split("COMMAND [ARGS]...", 1)[1]
    assert "..." not in listed


def test_help_lists_every_command_in_a_section() -> None:
    """No command stands outside the four sections, and none is missing."""
    told = runner.invoke(app, ["--help"]).output
    assert [line for line in told.splitlines() if line.endswith(":") and not line.startswith(" ")] == [
        "Options:",
        "Watch and read:",
        "Look and be told:",
        "Take down and prove:",
        "Set up and keep:",
    ]
    for name in ("crawl", "market", "verify", "db"):
        assert f"\n  {name} " in told


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["sellers", "list"], "no seller matches"),
        (["sellers", "list", "--suggested"], "no pair waits for a look"),
        (["listings", "list"], "no listing matches"),
        (["alerts", "list"], "no alert matches"),
        (["case", "list"], "no open case; open one with `haoshao case new`"),
    ],
)
def test_empty_lists_say_so(tmp_path: Path, command: list[str], said: str) -> None:
    """Standard output stays empty for programs; a person is told on the other stream."""
    where = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
    assert runner.invoke(app, [*where, "init", str(tmp_path / "config")]).exit_code == 0
    done = runner.invoke(app, [*where, *command])
    assert (done.exit_code, done.stdout, done.stderr.strip()) == (0, "", said)


@pytest.mark.parametrize("command", [["listings", "show", "o00000000000000ff"], ["alerts", "show", "#7"]])
def test_one_row_that_is_not_there(tmp_path: Path, command: list[str]) -> None:
    """An id that nothing has ends in one line that names the list."""
    where = ["--config", str(tmp_path / "config"), "--data", str(tmp_path / "data")]
    runner.invoke(app, [*where, "init", str(tmp_path / "config")])
    done = runner.invoke(app, [*where, *command])
    assert done.exit_code != 0
    assert command[-1] in str(done.exception)
    assert f"haoshao {command[0]} list" in str(done.exception)
