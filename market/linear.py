"""Patterns that stay linear on any text: google-re2, quiet, with room for its automata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

import re2

Pattern: TypeAlias = Any
"""A compiled pattern of google-re2, which ships no types; it has the methods of `re.Pattern`."""
Match: TypeAlias = Any
"""A match of google-re2; it has the methods of `re.Match`."""

_MEMORY = 64 << 20


def holds_one(text: str, words: Iterable[str]) -> bool:
    """Whether *text* holds one of *words*: a question quick enough to ask before a search for a pattern."""
    for word in words:  # noqa: SIM110 - a generator costs more than all else of it
        if word in text:
            return True
    return False


def linear(pattern: str | bytes) -> Pattern:
    r"""Return *pattern* compiled by RE2; one of bytes searches bytes, quicker as no offsets are converted.

    Keep counted repetitions of wide classes (`\p{Han}{2,20}`) out of it:
    each copy is a hundred states, and an automaton that outgrows its memory
    falls back to a slow search.
    """
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    return re2.compile(pattern, options)


_LOOKAROUND: Final = re.compile(r"\(\?<?[!=](?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")


def hint_of(pattern: re.Pattern[str]) -> Pattern:
    """Return a quick pattern of bytes that finds something wherever *pattern*, of words in ASCII, does."""
    plain = _LOOKAROUND.sub("", pattern.pattern).replace(r"\w", r"[\pL\pM\pN_]")
    return linear(plain.encode())
