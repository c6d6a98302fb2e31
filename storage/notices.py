"""Notices: making one, moving it from state to state, and noting what became of its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from market.takedowns import ANSWERS, BackHow, GoneHow, NoticeState, check_move
from storage.bulk import insert_rows
from storage.cases import Act, CaseError, label, record_event
from storage.models import NoticeOfferRow, NoticeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """A notice to be made."""

    case_id: int
    recipient: str
    language: str
    answer_days: int
    offer_ids: tuple[int, ...]
    after_id: int | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRef:
    """A notice as a command names it."""

    id: int
    case_id: int
    nth: int
    state: NoticeState
    answer_days: int

    @property
    def label(self) -> str:
        """How people call it."""
        return f"{self.case_id}.{self.nth}"


def make_notice(connection: Connection, new: NewNotice, act: Act) -> NoticeRef:
    """Return a new draft.

    Raises:
        CaseError: it would be about nothing.
    """
    if not new.offer_ids:
        raise CaseError(f"{label(new.case_id)}: a notice to {new.recipient} would be about no offer; name some")
    last = connection.scalar(select(func.max(NoticeRow.nth)).where(NoticeRow.case_id == new.case_id)) or 0
    values = {
        "case_id": new.case_id,
        "nth": last + 1,
        "attempt": new.attempt,
        "after_id": new.after_id,
        "recipient": new.recipient,
        "language": new.language,
        "answer_days": new.answer_days,
        "state": NoticeState.DRAFT,
        "state_at": act.at,
        "made_at": act.at,
        "reminders": 0,
    }
    key = connection.execute(insert(NoticeRow).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    targets = [{"notice_id": key[0], "offer_id": one} for one in sorted(set(new.offer_ids))]
    insert_rows(connection, NoticeOfferRow, targets)
    again = f", attempt {new.attempt}" if new.attempt > 1 else ""
    text = f"notice {new.case_id}.{last + 1} to {new.recipient} about {len(targets)} offers{again}"
    record_event(connection, new.case_id, act, "notice", text, notice_id=key[0], state=NoticeState.DRAFT)
    return NoticeRef(id=key[0], case_id=new.case_id, nth=last + 1, state=NoticeState.DRAFT, answer_days=new.answer_days)


def find_notice(connection: Connection, said: str) -> NoticeRef:
    """Return the notice that *said* means: `12.1`, or `12` where case 12 has one only.

    Raises:
        CaseError: there is none, or *said* leaves open which.
    """
    case_text, _, nth_text = said.removeprefix("case-").partition(".")
    if not (case_text.isascii() and case_text.isdigit() and (not nth_text or nth_text.isdigit())):
        raise CaseError(f"{said}: is no notice; write CASE.NUMBER as in `haoshao case show`, for example 12.1")
    found = notices_of(connection, int(case_text), tuple(NoticeState))
    if nth_text:
        found = tuple(one for one in found if one.nth == int(nth_text))
    if not found:
        raise CaseError(
            f"{said}: there is no such notice; make one with `haoshao case notice {case_text} --to RECIPIENT`"
        )
    if len(found) > 1:
        raise CaseError(
            f"{said}: the case has {len(found)} notices; name one of {', '.join(one.label for one in found)}"
        )
    return found[0]


def notices_of(connection: Connection, case_id: int, states: Sequence[NoticeState]) -> tuple[NoticeRef, ...]:
    """Return the notices of a case that are in one of *states*."""
    query = select(NoticeRow.id, NoticeRow.case_id, NoticeRow.nth, NoticeRow.state, NoticeRow.answer_days)
    rows = connection.execute(
        query.where(NoticeRow.case_id == case_id, NoticeRow.state.in_(states)).order_by(NoticeRow.nth)
    )
    return tuple(_ref(row) for row in rows)


def _ref(row: Any) -> NoticeRef:  # noqa: ANN401 - a row of any query that has these columns
    return NoticeRef(id=row.id, case_id=row.case_id, nth=row.nth, state=row.state, answer_days=row.answer_days)


def move_notice(connection: Connection, notice: NoticeRef, then: NoticeState, act: Act, text: str) -> None:
    """Bring a notice into the state *then*, with its date and a line in the timeline.

    Raises:
        NoticeStateError: it cannot go there from where it is.
    """
    check_move(notice.label, notice.state, then)
    values: dict[str, Any] = {"state": then, "state_at": act.at}
    wait = timedelta(days=notice.answer_days)
    if then is NoticeState.FROZEN:
        values["frozen_at"] = act.at
    elif then is NoticeState.SENT:
        values |= {"sent_at": act.at, "due_at": act.at + wait, "remind_at": None}
    elif then in ANSWERS:
        values |= {"due_at": act.at + wait, "remind_at": None}
        if then is not NoticeState.NO_ANSWER:
            values["answered_at"] = act.at
    elif then is NoticeState.GONE:
        values |= {"gone_at": act.at, "due_at": None}
    elif then is NoticeState.BACK:
        values |= {"back_at": act.at, "due_at": None}
    connection.execute(update(NoticeRow).where(NoticeRow.id == notice.id).values(values))
    record_event(connection, notice.case_id, act, "state", text, notice_id=notice.id, state=then)


def remind(connection: Connection, notice: NoticeRef, at: datetime, act: Act) -> datetime:
    """Note that a reminder was due *at*, and return when the next one is."""
    following = at
    while following <= act.now:
        following += timedelta(days=notice.answer_days)
    connection.execute(
        update(NoticeRow)
        .where(NoticeRow.id == notice.id)
        .values(remind_at=following, reminders=NoticeRow.reminders + 1)
    )
    text = f"waits for a person since {at:%Y-%m-%d}, next reminder on {following:%Y-%m-%d}"
    record_event(connection, notice.case_id, act, "reminder", text, notice_id=notice.id)
    return following


def note_gone(connection: Connection, notice: NoticeRef, offer_id: int, how: GoneHow, at: datetime) -> None:
    """Note that a target is proven gone."""
    _note(connection, notice, offer_id, {"gone_at": at, "gone_how": how})


def note_back(
    connection: Connection, notice: NoticeRef, offer_id: int, how: BackHow, at: datetime, back_offer_id: int
) -> None:
    """Note that a target that was gone is offered again, as the offer *back_offer_id*."""
    _note(connection, notice, offer_id, {"back_at": at, "back_how": how, "back_offer_id": back_offer_id})


def _note(connection: Connection, notice: NoticeRef, offer_id: int, values: dict[str, Any]) -> None:
    connection.execute(
        update(NoticeOfferRow)
        .where(NoticeOfferRow.notice_id == notice.id, NoticeOfferRow.offer_id == offer_id)
        .values(values)
    )
