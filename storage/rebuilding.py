"""Computing all sellers anew from what stands in the tables; ids and persons' words stay.

Everything is read once, in the order in which it lies, and joined in memory; only where the tables say
otherwise, or a person has spoken, is a seller taken apart and put together in detail (storage/settling.py).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from market.model import Scope
from storage.bulk import chunks, update_rows
from storage.codes import Judgement, Node
from storage.database import writing
from storage.models import (
    HandleRow,
    ListingRow,
    RecordRow,
    RecordSightingRow,
    SellerRow,
    SightingRow,
    VerdictRow,
)
from storage.settling import settle
from storage.spoken import load_spoken
from storage.tangles import site_records
from storage.ties import NodeKey

AT_ONCE = 2000
"""Records and handles whose sellers are computed in detail in one go."""
_FETCH = 20_000
_NOBODY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What computing all sellers anew came to."""

    nodes: int
    """Records and handles looked at."""
    changed: int
    """Of those, how many stood with the wrong seller."""


class _Forest:
    """Disjoint sets over records and handles, as plain numbers: twice the id, plus one for a handle."""

    def __init__(self, size: int) -> None:
        self.parent = array("q", range(size))

    def root(self, node: int) -> int:
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, a: int, b: int) -> None:
        one, other = self.root(a), self.root(b)
        if one != other:
            self.parent[max(one, other)] = min(one, other)


def rebuild_sellers(engine: Engine, *, now: datetime) -> Rebuilt:
    """Return how many records and handles there are and how many stood with the wrong seller; tells nobody."""
    with writing(engine) as connection:
        owners = _owners(connection)
        forest = _Forest(len(owners))
        shared = _shared(connection, len(owners))
        _join_all(connection, forest, shared)
        sellers = _sellers_of(connection, forest)
        tangled = {forest.root(_number(key)) for key in load_spoken(connection).nodes}
        tangled |= _wrongly_joined(connection, forest, sellers)
        alive = bytearray(len(owners))
        stored: dict[int, set[int]] = {}
        for node, seller_id in _listed(connection):
            root = forest.root(node)
            alive[root] = 1
            if sellers[root] != seller_id or seller_id == _NOBODY:
                tangled.add(root)
                stored.setdefault(root, set()).add(seller_id)
        wrong: list[tuple[int, int]] = []
        for node, owner in enumerate(owners):
            if owner >= 0 and not (node & 1 and shared[node >> 1]):
                root = forest.root(node)
                rightful = sellers[root] if alive[root] else _NOBODY
                if owner != rightful:
                    wrong.append((node, rightful))
        _give(connection, [(node, owner) for node, owner in wrong if forest.root(node) not in tangled])
        for some in chunks(sorted(tangled), AT_ONCE):
            known = {sellers[root] for root in some}.union(*(stored.get(root, ()) for root in some)) - {_NOBODY}
            settle(connection, [_key(root) for root in some], sellers=known, now=now, quiet=True)
        return Rebuilt(nodes=sum(owner >= 0 for owner in owners), changed=len(wrong))


def _wrongly_joined(connection: Connection, forest: _Forest, sellers: Sequence[int]) -> set[int]:
    """Return the roots of those whose joined sellers do not point at the one they should."""
    query = select(SellerRow.id, SellerRow.founder_kind, SellerRow.founder_id, SellerRow.merged_into_id)
    found = set()
    for seller_id, kind, key, into in _streamed(connection, query.where(SellerRow.founder_id.is_not(None))):
        root = forest.root(_number((kind, key)))
        if (into or seller_id) != sellers[root]:
            found.add(root)
    return found


def _give(connection: Connection, wrong: Sequence[tuple[int, int]]) -> None:
    """Set the sellers of nodes whose listings have the right one already."""
    for row, bit in ((RecordRow, 0), (HandleRow, 1)):
        for some in chunks((one for one in wrong if one[0] & 1 == bit), _FETCH):
            update_rows(connection, row, [{"id": node >> 1, "seller_id": owner or None} for node, owner in some])


def _number(key: NodeKey) -> int:
    return key[1] * 2 + (key[0] is Node.HANDLE)


def _key(node: int) -> NodeKey:
    return (Node.HANDLE if node & 1 else Node.RECORD), node >> 1


