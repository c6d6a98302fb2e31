"""Who is at work here, for timelines and logs."""

from __future__ import annotations

import getpass
import os

from base.sinks import terminal

WHO = "HAOSHAO_USER"
"""The variable that names whoever works here, where the login name does not."""


def who(said: str | None) -> str:
    """Return who acts: as said, else the variable, else the login name."""
    return terminal(said or os.environ.get(WHO) or _login(), limit=80)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
