"""Notices under way: their targets, what happened to them, what may be the same again, and what waits for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from market.changes import ChangeKind
from market.fates import Happening, Sold
from market.takedowns import AWAITED, WATCHED, NoticeState
from storage.bulk import chunks
from storage.cases import label
from storage.codes import EndCause
from storage.models import (
    CaseRow,
    HandleRow,
    ListingRow,
    NoticeOfferRow,
    NoticeRow,
    OfferRow,
    PresenceRow,
    SightingRow,
    TransitionRow,
)
from storage.notices import NoticeRef

_OF_OFFER = (ChangeKind.VANISHED, ChangeKind.RELISTED)
_OF_SITE = (ChangeKind.SITE_DOWN, ChangeKind.SITE_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An offer that a notice is about, with what is known of its end."""

    offer_id: int
    listing_id: int
    site_id: int
    seller_id: int | None
    sold: Sold
    seen_at: datetime
    """When its listing was last seen."""
    gone_at: datetime | None
    back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A notice that was sent, with its targets."""

    ref: NoticeRef
    recipient: str
    language: str
    attempt: int
    made_at: datetime
    due_at: datetime | None
    remind_at: datetime | None
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An offer that may be a target again, under another address."""

    offer_id: int
    first_seen_at: datetime
    sold: Sold


@dataclass(frozen=True, slots=True, kw_only=True)
class DueNotice:
    """A notice that waits for a person."""

    notice: str
    """As people call it: `12.1`."""
    case_id: int
    title: str
    recipient: str
    state: NoticeState
    due_at: datetime
    reminders: int


def watched_notices(connection: Connection) -> Iterator[Watched]:
    """Yield every notice that was sent, oldest first."""
    query = select(NoticeRow.__table__).where(NoticeRow.state.in_(WATCHED)).order_by(NoticeRow.id)
    for row in connection.execute(query).all():
        ref = NoticeRef(id=row.id, case_id=row.case_id, nth=row.nth, state=row.state, answer_days=row.answer_days)
        yield Watched(
            ref=ref,
            recipient=row.recipient,
            language=row.language,
            attempt=row.attempt,
            made_at=row.made_at,
            due_at=row.due_at,
            remind_at=row.remind_at,
            targets=tuple(_targets(connection, row.id)),
        )


_SEEN = (
    select(func.max(PresenceRow.last_seen_at))
    .where(PresenceRow.listing_id == ListingRow.id)
    .correlate(ListingRow)
    .scalar_subquery()
)
_SOLD = (OfferRow.kind, OfferRow.platform, OfferRow.attributes, OfferRow.line_key, ListingRow.title)


def _targets(connection: Connection, notice_id: int) -> Iterator[Target]:
    query = (
        select(
            NoticeOfferRow.gone_at,
            NoticeOfferRow.back_at,
            OfferRow.id,
            OfferRow.listing_id,
            ListingRow.site_id,
            ListingRow.seller_id,
            _SEEN.label("seen_at"),
            *_SOLD,
        )
        .join(OfferRow, OfferRow.id == NoticeOfferRow.offer_id)
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .where(NoticeOfferRow.notice_id == notice_id)
        .order_by(OfferRow.id)
    )
    for row in connection.execute(query).all():
        yield Target(
            offer_id=row.id,
            listing_id=row.listing_id,
            site_id=row.site_id,
            seller_id=row.seller_id,
            sold=_sold(row),
            seen_at=row.seen_at,
            gone_at=row.gone_at,
            back_at=row.back_at,
        )


def _sold(row: object) -> Sold:
    names = ("kind", "platform", "attributes", "line_key", "title")
    return Sold(**{name: getattr(row, name) for name in names})


def happenings_of(connection: Connection, targets: Sequence[Target]) -> Mapping[int, list[Happening]]:
    """Return, by offer id, the transitions that bear on each target, in order."""
    of_offer: dict[int, list[tuple[int, Happening]]] = defaultdict(list)
    of_site: dict[int, list[tuple[int, Happening]]] = defaultdict(list)
    query = select(
        TransitionRow.id, TransitionRow.kind, TransitionRow.offer_id, TransitionRow.site_id, TransitionRow.at
    )
    for some in chunks(target.offer_id for target in targets):
        found = query.where(TransitionRow.offer_id.in_(some), TransitionRow.kind.in_(_OF_OFFER))
        for row in connection.execute(found):
            of_offer[row.offer_id or 0].append((row.id, Happening(at=row.at, kind=row.kind)))
    sites = sorted({target.site_id for target in targets})
    about_site = TransitionRow.offer_id.is_(None), TransitionRow.kind.in_(_OF_SITE)
    found = query.where(TransitionRow.site_id.in_(sites), *about_site)
    for row in connection.execute(found):
        of_site[row.site_id or 0].append((row.id, Happening(at=row.at, kind=row.kind)))
    return {
        target.offer_id: [one for _, one in sorted(of_offer[target.offer_id] + of_site[target.site_id], key=_in_order)]
        for target in targets
    }


