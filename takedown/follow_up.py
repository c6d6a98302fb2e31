"""What looks at the market say of the notices that were sent: gone by proof, back, without an answer, due.

Reads transitions only, so it may run after each crawl or once a week and comes to the same states and dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from market.fates import fate_of, is_same_offer
from market.takedowns import AWAITED, BackHow, NoticeState
from storage.bulk import upsert_rows
from storage.cases import Act, record_event, reopen_case
from storage.database import writing
from storage.ids import OFFER, public_id
from storage.models import CaseOfferRow, CaseRow, NoticeOfferRow, NoticeRow, OfferRow
from storage.notices import NewNotice, make_notice, move_notice, note_back, note_gone, remind
from storage.queries.takedowns import (
    Target,
    Watched,
    candidates_for,
    happenings_of,
    open_attempt_after,
    watched_notices,
)

WATCHER = "haoshao"
"""Who a timeline says it was, where no person did it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNews:
    """One thing that the follow-up found."""

    notice: str
    """As people call it: `12.1`."""
    kind: str
    """target_gone, target_back, gone, back, no_answer or reminder."""
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Return:
    target: Target
    at: datetime
    how: BackHow
    offer_id: int


def check_notices(engine: Engine, now: datetime) -> tuple[CaseNews, ...]:
    """Return what is new about the notices that were sent, once it is recorded; a second call finds nothing more."""
    news: list[CaseNews] = []
    with writing(engine) as connection:
        for notice in list(watched_notices(connection)):
            news += _check(connection, notice, now)
    return tuple(news)


def _check(connection: Connection, notice: Watched, now: datetime) -> Iterator[CaseNews]:
    gone, returns = [], []
    happenings = happenings_of(connection, notice.targets)
    for target in notice.targets:
        fate = fate_of(happenings[target.offer_id], since=notice.made_at, seen_at=target.seen_at)
        if fate.gone_at is None or fate.gone_how is None:
            continue
        if target.gone_at is None:
            note_gone(connection, notice.ref, target.offer_id, fate.gone_how, fate.gone_at)
            yield _told(
                connection,
                notice,
                "target_gone",
                fate.gone_at,
                f"{_named(connection, target.offer_id)} is gone ({fate.gone_how})",
                now,
            )
        gone.append(target.gone_at or fate.gone_at)
        if target.back_at is None:
            known = replace(target, gone_at=gone[-1])
            found = _return_of(connection, known, fate.back_at)
            if found is not None:
                returns.append(found)
    for one in returns:
        note_back(connection, notice.ref, one.target.offer_id, one.how, one.at, one.offer_id)
        old, new = _named(connection, one.target.offer_id), _named(connection, one.offer_id)
        text = f"{old} is offered again ({one.how}) as {new}"
        yield _told(connection, notice, "target_back", one.at, text, now)
    yield from _move(connection, notice, gone, returns, now)


def _move(
    connection: Connection, notice: Watched, gone: list[datetime], returns: list[_Return], now: datetime
) -> Iterator[CaseNews]:
    """Move the notice as its targets say, open the next attempt, and remind where nothing has happened."""
    ref = notice.ref
    if ref.state in AWAITED and len(gone) == len(notice.targets):
        at = max(gone)
        move_notice(connection, ref, NoticeState.GONE, _act(at, now), "every target is proven gone")
        ref = replace(ref, state=NoticeState.GONE)
        yield CaseNews(notice=ref.label, kind="gone", at=at, text="every target is proven gone")
    is_back = bool(returns) or any(target.back_at is not None for target in notice.targets)
    if ref.state is NoticeState.GONE and is_back:
        at = min([one.at for one in returns] + [target.back_at for target in notice.targets if target.back_at])
        move_notice(connection, ref, NoticeState.BACK, _act(max(at, *gone), now), "a target is offered again")
        ref = replace(ref, state=NoticeState.BACK)
        yield CaseNews(notice=ref.label, kind="back", at=at, text="a target is offered again")
    if returns:
        _try_again(connection, notice, returns, now)
    if ref.state in AWAITED:
        yield from _await(connection, replace(notice, ref=ref), now)


def _await(connection: Connection, notice: Watched, now: datetime) -> Iterator[CaseNews]:
    due = notice.due_at
    if due is None or due > now:
        return
    ref = notice.ref
    if ref.state is NoticeState.SENT:
        text = f"no answer within {ref.answer_days} days"
        move_notice(connection, ref, NoticeState.NO_ANSWER, _act(due, now), text)
        connection.execute(update(NoticeRow).where(NoticeRow.id == ref.id).values(due_at=due))
        yield CaseNews(notice=ref.label, kind="no_answer", at=due, text=text)
    if (notice.remind_at or due) <= now:
        at = notice.remind_at or due
        following = remind(connection, ref, at, _act(at, now))
        yield CaseNews(
            notice=ref.label, kind="reminder", at=at, text=f"waits for a person; next on {following:%Y-%m-%d}"
        )


def _return_of(connection: Connection, target: Target, relisted_at: datetime | None) -> _Return | None:
    """Return how a target that is gone is offered again; None where it is not."""
    if relisted_at is not None:
        return _Return(target=target, at=relisted_at, how=BackHow.RELISTED, offer_id=target.offer_id)
    for one in candidates_for(connection, target):
        if is_same_offer(target.sold, one.sold):
            at = max(one.first_seen_at, target.gone_at or one.first_seen_at)
            return _Return(target=target, at=at, how=BackHow.NEW_URL, offer_id=one.offer_id)
    return None


def _try_again(connection: Connection, notice: Watched, returns: Iterable[_Return], now: datetime) -> None:
    """Put what came back into the next attempt: a draft that waits for a person at once."""
    offers = tuple(dict.fromkeys(one.offer_id for one in returns))
    case_id, at = notice.ref.case_id, max(one.at for one in returns)
    if connection.scalar(select(CaseRow.closed_at).where(CaseRow.id == case_id)) is not None:
        reopen_case(connection, case_id, _act(at, now), "what was gone is back")
    rows = [{"case_id": case_id, "offer_id": one, "added_at": at} for one in offers]
    upsert_rows(connection, CaseOfferRow, rows, by=["case_id", "offer_id"])
    draft = open_attempt_after(connection, notice.ref.id)
    if draft is not None:
        more = [{"notice_id": draft, "offer_id": one} for one in offers]
        upsert_rows(connection, NoticeOfferRow, more, by=["notice_id", "offer_id"])
        return
    new = NewNotice(
        case_id=case_id,
        recipient=notice.recipient,
        language=notice.language,
        answer_days=notice.ref.answer_days,
        offer_ids=offers,
        after_id=notice.ref.id,
        attempt=notice.attempt + 1,
    )
    made = make_notice(connection, new, _act(at, now))
    connection.execute(update(NoticeRow).where(NoticeRow.id == made.id).values(due_at=at))


def _told(connection: Connection, notice: Watched, kind: str, at: datetime, text: str, now: datetime) -> CaseNews:
    record_event(connection, notice.ref.case_id, _act(at, now), kind, text, notice_id=notice.ref.id)
    return CaseNews(notice=notice.ref.label, kind=kind, at=at, text=text)


def _act(at: datetime, now: datetime) -> Act:
    return Act(by=WATCHER, at=at, now=now)


def _named(connection: Connection, offer_id: int) -> str:
    return public_id(OFFER, connection.scalar(select(OfferRow.uid).where(OfferRow.id == offer_id)) or 0)
