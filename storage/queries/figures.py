"""What takedowns came to, by recipient: time until gone, share gone, how many came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from sqlalchemy import Engine, select

from market.takedowns import NoticeState
from storage.database import reading
from storage.models import NoticeOfferRow, NoticeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFigures:
    """The figures of one recipient; targets count, not notices."""

    recipient: str
    notices: int
    answered: int
    targets: int
    gone: int
    gone_before: int
    """Gone already when the notice was sent: no merit of its recipient."""
    back: int
    until_gone: timedelta | None
    """Median from sending to proven gone."""
    until_back: timedelta | None
    """Median from gone to offered again."""

    @property
    def share_gone(self) -> float | None:
        """The share of targets that went after the notice."""
        counted = self.targets - self.gone_before
        return self.gone / counted if counted else None

    @property
    def share_back(self) -> float | None:
        """The share of what was gone that is offered again."""
        gone = self.gone + self.gone_before
        return self.back / gone if gone else None


@dataclass(slots=True)
class _Tally:
    notices: set[int] = field(default_factory=set)
    answered: set[int] = field(default_factory=set)
    targets: int = 0
    gone_before: int = 0
    until_gone: list[timedelta] = field(default_factory=list)
    until_back: list[timedelta] = field(default_factory=list)


def takedown_figures(engine: Engine) -> Iterator[RecipientFigures]:
    """Yield the figures of each recipient that a notice was sent to, by name."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    query = (
        select(
            NoticeRow.id,
            NoticeRow.recipient,
            NoticeRow.state,
            NoticeRow.sent_at,
            NoticeRow.answered_at,
            NoticeOfferRow.gone_at,
            NoticeOfferRow.back_at,
        )
        .join(NoticeOfferRow, NoticeOfferRow.notice_id == NoticeRow.id)
        .where(NoticeRow.sent_at.is_not(None), NoticeRow.state != NoticeState.DRAFT)
    )
    with reading(engine) as connection:
        for row in connection.execute(query):
            tally = tallies[row.recipient]
            tally.notices.add(row.id)
            if row.answered_at is not None:
                tally.answered.add(row.id)
            tally.targets += 1
            if row.gone_at is None or row.sent_at is None:
                continue
            if row.gone_at <= row.sent_at:
                tally.gone_before += 1
            else:
                tally.until_gone.append(row.gone_at - row.sent_at)
            if row.back_at is not None:
                tally.until_back.append(row.back_at - row.gone_at)
    for recipient, tally in sorted(tallies.items()):
        yield RecipientFigures(
            recipient=recipient,
            notices=len(tally.notices),
            answered=len(tally.answered),
            targets=tally.targets,
            gone=len(tally.until_gone),
            gone_before=tally.gone_before,
            back=len(tally.until_back),
            until_gone=_median(tally.until_gone),
            until_back=_median(tally.until_back),
        )


def _median(spans: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(span.total_seconds() for span in spans)) if spans else None
