"""Words as a search index holds them: folded as the reader folds, Chinese in pairs of characters; pure.

Where a word goes over from letters or digits to Chinese (`5元`, `q币`) the two characters there are a pair too.
An index proposes, and where its tokens do not say it all `has_words` decides whether a text has a word. Whatever makes
other tokens of a text than before needs another `storage.models.searching.FOLDING`, so that indexes are made anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import add

from market.text.folding import fold

LONGEST = 30_000
"""Characters of one listing that can be searched."""
LONGEST_TOKEN = 40
_PAIRED_FROM = "\u0e00"
"""Scripts from here on are written without blanks between words: Thai, kana, Han, Hangul."""
_PLAIN = rf"[^\W_{_PAIRED_FROM}-\U0010ffff]"
_PAIRED = r"[^\W_\x00-\u0dff]"
_RUN = re.compile(f"{_PLAIN}+|{_PAIRED}+")
_SEAM = re.compile(f"(?={_PLAIN}{_PAIRED}|{_PAIRED}{_PLAIN})")
"""Where a run of the one sort begins right behind one of the other: `5元`, `微v`."""


def searchable(parts: Iterable[str | None]) -> str:
    """Return *parts* of a listing folded into one text, each on a line of its own."""
    return "\n".join(fold(part).text for part in parts if part)[:LONGEST]


def tokens_of(folded: str) -> list[str]:
    """Return the tokens of a folded text, each once: words, and pairs of characters where no blanks part words."""
    found: dict[str, None] = {}
    for run in _RUN.findall(folded):
        if run[0] < _PAIRED_FROM:
            found[run[:LONGEST_TOKEN]] = None
        else:
            found.update(dict.fromkeys(map(add, run, run[1:])))
            found[run[-1]] = None
    found.update(dict.fromkeys(_seams(folded)))
    return list(found)


def words_of(said: str) -> tuple[str, ...]:
    """Return the words that somebody searches for, folded; several are all wanted."""
    return tuple(dict.fromkeys(word for part in said.split() for word in fold(part).text.split()))


def asked_tokens(word: str) -> list[str]:
    """Return the beginnings of tokens that every text with *word*, which is folded, has; none for bare signs."""
    seams = _seams(word)
    asked = dict.fromkeys(seams)
    sewn = set("".join(seams))
    for run in _RUN.findall(word):
        if len(run) == 1 and run in sewn:
            continue
        if run[0] < _PAIRED_FROM or len(run) == 1:
            asked[run[:LONGEST_TOKEN]] = None
        else:
            asked.update(dict.fromkeys(map(add, run, run[1:])))
    return list(asked)


def _seams(folded: str) -> list[str]:
    """Return the pairs of characters at which a text goes over from the one sort of script to the other."""
    return [folded[at : at + 2] for at in (one.start() for one in _SEAM.finditer(folded))]


def is_pair(token: str) -> bool:
    """Return whether a token is a pair of characters: no longer token begins with it."""
    return len(token) == 2 and max(token) >= _PAIRED_FROM  # noqa: PLR2004 - a pair


def is_token(word: str) -> bool:
    """Return whether a folded *word* stands in every text that has a token with this beginning."""
    return asked_tokens(word) == [word]


def signs_like(sign: str) -> tuple[str, ...]:
    """Return the characters that are folded to *sign*, which is neither letter nor digit; itself first."""
    others = (chr(code) for code in range(0x21, 0x10000) if not 0xD800 <= code < 0xE000)  # noqa: PLR2004 - surrogates
    return (sign, *(char for char in others if char != sign and not char.isalnum() and fold(char).text == sign))


def has_words(folded: str, words: Sequence[str]) -> bool:
    """Return whether a folded text has all of *words*."""
    return all(word in folded for word in words)
