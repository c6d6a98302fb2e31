"""Cases: opening, adding to, freezing and closing them; every act leaves a line in the timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from market.errors import MarketError
from market.takedowns import Frozen, NoticeState
from storage.bulk import chunks, upsert_rows
from storage.codes import EndCause
from storage.evidence.holds import hold_snapshots, release_holds
from storage.ids import OFFER, parse_id
from storage.models import (
    AlertOfferRow,
    AlertRow,
    CaseEventRow,
    CaseEvidenceRow,
    CaseFileRow,
    CaseOfferRow,
    CaseRow,
    CaseSellerRow,
    ListingRow,
    OfferRow,
    SellerRow,
)
from storage.queries.filters import seller_ids
from storage.triage import out_of_case, put_in_case


class CaseError(MarketError):
    """A case, or what should go into it, is not there or is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something, and when."""

    by: str
    at: datetime
    """When it happened."""
    now: datetime
    """When it is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file as it was copied into the data directory."""

    name: str
    sha256: str
    size: int
    note: str | None
    notice_id: int | None = None


def label(case_id: int) -> str:
    """Return how a case is called by people."""
    return f"case-{case_id}"


def open_case(connection: Connection, title: str, act: Act) -> int:
    """Return the id of a new case."""
    values = {"title": title, "opened_at": act.at, "opened_by": act.by}
    key = connection.execute(insert(CaseRow).values(values)).inserted_primary_key
    assert key is not None  # noqa: S101 - an insert of one row has one
    record_event(connection, key[0], act, "opened", title)
    return int(key[0])


def record_event(
    connection: Connection,
    case_id: int,
    act: Act,
    kind: str,
    text: str,
    *,
    notice_id: int | None = None,
    state: NoticeState | None = None,
) -> None:
    """Add a line to the timeline of a case."""
    connection.execute(
        insert(CaseEventRow).values(
            case_id=case_id,
            notice_id=notice_id,
            at=act.at,
            written_at=act.now,
            by=act.by,
            kind=kind,
            state=state,
            text=text,
        )
    )


def require_open(connection: Connection, case_id: int) -> None:
    """Return where a case is there and open.

    Raises:
        CaseError: it is not, or it is closed.
    """
    found = connection.execute(select(CaseRow.closed_at).where(CaseRow.id == case_id)).one_or_none()
    if found is None:
        raise CaseError(f"{label(case_id)}: there is no such case; see `haoshao case list`")
    if found.closed_at is not None:
        raise CaseError(f"{label(case_id)}: is closed; open it again with `haoshao case reopen {case_id}`")


def add_sellers(connection: Connection, case_id: int, said: Iterable[str], act: Act) -> int:
    """Add sellers with what they offer now; return how many offers came in.

    Raises:
        CaseError: nobody is meant by one of *said*, or more than one is.
    """
    added = 0
    for one in said:
        found = connection.scalars(seller_ids(one)).unique().all()
        if len(found) != 1:
            many = f"{len(found)} sellers answer to it" if found else "no seller answers to it"
            raise CaseError(f"{one}: {many}; name one by its id, see `haoshao sellers list`")
        row = {"case_id": case_id, "seller_id": found[0], "added_at": act.at}
        upsert_rows(connection, CaseSellerRow, [row], by=["case_id", "seller_id"])
        own = connection.scalars(
            select(OfferRow.id)
            .join(ListingRow, ListingRow.id == OfferRow.listing_id)
            .where(ListingRow.seller_id == found[0], OfferRow.ended_at.is_(None))
            .order_by(OfferRow.id)
        ).all()
        record_event(connection, case_id, act, "added", f"seller {one} with {len(own)} offers")
        added += _add(connection, case_id, own, act)
    return added


def add_offers(connection: Connection, case_id: int, said: Sequence[str], act: Act) -> int:
    """Add offers by their public ids and return how many were not in the case yet.

    Raises:
        CaseError: one of them is no offer.
    """
    uids = {parse_id(OFFER, one): one for one in said}
    found: dict[int, int] = {}
    for some in chunks(uid for uid in uids if uid is not None):
        query = select(OfferRow.uid, OfferRow.id).where(
            OfferRow.uid.in_(some), or_(OfferRow.end_cause.is_(None), OfferRow.end_cause != EndCause.SUPERSEDED)
        )
        found.update(connection.execute(query).all())
    for uid, one in uids.items():
        if uid not in found:
            raise CaseError(f"{one}: no such offer; see `haoshao listings list`")
    added = _add(connection, case_id, sorted(found.values()), act)
    record_event(connection, case_id, act, "added", f"{len(found)} offers: {', '.join(said[:20])}")
    return added


def add_alerts(connection: Connection, case_id: int, alert_ids: Sequence[int], act: Act) -> int:
    """Take alerts into a case, with the offers they rest on; return how many offers were not in it yet.

    Raises:
        CaseError: one of them is no alert.
    """
    known = set(connection.scalars(select(AlertRow.id).where(AlertRow.id.in_(alert_ids))))
    for one in alert_ids:
        if one not in known:
            raise CaseError(f"{one}: no such alert; see `haoshao alerts list`")
    offers = connection.scalars(
        select(AlertOfferRow.offer_id).where(AlertOfferRow.alert_id.in_(alert_ids)).distinct()
    ).all()
    put_in_case(connection, alert_ids, label(case_id), by=act.by, at=act.at)
    record_event(connection, case_id, act, "added", f"alerts {', '.join(map(str, alert_ids))}")
    return _add(connection, case_id, sorted(offers), act)


def _add(connection: Connection, case_id: int, offer_ids: Sequence[int], act: Act) -> int:
    there = set(connection.scalars(select(CaseOfferRow.offer_id).where(CaseOfferRow.case_id == case_id)))
    rows = [{"case_id": case_id, "offer_id": one, "added_at": act.at} for one in offer_ids if one not in there]
    upsert_rows(connection, CaseOfferRow, rows, by=["case_id", "offer_id"])
    sellers = select(ListingRow.seller_id).join(OfferRow, OfferRow.listing_id == ListingRow.id)
    known: set[int] = set()
    for some in chunks(offer_ids):
        known.update(one for one in connection.scalars(sellers.where(OfferRow.id.in_(some))) if one is not None)
    own = [{"case_id": case_id, "seller_id": one, "added_at": act.at} for one in sorted(known)]
    upsert_rows(connection, CaseSellerRow, own, by=["case_id", "seller_id"])
    return len(rows)


def add_file(connection: Connection, case_id: int, kept: KeptFile, act: Act) -> str:
    """Add a file that was copied already; return the name it has in the case.

    Raises:
        CaseError: another file of the case has its name.
    """
    known = connection.execute(
        select(CaseFileRow.sha256).where(CaseFileRow.case_id == case_id, CaseFileRow.name == kept.name)
    ).one_or_none()
    if known is not None:
        if known.sha256 == kept.sha256:
            return kept.name
        raise CaseError(f"{kept.name}: {label(case_id)} has another file of that name; rename this one")
    values = {
        "case_id": case_id,
        "notice_id": kept.notice_id,
        "name": kept.name,
        "sha256": kept.sha256,
        "size": kept.size,
        "added_at": act.at,
        "by": act.by,
        "note": kept.note,
    }
    connection.execute(insert(CaseFileRow).values(values))
    note = f": {kept.note}" if kept.note else ""
    text = f"{kept.name}, {kept.size} bytes, sha256:{kept.sha256}{note}"
    record_event(connection, case_id, act, "file", text, notice_id=kept.notice_id)
    return kept.name


def record_frozen(connection: Connection, case_id: int, evidence: Mapping[tuple[int, int], Frozen], act: Act) -> None:
    """Note which snapshots, by offer and snapshot id, a case rests on from now on."""
    rows = [
        {"case_id": case_id, "offer_id": offer_id, "snapshot_id": snapshot_id, "frozen_at": act.at, "how": how}
        for (offer_id, snapshot_id), how in sorted(evidence.items())
    ]
    upsert_rows(connection, CaseEvidenceRow, rows, by=["case_id", "offer_id", "snapshot_id"])
    _hold(connection, case_id, act)
    connection.execute(update(CaseRow).where(CaseRow.id == case_id).values(frozen_at=act.at))
    fresh = len({offer_id for (offer_id, _), how in evidence.items() if how is Frozen.FRESH})
    all_offers = len({offer_id for offer_id, _ in evidence})
    text = f"{len({key for _, key in evidence})} snapshots for {all_offers} offers, {fresh} of them looked at afresh"
    record_event(connection, case_id, act, "frozen", text)


def close_case(connection: Connection, case_id: int, act: Act, note: str) -> None:
    """Close a case: what it holds may be pruned from now on.

    Raises:
        CaseError: it is not open.
    """
    require_open(connection, case_id)
    connection.execute(update(CaseRow).where(CaseRow.id == case_id).values(closed_at=act.at))
    release_holds(connection, holder=_holder(case_id), now=act.now)
    alerts = connection.scalars(select(AlertRow.id).where(AlertRow.case_no == label(case_id))).all()
    out_of_case(connection, alerts, by=act.by, at=act.at, note=note)
    record_event(connection, case_id, act, "closed", note)


def reopen_case(connection: Connection, case_id: int, act: Act, note: str) -> None:
    """Open a closed case again, holding what is left of its evidence; one that is open stays so."""
    connection.execute(update(CaseRow).where(CaseRow.id == case_id).values(closed_at=None))
    _hold(connection, case_id, act)
    record_event(connection, case_id, act, "reopened", note)


def _holder(case_id: int) -> str:
    """Return under which name a case holds its evidence against pruning."""
    return f"case:{case_id}"


def _hold(connection: Connection, case_id: int, act: Act) -> None:
    evidence = select(CaseEvidenceRow.snapshot_id).where(CaseEvidenceRow.case_id == case_id).distinct()
    ids = connection.scalars(evidence.order_by(CaseEvidenceRow.snapshot_id)).all()
    hold_snapshots(connection, ids, holder=_holder(case_id), now=act.now)


def sellers_of(connection: Connection, case_id: int) -> Sequence[int]:
    """Return the ids of a case's sellers, each as the survivor that it was joined into."""
    query = (
        select(SellerRow.id, SellerRow.merged_into_id)
        .join(CaseSellerRow, CaseSellerRow.seller_id == SellerRow.id)
        .where(CaseSellerRow.case_id == case_id)
        .order_by(SellerRow.id)
    )
    return tuple(dict.fromkeys(merged or key for key, merged in connection.execute(query)))
