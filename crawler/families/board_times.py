"""Times as boards and feeds print them, as aware UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

CHINA = timezone(timedelta(hours=8))
_YEAR_FIRST = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\s*([AP]M))?", re.IGNORECASE
)
_YEAR_LAST = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\s*([AP]M))?", re.IGNORECASE
)
_ZONE = re.compile(r"(?:GMT|UTC)\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_MONTHS = 12
_NOON = 12


def parse_iso(text: str) -> datetime | None:
    """Return an ISO 8601 time as UTC; one without a zone is UTC already."""
    try:
        said = datetime.fromisoformat(text.strip())
        return _in_utc(said if said.tzinfo else said.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def parse_mail_time(text: str) -> datetime | None:
    """Return an RFC 2822 time, as RSS carries it, as UTC."""
    try:
        said = parsedate_to_datetime(text.strip())
        return _in_utc(said if said.tzinfo else said.replace(tzinfo=UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_board_time(text: str, zone: timezone = UTC) -> datetime | None:
    """Return the time a board prints in digits, seen in *zone*, as UTC; None for "yesterday" and the like.

    `2026-9-10 08:26:40` and `09-12-2026, 11:25 PM` alike; of two numbers before a year the first is the month
    unless it cannot be.
    """
    found = _YEAR_FIRST.search(text)
    if found:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        found = _YEAR_LAST.search(text)
        if not found:
            return None
        month, day, year = int(found[1]), int(found[2]), int(found[3])
        if month > _MONTHS:
            month, day = day, month
    hour, minute, second = (int(found[n] or 0) for n in (4, 5, 6))
    half = (found[7] or "").upper()
    hour = hour % _NOON + (_NOON if half == "PM" else 0) if half else hour
    try:
        return _in_utc(datetime(year, month, day, hour, minute, second, tzinfo=zone))
    except (ValueError, OverflowError):
        return None


def zone_in(text: str, default: timezone) -> timezone:
    """Return the time zone that a board's footer names ("GMT+8, 2026-9-12 15:11")."""
    found = _ZONE.search(text)
    if not found:
        return default
    hours = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(hours if found[1] == "+" else -hours) if hours < timedelta(hours=15) else default


def _in_utc(said: datetime) -> datetime:
    return said.astimezone(UTC)
