"""How many steps a text takes: a bound that no clock and no busy machine moves."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType

from base.lexicon import load_reader

ROOT = Path(__file__).resolve().parents[3]
TEXTS = Path(__file__).parent / "texts"
SHORTEST, LONGEST = 250, 450
EVERY = 5
"""One of so many texts is read."""
MOST = 950
"""Calls of the reader's own functions for a text of about 350 characters; some 800 when this was written."""


def test_a_text_takes_no_more_calls_than_a_thousand_texts_a_second_leave() -> None:
    """A step for every character, line or word shows here long before a clock tells it."""
    reader = load_reader(ROOT / "config")
    rows = [json.loads(line) for file in sorted(TEXTS.glob("*.jsonl")) for line in file.open(encoding="utf-8")]
    pairs = [(row["title"] or "", row["text"]) for row in rows]
    chosen = [pair for pair in pairs if SHORTEST <= len(pair[0]) + len(pair[1]) <= LONGEST][::EVERY]
    own = str(ROOT / "market")
    calls = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call" and frame.f_code.co_filename.startswith(own)

    for pair in chosen:
        reader.read_text(*pair)  # caches fill
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for pair in chosen:
            reader.read_text(*pair)
    finally:
        sys.setprofile(before)

    assert len(chosen) > 20
    assert calls / len(chosen) < MOST
