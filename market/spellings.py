"""The ways of writing one word: plural, blanks, and characters that sound alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

_MAX_BLANKS: Final = 2


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"


def spellings(form: str) -> list[str]:
    """Return the ways of writing a form: plural for `~`, blanks also as hyphens or left out."""
    forms = [form[:-1], form[:-1] + "s"] if form.endswith("~") else [form]
    spelt = []
    for text in forms:
        words = text.split(" ")
        if len(words) == 1 or len(words) - 1 > _MAX_BLANKS or is_han(words[0][:1]):
            spelt.append(text)
            continue
        spelt.extend(
            "".join(word + blank for word, blank in zip(words, (*blanks, ""), strict=True))
            for blanks in product((" ", "-", ""), repeat=len(words) - 1)
        )
    return spelt


def misspellings(text: str, homophones: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield a Chinese word as others write it: a character replaced by one that sounds alike, a word by another's."""
    for at, char in enumerate(text):
        for other in homophones.get(char, ()):
            yield text[:at] + other + text[at + 1 :]
    for word, others in homophones.items():
        if len(word) > 1 and word in text:
            for other in others:
                yield text.replace(word, other)
