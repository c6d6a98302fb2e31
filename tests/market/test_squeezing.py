"""Words written apart, and the way back to where they stand."""

from __future__ import annotations

import pytest

from market.squeezing import is_one_word, places_squeezed, squeeze

APART = ["face-book 5$", "g.m.a.i.l?", "微 信🔥号", "т·е·л·е·г·р·а·м", "a？b?c", "", " - ", "\U0001d400x\U0001f525y"]


@pytest.mark.parametrize("text", APART)
def test_a_squeezed_character_knows_its_place(text: str) -> None:
    """Each character of the squeezed text stands where it says in the text itself, in order."""
    places = places_squeezed(text)

    assert places == sorted(set(places))
    assert squeeze("".join(text[place] for place in places)) == squeeze(text)
    assert len(places) == len(squeeze(text))


def test_signs_that_look_like_letters_become_letters() -> None:
    """Digits and signs read as the letters that they look like; other signs go."""
    assert squeeze("0utl00k, gm@il!") == squeeze("outlook gmail !")
    assert squeeze("f4ce-b00k") == squeeze("facebook") == "facebook"


def test_short_gaps_on_one_line_are_tricks() -> None:
    """One sign inside a word is a trick; two, or the end of a line, part words."""
    assert is_one_word("face-book", 0, 9)
    assert not is_one_word("face - book", 0, 11)
    assert not is_one_word("face\nbook", 0, 9)
