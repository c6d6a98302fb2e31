"""Lexicon lint: contradictions and dead entries are found, sound ones are left alone."""

from pathlib import Path

import pytest

from base.lexicon import load_lexicon, load_taxonomy
from market.lexicon import Lexicon, Term
from market.lexicon_checks import check_lexicon, unused_terms

WECHAT = Term(name="微信", forms=("微信", "vx"), platform="wechat", source="a.yml")


@pytest.mark.parametrize(
    ("term", "code", "part"),
    [
        (Term(name="x1", forms=("薇蓝",), source="b.yml"), "dead", "says nothing"),
        (Term(name="x2", forms=("满季",), months=3, source="b.yml"), "contradiction", "without the attribute aged"),
        (Term(name="x3", forms=("ＶＸ",), platform="wechat", source="b.yml"), "dead", "already a form"),
        (Term(name="x4", forms=("vx",), platform="qq", source="b.yml"), "contradiction", "always wins"),
        (Term(name="x5", forms=("абв*", "абвгд"), kind="tool"), "dead", "covered by a form with *"),
        (Term(name="x6", forms=("號子", "号子"), kind="account"), "dead", "folds to the same"),
        (Term(name="x7", forms=("猫池",), kind="tool", not_with=("猫",)), "dead", "own not_with"),
        (Term(name="x8", forms=("池子",), kind="tool", not_after=("a",), only_after=("a",)), "contradiction", "both"),
    ],
)
def test_a_bad_entry_is_named(term: Term, code: str, part: str) -> None:
    """Each finding says file, entry, what is wrong and what to do."""
    findings = check_lexicon(Lexicon([WECHAT, term]))

    assert [(finding.code, finding.term) for finding in findings] == [(code, term.name)]
    assert part in findings[0].text


def test_sound_entries_pass() -> None:
    """A form that two entries share is fine where a context tells them apart."""
    first = Term(name="飞机", forms=("飞机",), platform="telegram", not_before=("模型",))
    second = Term(name="飞机模型", forms=("飞机",), cue="not_price")

    assert check_lexicon(Lexicon([WECHAT, first, second])) == []


def test_unused_terms_are_told_apart_from_used_ones() -> None:
    """A product term that no text holds is named."""
    other = Term(name="陌陌", forms=("陌陌",), platform="momo")

    assert [finding.term for finding in unused_terms(Lexicon([WECHAT, other]), ["出微信号"])] == ["陌陌"]


def test_shipped_lexicon_has_nothing_to_mend() -> None:
    """No entry of the lexicon that ships contradicts another one or can never be meant."""
    folder = Path(__file__).parents[2] / "config"

    assert check_lexicon(load_lexicon(folder, load_taxonomy(folder))) == []
