"""Who is at the keyboard."""

from __future__ import annotations

import getpass


def whoever(said: str | None) -> str:
    """Return who takes a step: as `--by` says, else the user of this system."""
    if said and said.strip():
        return said.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
