"""What may be sent now, also where the clock was set back since somebody put it off.

Nothing is put off for longer than these, and nothing was made later than now: a row that says so was written by a clock
that was ahead, and would otherwise wait until the right one has caught up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_

from storage.models import OutboxRow

FARTHEST_TRY = timedelta(hours=8)
FARTHEST_QUIET = timedelta(hours=25)
SET_BACK = timedelta(minutes=10)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Return whether a waiting row may go."""
    return or_(
        OutboxRow.next_at <= now,
        OutboxRow.created_at > now + SET_BACK,
        and_(OutboxRow.attempts > 0, OutboxRow.next_at > now + FARTHEST_TRY),
        and_(OutboxRow.payload.is_(None), OutboxRow.next_at > now + FARTHEST_QUIET),
    )


def rests(blocked_until: datetime | None, now: datetime) -> bool:
    """Return whether a channel that failed is left alone still."""
    return blocked_until is not None and now < blocked_until <= now + FARTHEST_TRY
