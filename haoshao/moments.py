"""Times as a user writes them: `24h`, `7d`, a date, an ISO 8601 time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from market.errors import MarketError

_AGO = re.compile(r"(\d{1,6})\s*([mhdw])")
_STEP = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class UnreadableMomentError(MarketError):
    """A point in time that cannot be read; the text shows the forms that can."""


def parse_moment(said: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that *said* means: `24h` ago, or a date or time; without a zone it is one of *zone*.

    Raises:
        UnreadableMomentError: neither form.
    """
    if ago := _AGO.fullmatch(said.strip()):
        return now - timedelta(**{_STEP[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        raise UnreadableMomentError(f"{said!r} is no time: write 24h, 7d, 2026-03-01 or 2026-03-01T08:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
