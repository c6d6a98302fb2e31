"""How many things happened on each day, for the small charts of a digest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from market.changes import ChangeKind
from storage.database import reading
from storage.models import AlertRow, TransitionRow
from storage.transitions import told_between

DAYS = 14
CHANGES = (
    ChangeKind.PRICE_CHANGED,
    ChangeKind.SOLD_OUT,
    ChangeKind.RESTOCKED,
    ChangeKind.RELISTED,
    ChangeKind.VANISHED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Counts of consecutive days, oldest first."""

    what: str
    """`new_sellers` or `changes`."""
    days: tuple[tuple[date, int], ...]

    @property
    def most(self) -> int:
        """The highest count."""
        return max((count for _, count in self.days), default=0)


def trends(engine: Engine, *, until: datetime, zone: ZoneInfo, days: int = DAYS) -> tuple[Trend, ...]:
    """Return new sellers and changes of offers a day, over the *days* that end with the one of *until*."""
    last = (until - timedelta(microseconds=1)).astimezone(zone).date()
    wanted = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    since = until - timedelta(days=days + 1)
    stretch = told_between(since, until)
    with reading(engine) as connection:
        new = connection.scalars(
            select(AlertRow.created_at)
            .join(TransitionRow, TransitionRow.id == AlertRow.transition_id)
            .where(
                TransitionRow.kind == ChangeKind.SELLER_NEW,
                AlertRow.suppression_id.is_(None),
                AlertRow.created_at > since,
                AlertRow.created_at <= until,
            )
        ).all()
        changed = connection.scalars(select(TransitionRow.at).where(TransitionRow.kind.in_(CHANGES), *stretch)).all()
    return tuple(_trend(what, moments, wanted, zone) for what, moments in (("new_sellers", new), ("changes", changed)))


def _trend(what: str, moments: Sequence[datetime], wanted: Sequence[date], zone: ZoneInfo) -> Trend:
    counts = Counter(moment.astimezone(zone).date() for moment in moments)
    return Trend(what=what, days=tuple((day, counts[day]) for day in wanted))
