"""Ids as people and other tools see them: a letter and 16 hex digits, the same on every machine."""

from __future__ import annotations

import re

LISTING = "l"
OFFER = "o"
SELLER = "s"
_SHAPE = re.compile(r"([a-z])([0-9a-f]{16})")


def public_id(letter: str, uid: int) -> str:
    """Return the id that is shown for *uid*."""
    return f"{letter}{uid:016x}"


def parse_id(letter: str, said: str) -> int | None:
    """Return the uid behind an id that somebody gave; None where it is none of this kind."""
    match = _SHAPE.fullmatch(said.strip().lower())
    return int(match[2], 16) if match and match[1] == letter else None
