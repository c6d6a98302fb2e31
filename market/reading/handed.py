"""What a text says in its own words of the mailbox, the number and the papers of an account: handed over, checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from market.linear import hint_of, holds_one
from market.reading.handed_data import (
    CHECKS,
    DENIED,
    DONE,
    MAIL_COMES,
    MAIL_STAYS,
    MAILS,
    PAPERS,
    PAPERS_PASSED,
    PHONE_CHECKED,
    PHONES,
    SPEAKS,
    TAKEN,
    Wordings,
)

_REACH: Final = 16
_IN_LATIN: Final = 2
"""So many wordings, the first of their list, may be written in ASCII alone."""
_HINTS: Final = {
    pattern.pattern: hint_of(pattern)
    for wordings in (MAIL_COMES, MAIL_STAYS, PHONE_CHECKED, PAPERS_PASSED)
    for _, pattern in wordings
    if pattern.pattern.isascii()
}
"""For wordings in ASCII a pattern that is asked first: it takes a tenth of the time."""


def _found(wordings: Wordings, text: str) -> Iterator[re.Match[str]]:
    """Yield the places where a text says something, in any language."""
    for words, pattern in wordings[:_IN_LATIN] if text.isascii() else wordings:
        if holds_one(text, words):
            hint = _HINTS.get(pattern.pattern)
            if hint is None or hint.search(text.encode()):
                yield from pattern.finditer(text)


def _says(wordings: Wordings, text: str) -> bool:
    """Whether a text says something that the words right before it do not deny."""
    return any(
        not DENIED.search(text[max(0, found.start() - _REACH) : found.start()]) for found in _found(wordings, text)
    )


def may_say(text: str) -> bool:
    """Whether a text without any term may still say something of mailbox, number or papers."""
    return holds_one(text, SPEAKS)


def said_of_mail(text: str) -> bool | None:
    """Return whether the mailbox is handed over; None where a text says nothing of it."""
    if not holds_one(text, MAILS):
        return None
    if any(_found(MAIL_STAYS, text)):
        return False
    return True if _says(MAIL_COMES, text) else None


def checks_passed(text: str) -> frozenset[str]:
    """Return what a text says was checked of an account: its number, the papers of its owner."""
    if not holds_one(text, CHECKS) and not holds_one(text, DONE):
        return _papers(text) if holds_one(text, TAKEN) else _NOTHING
    phone = _PHONE if holds_one(text, PHONES) and _says(PHONE_CHECKED, text) else _NOTHING
    return phone | _papers(text)


def _papers(text: str) -> frozenset[str]:
    return _REAL if holds_one(f" {text} ", PAPERS) and _says(PAPERS_PASSED, text) else _NOTHING


_NOTHING: Final[frozenset[str]] = frozenset()
_PHONE: Final = frozenset({"phone_verified"})
_REAL: Final = frozenset({"real_name"})