def _owners(connection: Connection) -> array[int]:
    """Return the seller of each node, 0 for nobody, -1 where there is no such node."""
    last = max(connection.scalar(select(func.max(row.id))) or 0 for row in (RecordRow, HandleRow))
    owners = array("q", [-1]) * (2 * last + 2)
    for row, bit in ((RecordRow, 0), (HandleRow, 1)):
        for key, seller_id in _streamed(connection, select(row.id, row.seller_id)):
            owners[2 * key + bit] = seller_id or _NOBODY
    return owners


def _shared(connection: Connection, size: int) -> bytearray:
    shared = bytearray(size // 2 + 1)
    for (key,) in _streamed(connection, select(HandleRow.id).where(HandleRow.shared_at.is_not(None))):
        shared[key] = 1
    return shared


def _streamed(connection: Connection, query: object) -> Iterator[tuple[Any, ...]]:
    """Yield plain tuples, a batch at a time, so that millions need no memory."""
    found = connection.execution_options(stream_results=True, yield_per=_FETCH).execute(query)  # type: ignore[call-overload]
    for some in found.partitions(_FETCH):
        yield from some


def _join_all(connection: Connection, forest: _Forest, shared: bytearray) -> None:
    """Join all that stands together, and all that verdicts in force say is the same."""
    query = (
        select(SightingRow.listing_id, SightingRow.handle_id, ListingRow.record_id)
        .join(ListingRow, ListingRow.id == SightingRow.listing_id)
        .where(SightingRow.scope == Scope.LISTING)
        .order_by(SightingRow.listing_id, SightingRow.handle_id)
    )
    at, lead = 0, -1
    for listing_id, handle_id, record_id in _streamed(connection, query):
        if shared[handle_id]:
            continue
        node = 2 * handle_id + 1
        if record_id is not None:
            forest.join(2 * record_id, node)
        elif listing_id != at:
            at, lead = listing_id, node
        else:
            forest.join(lead, node)
    for record_id, handle_id in _streamed(connection, select(RecordSightingRow.record_id, RecordSightingRow.handle_id)):
        if not shared[handle_id]:
            forest.join(2 * record_id, 2 * handle_id + 1)
    columns = (VerdictRow.a_kind, VerdictRow.a_id, VerdictRow.b_kind, VerdictRow.b_id)
    said = select(*columns).where(VerdictRow.verdict == Judgement.SAME, VerdictRow.withdrawn_at.is_(None))
    for a_kind, a_id, b_kind, b_id in _streamed(connection, said):
        a, b = (a_kind, a_id), (b_kind, b_id)
        if not any(kind is Node.HANDLE and shared[key] for kind, key in (a, b)):
            forest.join(_number(a), _number(b))


def _listed(connection: Connection) -> Iterator[tuple[int, int]]:
    """Yield, for each listing that has a seller or should, its node and the seller it is stored with."""
    named = select(ListingRow.record_id, ListingRow.seller_id).where(
        ListingRow.record_id.is_not(None), ListingRow.seller_id.is_not(None)
    )
    for record_id, seller_id in _streamed(connection, named):
        yield 2 * record_id, seller_id
    stand_ins = site_records(connection)
    lead = (
        select(SightingRow.listing_id, func.min(SightingRow.handle_id).label("handle_id"))
        .join(HandleRow, HandleRow.id == SightingRow.handle_id)
        .where(SightingRow.ended_at.is_(None), SightingRow.scope == Scope.LISTING, HandleRow.shared_at.is_(None))
        .group_by(SightingRow.listing_id)
        .subquery()
    )
    unnamed = (
        select(ListingRow.site_id, lead.c.handle_id, ListingRow.seller_id)
        .outerjoin(lead, lead.c.listing_id == ListingRow.id)
        .where(ListingRow.record_id.is_(None), ListingRow.seller_id.is_not(None))
    )
    for site_id, handle_id, seller_id in _streamed(connection, unnamed):
        yield (2 * stand_ins[site_id] if handle_id is None else 2 * handle_id + 1), seller_id


def _sellers_of(connection: Connection, forest: _Forest) -> array[int]:
    """Return the seller of each root: the oldest of those made for one of its nodes, 0 where there is none."""
    sellers = array("q", bytes(8 * len(forest.parent)))
    query = (
        select(SellerRow.id, SellerRow.founder_kind, SellerRow.founder_id)
        .where(SellerRow.founder_id.is_not(None))
        .order_by(SellerRow.first_seen_at.desc(), SellerRow.id.desc())
    )
    for seller_id, kind, key in connection.execute(query):
        sellers[forest.root(2 * (key or 0) + (kind is Node.HANDLE))] = seller_id
    return sellers
