"""Explanations: every claim marked, what was set aside said, nothing that acts on a terminal."""

from pathlib import Path

import pytest

from base.lexicon import load_reader
from market.reading import Reader
from market.reading.explain import explained

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def reader() -> Reader:
    """Return the reader of the configuration that ships."""
    return load_reader(CONFIG)


def test_claims_are_marked_and_named(reader: Reader) -> None:
    """Term, price and handle stand in numbered brackets, and the list says what said so."""
    shown = explained(reader, "", "薇❤信 半年号 85元一个，加V：haofan_01 ，TG：@hao_demo")

    assert "OFFER, score" in shown
    assert "⟦1:薇❤信⟧" in shown
    assert "term 微信 [platforms.yml]: platform wechat" in shown
    assert "money 85 CNY" in shown
    assert "handle wechat haofan_01" in shown
    assert "薇信 半年号" in shown.partition("folded")[2]
    assert "labels a handle, so it is not platform telegram" in shown.partition("considered and rejected")[2]


def test_a_text_that_is_no_offer_shows_what_it_would_offer(reader: Reader) -> None:
    """The reasons of the verdict stand first, the candidate lines last."""
    shown = explained(reader, "警方通报", "民警抓获犯罪嫌疑人三名，其以每个微信号50元的价格出售，涉案20万元。")

    assert shown.startswith("no offer, score")
    assert "against" in shown
    assert "would offer" in shown
    assert "the speaker does not sell" in shown


@pytest.mark.parametrize(
    "text", ["", "\x1b[31mred\x07", "微信 5元\u202e\u200b\u2066", "\ud800", "a\rb\x00c\u2028d", "\U000e0041"]
)
def test_nothing_in_it_controls_a_terminal(reader: Reader, text: str) -> None:
    """Escapes, direction marks, line separators and lone surrogates are written out."""
    shown = explained(reader, text, text)

    assert not set(shown) & set("\x1b\x07\x00\r\u202e\u200b\u2066\u2028\ud800\U000e0041")
    shown.encode("utf-8")