def _in_order(numbered: tuple[int, Happening]) -> tuple[datetime, int]:
    return numbered[1].at, numbered[0]


def candidates_for(connection: Connection, target: Target) -> Iterator[Candidate]:
    """Yield offers of the target's seller or contacts that were first seen after the target was last, oldest first."""
    own_handles = (
        select(SightingRow.handle_id)
        .join(HandleRow, HandleRow.id == SightingRow.handle_id)
        .where(SightingRow.listing_id == target.listing_id, HandleRow.shared_at.is_(None))
    )
    by_handle = select(SightingRow.listing_id).where(SightingRow.handle_id.in_(own_handles))
    whose: ColumnElement[bool] = ListingRow.id.in_(by_handle)
    if target.seller_id is not None:
        whose = or_(whose, ListingRow.seller_id == target.seller_id)
    query = (
        select(OfferRow.id, OfferRow.first_seen_at, *_SOLD)
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .where(
            and_(OfferRow.kind == target.sold.kind, OfferRow.id != target.offer_id, whose),
            OfferRow.listing_id != target.listing_id,
            OfferRow.first_seen_at > target.seen_at,
            or_(OfferRow.end_cause.is_(None), OfferRow.end_cause != EndCause.SUPERSEDED),
        )
        .order_by(OfferRow.first_seen_at, OfferRow.id)
    )
    for row in connection.execute(query):
        yield Candidate(offer_id=row.id, first_seen_at=row.first_seen_at, sold=_sold(row))


def open_attempt_after(connection: Connection, notice_id: int) -> int | None:
    """Return the id of the draft that a notice whose targets came back has led to; None where there is none."""
    query = select(NoticeRow.id).where(NoticeRow.after_id == notice_id, NoticeRow.state == NoticeState.DRAFT)
    return connection.scalar(query.order_by(NoticeRow.id.desc()).limit(1))


def due_notices(connection: Connection, now: datetime) -> tuple[DueNotice, ...]:
    """Return the notices that wait for a person at *now*, the longest first."""
    query = (
        select(NoticeRow.__table__, CaseRow.title)
        .join(CaseRow, CaseRow.id == NoticeRow.case_id)
        .where(
            NoticeRow.due_at <= now,
            CaseRow.closed_at.is_(None),
            NoticeRow.state.in_([*AWAITED, NoticeState.DRAFT, NoticeState.FROZEN]),
        )
        .order_by(NoticeRow.due_at, NoticeRow.id)
    )
    return tuple(
        DueNotice(
            notice=f"{row.case_id}.{row.nth}",
            case_id=row.case_id,
            title=row.title,
            recipient=row.recipient,
            state=row.state,
            due_at=row.due_at,
            reminders=row.reminders,
        )
        for row in connection.execute(query)
    )


def taken_down(connection: Connection, offer_ids: Sequence[int]) -> dict[int, str]:
    """Return which of *offer_ids* are targets of a notice that was sent, with the name of the case."""
    found: dict[int, str] = {}
    for some in chunks(offer_ids):
        query = (
            select(NoticeOfferRow.offer_id, NoticeRow.case_id)
            .join(NoticeRow, NoticeRow.id == NoticeOfferRow.notice_id)
            .where(NoticeOfferRow.offer_id.in_(some), NoticeRow.state.in_(WATCHED))
            .order_by(NoticeRow.id)
        )
        found.update((offer_id, label(case_id)) for offer_id, case_id in connection.execute(query))
    return found


def sellers_taken_down(connection: Connection, seller_ids: Sequence[int]) -> dict[int, str]:
    """Return which of *seller_ids* had a target proven gone after a notice, with the name of the case."""
    found: dict[int, str] = {}
    for some in chunks(seller_ids):
        query = (
            select(ListingRow.seller_id, NoticeRow.case_id)
            .join(OfferRow, OfferRow.listing_id == ListingRow.id)
            .join(NoticeOfferRow, NoticeOfferRow.offer_id == OfferRow.id)
            .join(NoticeRow, NoticeRow.id == NoticeOfferRow.notice_id)
            .where(ListingRow.seller_id.in_(some), NoticeOfferRow.gone_at.is_not(None))
            .order_by(NoticeRow.id)
        )
        found.update((seller_id or 0, label(case_id)) for seller_id, case_id in connection.execute(query))
    return found
