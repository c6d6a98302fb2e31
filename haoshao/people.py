"""Who is at the keyboard, for timelines and logs."""

from __future__ import annotations

import getpass
import os

from base.sinks import terminal

WHO = "HAOSHAO_USER"
"""The variable that names whoever works here, where the login name does not."""


def whoever(said: str | None) -> str:
    """Return who takes a step: as `--by` says, else the variable, else the user of this system."""
    return terminal((said or "").strip() or os.environ.get(WHO, "") or _login(), limit=80)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
