"""What one look of the doctor came to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How good a finding is."""

    OK = "ok"
    WARN = "warn"
    """It works, but not as it should, or not for long."""
    FAIL = "fail"
    """Something that is asked for does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact about the installation."""

    part: str
    verdict: Verdict
    what: str
    fix: str = ""
    """What to do; empty where nothing is wrong."""
