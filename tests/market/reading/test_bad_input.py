"""Hostile and broken texts: no exception, and work that grows with the length only."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.lexicon import load_reader
from tests.market.reading.test_rules import CONFIG

READER = load_reader(CONFIG)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01\x02\ud800\udfff",
        "\u202e\u2066微信 5元\u2069",
        "((((【【【「「「" * 50,
        "微信 26元 " * 1500,
        "1 2 3 4 5 " * 1000,
        "a" * 30_000,
        "折折折一二三四五六七八九" * 300,
        "|\t|" * 2000,
        "@" * 3000 + "$" * 3000,
        "".join(chr(code) for code in range(0x20, 0x2FFF)),
        "".join(map(chr, range(0x100))) * 20,
        "x" * 1_000_000,
        "\u202e微信\u2066 telegram\ud800 " * 2000,
        "微信 26元\n" * 10_000,
    ],
)
def test_broken_texts_are_read(text: str) -> None:
    """Whatever the text, a reading comes back."""
    reading = READER.read_text(text[:200], text)

    assert reading.score >= 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    """No text raises; every span lies inside it."""
    whole = f"\n{text}"
    for offer in READER.read_text("", text).offers:
        assert 0 <= offer.span[0] <= offer.span[1] <= len(whole)


def calls(text: str) -> int:
    """Return how many Python calls the reading of a text takes."""
    count = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        READER.read_text("", text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", ["微信 26元 ", "12 ", "qq 5元,", "VK 50₽, 2fa; ", "京东 97% ", "a | 5 | 6\n"])
def test_work_grows_with_the_length(piece: str) -> None:
    """Four times the text takes about four times the calls."""
    short, long = piece * (6000 // len(piece)), piece * (24_000 // len(piece))

    assert calls(long) < 6 * calls(short)
