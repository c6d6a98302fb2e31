"""Cases as they are shown: what is in them, their notices with a date for each state, their timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from market.takedowns import AWAITED, BackHow, GoneHow, NoticeState
from storage.cases import CaseError, label, sellers_of
from storage.database import reading
from storage.ids import OFFER, SELLER, public_id
from storage.models import (
    CaseEventRow,
    CaseFileRow,
    CaseOfferRow,
    CaseRow,
    NoticeOfferRow,
    NoticeRow,
    OfferRow,
    SellerRow,
)
from storage.queries.case_evidence import HeldSnapshot, held_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list."""

    id: int
    title: str
    opened_at: datetime
    closed_at: datetime | None
    offers: int
    notices: int
    open_notices: int
    due_at: datetime | None
    """The earliest date at which a notice of it waits for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """A line of a timeline."""

    at: datetime
    written_at: datetime
    by: str
    kind: str
    notice: str | None
    state: NoticeState | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A file of a case."""

    name: str
    sha256: str
    size: int
    added_at: datetime
    by: str
    note: str | None
    notice_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTarget:
    """What became of one target of a notice."""

    offer_id: str
    gone_at: datetime | None
    gone_how: GoneHow | None
    back_at: datetime | None
    back_how: BackHow | None
    back_offer_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice with its dates."""

    id: int
    label: str
    recipient: str
    language: str
    attempt: int
    state: NoticeState
    made_at: datetime
    frozen_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    gone_at: datetime | None
    back_at: datetime | None
    due_at: datetime | None
    reminders: int
    targets: tuple[NoticeTarget, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case with all that is in it."""

    id: int
    title: str
    opened_at: datetime
    opened_by: str
    frozen_at: datetime | None
    closed_at: datetime | None
    seller_ids: tuple[str, ...]
    offer_ids: tuple[str, ...]
    files: tuple[CaseFile, ...]
    notices: tuple[Notice, ...]
    evidence: tuple[HeldSnapshot, ...]
    timeline: tuple[CaseEvent, ...]

    @property
    def label(self) -> str:
        """How people call it."""
        return label(self.id)


def case_lines(engine: Engine, *, with_closed: bool = False) -> Iterator[CaseLine]:
    """Yield the cases, newest first."""
    offers = select(func.count()).where(CaseOfferRow.case_id == CaseRow.id).correlate(CaseRow).scalar_subquery()
    own = NoticeRow.case_id == CaseRow.id
    notices = select(func.count()).where(own).correlate(CaseRow).scalar_subquery()
    awaited = select(func.count()).where(own, NoticeRow.state.in_(AWAITED)).correlate(CaseRow).scalar_subquery()
    query = select(
        CaseRow.id,
        CaseRow.title,
        CaseRow.opened_at,
        CaseRow.closed_at,
        offers.label("offers"),
        notices.label("notices"),
        awaited.label("open_notices"),
        select(func.min(NoticeRow.due_at)).where(own).correlate(CaseRow).scalar_subquery().label("due_at"),
    )
    if not with_closed:
        query = query.where(CaseRow.closed_at.is_(None))
    with reading(engine) as connection:
        for row in connection.execute(query.order_by(CaseRow.id.desc())).mappings():
            yield CaseLine(**row)


def find_case(connection: Connection, case_id: int) -> Case:
    """Return a case with all that is in it.

    Raises:
        CaseError: there is none.
    """
    row = connection.execute(select(CaseRow.__table__).where(CaseRow.id == case_id)).mappings().one_or_none()
    if row is None:
        raise CaseError(f"{label(case_id)}: there is no such case; see `haoshao case list`")
    sellers = sellers_of(connection, case_id)
    uids = dict(connection.execute(select(SellerRow.id, SellerRow.uid).where(SellerRow.id.in_(sellers))).all())
    offers = connection.scalars(
        select(OfferRow.uid)
        .join(CaseOfferRow, CaseOfferRow.offer_id == OfferRow.id)
        .where(CaseOfferRow.case_id == case_id)
        .order_by(OfferRow.id)
    )
    return Case(
        **row,
        seller_ids=tuple(public_id(SELLER, uids[one]) for one in sellers),
        offer_ids=tuple(public_id(OFFER, uid) for uid in offers),
        files=tuple(_files(connection, case_id)),
        notices=tuple(_notices(connection, case_id)),
        evidence=held_evidence(connection, case_id),
        timeline=tuple(_timeline(connection, case_id)),
    )


def _files(connection: Connection, case_id: int) -> Iterator[CaseFile]:
    columns = (
        CaseFileRow.name,
        CaseFileRow.sha256,
        CaseFileRow.size,
        CaseFileRow.added_at,
        CaseFileRow.by,
        CaseFileRow.note,
        CaseFileRow.notice_id,
    )
    query = select(*columns).where(CaseFileRow.case_id == case_id).order_by(CaseFileRow.id)
    for row in connection.execute(query).mappings():
        yield CaseFile(**row)


_NOTICE_DATES = ("made_at", "frozen_at", "sent_at", "answered_at", "gone_at", "back_at", "due_at", "reminders")


def _notices(connection: Connection, case_id: int) -> Iterator[Notice]:
    query = select(NoticeRow.__table__).where(NoticeRow.case_id == case_id).order_by(NoticeRow.nth)
    for row in connection.execute(query).mappings().all():
        yield Notice(
            id=row["id"],
            label=f"{case_id}.{row['nth']}",
            recipient=row["recipient"],
            language=row["language"],
            attempt=row["attempt"],
            state=row["state"],
            targets=tuple(_targets(connection, row["id"])),
            **{name: row[name] for name in _NOTICE_DATES},
        )


def _targets(connection: Connection, notice_id: int) -> Iterator[NoticeTarget]:
    back = OfferRow.__table__.alias("back")
    columns = NoticeOfferRow.gone_at, NoticeOfferRow.gone_how, NoticeOfferRow.back_at, NoticeOfferRow.back_how
    query = (
        select(*columns, OfferRow.uid, back.c.uid.label("back_uid"))
        .join(OfferRow, OfferRow.id == NoticeOfferRow.offer_id)
        .outerjoin(back, back.c.id == NoticeOfferRow.back_offer_id)
        .where(NoticeOfferRow.notice_id == notice_id)
        .order_by(OfferRow.id)
    )
    for row in connection.execute(query):
        yield NoticeTarget(
            offer_id=public_id(OFFER, row.uid),
            gone_at=row.gone_at,
            gone_how=row.gone_how,
            back_at=row.back_at,
            back_how=row.back_how,
            back_offer_id=None if row.back_uid is None else public_id(OFFER, row.back_uid),
        )


def _timeline(connection: Connection, case_id: int) -> Iterator[CaseEvent]:
    query = (
        select(
            CaseEventRow.at,
            CaseEventRow.written_at,
            CaseEventRow.by,
            CaseEventRow.kind,
            CaseEventRow.state,
            CaseEventRow.text,
            NoticeRow.nth,
        )
        .outerjoin(NoticeRow, NoticeRow.id == CaseEventRow.notice_id)
        .where(CaseEventRow.case_id == case_id)
        .order_by(CaseEventRow.id)
    )
    for row in connection.execute(query):
        yield CaseEvent(
            at=row.at,
            written_at=row.written_at,
            by=row.by,
            kind=row.kind,
            notice=None if row.nth is None else f"{case_id}.{row.nth}",
            state=row.state,
            text=row.text,
        )
