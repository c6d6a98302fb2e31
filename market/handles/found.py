"""What a scan for handles finds, and the places that they take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from market.model import Handle, HandleType, Span, Subject
from market.quick import quick_dataclass


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class RejectedHandle:
    """Something that looked like a handle and was not read as one."""

    text: str
    span: Span
    """Raw code points."""
    reason: str


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class HandleScan:
    """The handles of a text and the places they take, which hold no price and name no product."""

    handles: tuple[Handle, ...] = ()
    """In order of place; spans are raw code points."""
    subjects: tuple[Subject, ...] = ()
    occupied: tuple[Span, ...] = ()
    """Folded places of ids, links and wallets; sorted, disjoint."""
    labels: tuple[Span, ...] = ()
    """Folded places of the words that introduced them (`微信` in 微信：abc); sorted."""
    rejected: tuple[RejectedHandle, ...] = ()


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class FoundHandle:
    """A handle and its folded place."""

    type: HandleType
    value: str
    start: int
    end: int


def runs(taken: bytearray) -> Iterator[Span]:
    """Yield the ranges of *taken* places."""
    start = taken.find(1)
    while start >= 0:
        end = taken.find(0, start)
        yield start, end if end >= 0 else len(taken)
        start = taken.find(1, end) if end >= 0 else -1


def matches_at(sign: str, pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that begins with *sign* and holds it once."""
    at = text.find(sign)
    while at >= 0:
        if match := pattern.match(text, at):
            yield match
        at = text.find(sign, at + 1)


_MARKS: Final = frozenset({"Cf", "Mn", "Me"})


def undisguised(written: str) -> str:
    """Return a name that keeps its case without width, invisible marks and the frames of keycap digits."""
    if written.isascii():
        return written
    plain = unicodedata.normalize("NFKC", written)
    return "".join(char for char in plain if unicodedata.category(char) not in _MARKS)
