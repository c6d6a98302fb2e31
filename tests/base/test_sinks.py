"""Seller text is inert wherever it is shown."""

import pytest

from base.sinks import columns, csv_cell, markdown, terminal

HOSTILE = "\x1b[31m\u202eabc\u2066\u200b\r\nX"


def test_terminal_shows_no_control_or_bidi_character() -> None:
    shown = terminal(HOSTILE)

    assert shown.isprintable()
    assert "\x1b" not in shown
    assert "U+202E" in shown


def test_terminal_keeps_chinese_and_emoji() -> None:
    assert terminal("微信号 🐧 ¥10") == "微信号 🐧 ¥10"
    assert terminal("一二三四五", limit=3) == "一二…"


def test_columns_keep_their_padding_and_nothing_hostile() -> None:
    assert columns("a   ", HOSTILE, "b").startswith("a     ")
    assert columns("a", HOSTILE).isprintable()
    assert len(columns("长" * 500)) == 180


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-cmd", "@SUM(A1)", "\t=1", "＝1+1"])
def test_csv_cell_never_starts_a_formula(text: str) -> None:
    assert str(csv_cell(text)).startswith("'")


@pytest.mark.parametrize("text", ["12.5", "-3", "微信", ""])
def test_csv_cell_leaves_plain_values(text: str) -> None:
    assert csv_cell(text) == text


def test_markdown_has_no_link_and_no_markup() -> None:
    shown = markdown("[x](http://evil.example) **b** <at id=all> `c` @all")

    assert "](" not in shown
    assert "http:" not in shown
    assert "**" not in shown
    assert "<at" not in shown.replace("\\<", "")
