"""Ties that a reread took away: handles that stand nowhere any more, or not with this record, join nobody by that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from storage.bulk import chunks, table
from storage.codes import Node
from storage.handles import SITE_KEY
from storage.models import (
    HandlePartyRow,
    HandleRow,
    ListingRow,
    RecordRow,
    RecordSightingRow,
    SightingRow,
    VerdictRow,
)
from storage.settling import settle
from storage.ties import BY_RULE, HARD

_HANDLE = table(HandleRow)
_PARTY = table(HandlePartyRow)
_VERDICT = table(VerdictRow)
_STANDS = (VerdictRow.withdrawn_at.is_(None), VerdictRow.by.is_(None), VerdictRow.rule == HARD)
_AT_ONCE = 200


def free_ties(connection: Connection, site_id: int, *, now: datetime) -> int:
    """Return how many ties of a site's records and handles nothing shows any more; their sellers are computed anew.

    Nobody is told: what they had joined was read wrongly, it is no news that it falls apart. Found from what stands in
    the tables, so that a reread that was killed and begins again frees the same.
    """
    lost = _lost_parties(connection, site_id)
    ids = _lost_verdicts(connection, lost) + _lost_pairs(connection, site_id)
    sellers = _sellers_of(connection, ids)
    for some in chunks(ids):
        withdrawn = {"withdrawn_at": now, "withdrawn_by": f"{BY_RULE}: read otherwise"}
        connection.execute(update(_VERDICT).where(_VERDICT.c.id.in_(some)).values(**withdrawn))
    if lost:
        party = (_PARTY.c.handle_id == bindparam("handle"), _PARTY.c.record_id == bindparam("record"))
        connection.execute(delete(_PARTY).where(*party), [{"handle": one, "record": other} for one, other in lost])
    homeless = _homeless(connection)
    sellers |= {seller_id for _, seller_id in homeless}
    for some in chunks(handle_id for handle_id, _ in homeless):
        connection.execute(update(_HANDLE).where(_HANDLE.c.id.in_(some)).values(seller_id=None))
    if sellers:
        settle(connection, sellers=sorted(sellers), now=now, quiet=True)
    return len(ids) + len(homeless)


def _lost_parties(connection: Connection, site_id: int) -> list[tuple[int, int]]:
    """Return handle and record of those of a site's parties that show the handle nowhere any more."""
    own = and_(
        ListingRow.site_id == RecordRow.site_id,
        or_(ListingRow.record_id == RecordRow.id, and_(ListingRow.record_id.is_(None), RecordRow.key == SITE_KEY)),
    )
    in_listing = exists().where(
        SightingRow.handle_id == HandlePartyRow.handle_id, ListingRow.id == SightingRow.listing_id, own
    )
    beside = exists().where(
        RecordSightingRow.handle_id == HandlePartyRow.handle_id, RecordSightingRow.record_id == RecordRow.id
    )
    query = (
        select(HandlePartyRow.handle_id, HandlePartyRow.record_id)
        .join(RecordRow, RecordRow.id == HandlePartyRow.record_id)
        .where(RecordRow.site_id == site_id, ~in_listing, ~beside)
    )
    return [(handle_id, record_id) for handle_id, record_id in connection.execute(query)]


def _lost_verdicts(connection: Connection, lost: Sequence[tuple[int, int]]) -> list[int]:
    """Return the verdicts that tie these handles to these records."""
    found: list[int] = []
    for some in chunks(lost, _AT_ONCE):
        pairs = {(record_id, handle_id) for handle_id, record_id in some}
        near = (
            (VerdictRow.a_kind == Node.RECORD) & VerdictRow.a_id.in_({one for one, _ in pairs}),
            (VerdictRow.b_kind == Node.HANDLE) & VerdictRow.b_id.in_({one for _, one in pairs}),
        )
        said = select(VerdictRow.id, VerdictRow.a_id, VerdictRow.b_id).where(*_STANDS, *near)
        found += [row.id for row in connection.execute(said) if (row.a_id, row.b_id) in pairs]
    return found


def _lost_pairs(connection: Connection, site_id: int) -> list[int]:
    """Return the verdicts that tie two handles which stand beside each other in no listing any more."""
    party = select(HandlePartyRow.handle_id).join(RecordRow, RecordRow.id == HandlePartyRow.record_id)
    of_site = party.where(RecordRow.site_id == site_id)
    a, b = aliased(SightingRow), aliased(SightingRow)
    together = exists().where(
        a.listing_id == b.listing_id, a.handle_id == VerdictRow.a_id, b.handle_id == VerdictRow.b_id
    )
    gone = or_(_stands_nowhere(VerdictRow.a_id), _stands_nowhere(VerdictRow.b_id))
    near = or_(VerdictRow.a_id.in_(of_site), VerdictRow.b_id.in_(of_site), gone)
    tied = (VerdictRow.a_kind == Node.HANDLE, VerdictRow.b_kind == Node.HANDLE)
    return list(connection.scalars(select(VerdictRow.id).where(*_STANDS, *tied, near, ~together)))


def _sellers_of(connection: Connection, verdict_ids: Sequence[int]) -> set[int]:
    """Return the sellers of the nodes that verdicts tie."""
    found: set[int] = set()
    for some in chunks(verdict_ids):
        for kind, row in ((Node.RECORD, RecordRow), (Node.HANDLE, HandleRow)):
            for own, key in ((VerdictRow.a_kind, VerdictRow.a_id), (VerdictRow.b_kind, VerdictRow.b_id)):
                ends = select(key).where(VerdictRow.id.in_(some), own == kind)
                owners = select(row.seller_id).where(row.id.in_(ends), row.seller_id.is_not(None))
                found.update(one for one in connection.scalars(owners) if one is not None)
    return found


def _stands_nowhere(handle_id: ColumnElement[int] | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return and_(
        ~exists().where(SightingRow.handle_id == handle_id), ~exists().where(RecordSightingRow.handle_id == handle_id)
    )


def _homeless(connection: Connection) -> list[tuple[int, int]]:
    """Return handle and seller of the handles that stand nowhere any more and belong to somebody still."""
    query = select(_HANDLE.c.id, _HANDLE.c.seller_id).where(_HANDLE.c.seller_id.is_not(None))
    return [(key, seller) for key, seller in connection.execute(query.where(_stands_nowhere(_HANDLE.c.id)))]
