"""Folding undoes the tricks of sellers and keeps the way back to the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.text import fold


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＷＸ＿１２３", "wx_123"),
        ("企❤鹅 4 0 7 7 1 2 8 8 6", "企鹅 407712886"),
        ("Т.е.л.е.г.р.а.м акки", "телеграм акки"),
        ("В0тсап", "вотсап"),
        ("fаcеbооk", "facebook"),
        ("face★book", "facebook"),
        ("薇❤信 白号 ②⑥ 米", "薇信 白号 26 米"),
        ("3 5 塊 一 個", "35 块一个"),
        ("𝓣𝓮𝓵𝓮𝓰𝓻𝓪𝓶 1️⃣2️⃣ ⑩", "telegram 12 10"),
        ("a\u200bb\u202ec", "abc"),
        ("g m a i l", "gmail"),
        ("品名　售价", "品名\t售价"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_tricks_are_undone(raw: str, folded: str) -> None:
    """Width, script, case, invisible marks, ornaments and blanks inside words are gone."""
    assert fold(raw).text == folded


def test_a_span_points_at_the_raw_characters() -> None:
    """A folded range maps back over characters that were dropped or stand for several."""
    raw = "价 ⑩ 元，企❤鹅"
    folded = fold(raw)
    start = folded.text.index("企鹅")

    low, high = folded.span(start, start + 2)

    assert raw[low:high] == "企❤鹅"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_folds_with_offsets_in_order(raw: str) -> None:
    """Every folded character has a raw one, and their order is kept."""
    folded = fold(raw)
    places = [folded.span(at, at + 1) for at in range(len(folded.text))]

    assert all(0 <= low < high <= len(raw) for low, high in places)
    assert [low for low, _ in places] == sorted(low for low, _ in places)
