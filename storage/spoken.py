"""Of which records and handles persons have said something that joining step by step must not overrule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select

from storage.bulk import chunks
from storage.codes import Judgement, Node
from storage.models import HandleRow, RecordRow, SellerRow, VerdictRow
from storage.ties import BY_RULE, NodeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Nodes and sellers that have to be computed anew as a whole."""

    nodes: frozenset[NodeKey] = frozenset()
    sellers: frozenset[int] = frozenset()


def load_spoken(connection: Connection) -> Spoken:
    """Return what persons keep apart: by a word of their own, or by taking back what a rule had said."""
    apart = and_(
        VerdictRow.by.is_not(None), VerdictRow.verdict == Judgement.DIFFERENT, VerdictRow.withdrawn_at.is_(None)
    )
    taken_back = and_(
        VerdictRow.by.is_(None), VerdictRow.withdrawn_by.is_not(None), VerdictRow.withdrawn_by.not_like(f"{BY_RULE}%")
    )
    columns = (VerdictRow.a_kind, VerdictRow.a_id, VerdictRow.b_kind, VerdictRow.b_id)
    nodes: set[NodeKey] = set()
    for a_kind, a_id, b_kind, b_id in connection.execute(
        select(*columns).where(
            or_(VerdictRow.by.is_not(None), VerdictRow.withdrawn_by.is_not(None)), or_(apart, taken_back)
        )
    ):
        nodes |= {(a_kind, a_id), (b_kind, b_id)}
    return Spoken(nodes=frozenset(nodes), sellers=frozenset(_sellers(connection, nodes)))


def _sellers(connection: Connection, nodes: Iterable[NodeKey]) -> set[int]:
    found: set[int | None] = set()
    for row, kind in ((RecordRow, Node.RECORD), (HandleRow, Node.HANDLE)):
        for some in chunks(sorted(key for one, key in nodes if one is kind)):
            found |= set(connection.scalars(select(row.seller_id).where(row.id.in_(some))))
    return {one for one in found if one is not None}


def founders_among(connection: Connection, nodes: Iterable[NodeKey]) -> frozenset[NodeKey]:
    """Return which of *nodes* sellers were once made for."""
    wanted = set(nodes)
    found: set[NodeKey] = set()
    for some in chunks(sorted({key for _, key in wanted})):
        query = select(SellerRow.founder_kind, SellerRow.founder_id).where(SellerRow.founder_id.in_(some))
        found |= {(kind, key) for kind, key in connection.execute(query) if kind is not None and key is not None}
    return frozenset(found & wanted)
