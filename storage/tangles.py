"""All that hangs together with some records and handles: what ties them, what persons said, whose listings they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from market.model import Scope
from storage.bulk import chunks, table
from storage.codes import Judgement, Node
from storage.handles import SITE_KEY
from storage.models import HandleRow, ListingRow, RecordRow, SellerRow, SightingRow, SiteRow, VerdictRow
from storage.ties import BY_RULE, HARD, LISTING_FACTS, Link, NodeKey, Ties


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeThere:
    """A record or a handle as the tables have it."""

    label: str
    name: str | None
    seller_id: int | None
    first_run_id: int
    site_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said of two nodes, not withdrawn."""

    id: int
    a: NodeKey
    b: NodeKey
    verdict: Judgement
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A listing, and the node that it belongs to."""

    id: int
    node: NodeKey
    site_id: int
    seller_id: int | None
    seller_name: str | None
    first_seen_at: datetime
    first_run_id: int
    snapshot_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerThere:
    """A seller's row, joined ones too."""

    id: int
    founder: NodeKey | None
    first_seen_at: datetime
    merged_into_id: int | None


@dataclass(slots=True, kw_only=True)
class Tangle:
    """Everything that has to be looked at together."""

    nodes: dict[NodeKey, NodeThere] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    listings: dict[int, Owned] = field(default_factory=dict)
    sellers: dict[int, SellerThere] = field(default_factory=dict)
    baselines: Mapping[int, int | None] = field(default_factory=dict)
    homeless_handles: set[int] = field(default_factory=set)
    """Shared handles that still have a seller."""


def gather(connection: Connection, seeds: Iterable[NodeKey], sellers: Iterable[int], due: Iterable[int]) -> Tangle:
    """Return the tangle around *seeds* and *sellers*: closed under every tie, every verdict and every seller.

    *due* are listings that have no seller yet, or another than their nodes.
    """
    tangle = Tangle()
    ties = Ties()
    known = set(sellers)
    todo = set(seeds) | _of_sellers(connection, known)
    todo |= _load_listings(connection, tangle, ListingRow.id, due)
    todo |= _load_listings(connection, tangle, ListingRow.seller_id, known)
    while todo:
        _load_nodes(connection, tangle, todo)
        found = {key for key in todo if key in tangle.nodes}
        owners = {owner for key in found if (owner := tangle.nodes[key].seller_id) is not None} - known
        known |= owners
        near = _of_sellers(connection, owners) | _verdicts(connection, tangle, found)
        near |= ties.load(connection, found) | _load_listings(connection, tangle, ListingRow.seller_id, owners)
        todo = near - tangle.nodes.keys() - {(Node.HANDLE, key) for key in tangle.homeless_handles | ties.shared}
    told = {(link.a, link.b) for link in tangle.links if link.rule == HARD}
    forbidden = _taken_back(connection, tangle)
    tangle.links = [link for link in tangle.links if link.rule != HARD or (link.a, link.b) not in ties.counts]
    tangle.links += ties.links(tangle.nodes, told)
    tangle.links = [
        link
        for link in tangle.links
        if (link.a, link.b, link.rule) not in forbidden and link.a in tangle.nodes and link.b in tangle.nodes
    ]
    tangle.said = [one for one in tangle.said if one.a in tangle.nodes and one.b in tangle.nodes]
    _load_sellers(connection, tangle, known)
    sites = {one.site_id for one in tangle.listings.values()}
    tangle.baselines = dict(
        connection.execute(select(SiteRow.id, SiteRow.baseline_run_id).where(SiteRow.id.in_(sites))).all()
    )
    return tangle


def _load_nodes(connection: Connection, tangle: Tangle, keys: Iterable[NodeKey]) -> None:
    by_kind: dict[Node, list[int]] = {Node.RECORD: [], Node.HANDLE: []}
    for kind, key in keys:
        by_kind[kind].append(key)
    for some in chunks(by_kind[Node.RECORD]):
        records = select(table(RecordRow), SiteRow.name.label("site")).join(SiteRow, SiteRow.id == RecordRow.site_id)
        for row in connection.execute(records.where(RecordRow.id.in_(some))):
            tangle.nodes[Node.RECORD, row.id] = NodeThere(
                label=f"{row.site}/{row.key}" if row.key else row.site,
                name=row.name or row.key or row.site,
                seller_id=row.seller_id,
                first_run_id=row.first_run_id,
                site_id=row.site_id,
            )
    for some in chunks(by_kind[Node.HANDLE]):
        for row in connection.execute(select(table(HandleRow)).where(HandleRow.id.in_(some))):
            if row.shared_at is not None:
                if row.seller_id is not None:
                    tangle.homeless_handles.add(row.id)
                continue
            tangle.nodes[Node.HANDLE, row.id] = NodeThere(
                label=f"{row.type.value}:{row.value}",
                name=row.value,
                seller_id=row.seller_id,
                first_run_id=row.first_run_id,
            )


def _of_sellers(connection: Connection, ids: Iterable[int]) -> set[NodeKey]:
    found: set[NodeKey] = set()
    for some in chunks(sorted(ids)):
        records = connection.scalars(select(RecordRow.id).where(RecordRow.seller_id.in_(some)))
        handles = connection.scalars(select(HandleRow.id).where(HandleRow.seller_id.in_(some)))
        found |= {(Node.RECORD, key) for key in records} | {(Node.HANDLE, key) for key in handles}
    return found


def _verdicts(connection: Connection, tangle: Tangle, keys: Iterable[NodeKey]) -> set[NodeKey]:
    """Add what rules and persons say of some nodes; return the nodes at the other ends."""
    known = {one.id for one in tangle.said}
    drawn = {(link.a, link.b, link.rule) for link in tangle.links}
    near: set[NodeKey] = set()
    for row in verdicts_at(connection, keys):
        a, b = (row.a_kind, row.a_id), (row.b_kind, row.b_id)
        if row.withdrawn_at is not None or row.verdict is Judgement.UNSURE:
            continue
        if row.by is not None:
            if row.id not in known:
                known.add(row.id)
                tangle.said.append(Said(id=row.id, a=a, b=b, verdict=row.verdict, by=row.by))
            near |= {a, b}
        elif row.verdict is Judgement.SAME and (a, b, row.rule) not in drawn:
            drawn.add((a, b, row.rule))
            tangle.links.append(Link(a=a, b=b, rule=row.rule, score=float(row.score), snapshot_id=row.snapshot_id))
            near |= {a, b}
    return near


def verdicts_at(connection: Connection, keys: Iterable[NodeKey]) -> Iterable[Any]:
    """Yield the rows of verdicts that name one of *keys*; one that names two may come twice."""
    for some in chunks(sorted(keys), 200):
        conditions = []
        for kind in Node:
            ids = [key for one, key in some if one is kind]
            if ids:
                conditions.append(and_(VerdictRow.a_kind == kind, VerdictRow.a_id.in_(ids)))
                conditions.append(and_(VerdictRow.b_kind == kind, VerdictRow.b_id.in_(ids)))
        for condition in conditions:
            yield from connection.execute(select(table(VerdictRow)).where(condition))


def _taken_back(connection: Connection, tangle: Tangle) -> set[tuple[NodeKey, NodeKey, str]]:
    """Return the rules' verdicts that a person has withdrawn: the rule may not say so again."""
    return {
        ((row.a_kind, row.a_id), (row.b_kind, row.b_id), row.rule)
        for row in verdicts_at(connection, tangle.nodes)
        if row.by is None and row.withdrawn_by is not None and not row.withdrawn_by.startswith(BY_RULE)
    }


def _load_listings(connection: Connection, tangle: Tangle, column: Any, values: Iterable[int]) -> set[NodeKey]:  # noqa: ANN401 - one of two columns
    """Add the listings of which *column* has one of *values*; return the nodes that they belong to."""
    near: set[NodeKey] = set()
    for some in chunks(sorted(values)):
        query = select(*LISTING_FACTS).where(column.in_(some))
        rows = [row for row in connection.execute(query) if row.id not in tangle.listings]
        leads = _leads(connection, [row.id for row in rows if row.record_id is None])
        stand_ins = site_records(connection) if any(row.record_id is None for row in rows) else {}
        for row in rows:
            record_id = row.record_id or (None if row.id in leads else stand_ins[row.site_id])
            node = (Node.HANDLE, leads[row.id]) if record_id is None else (Node.RECORD, record_id)
            near.add(node)
            tangle.listings[row.id] = Owned(
                id=row.id,
                node=node,
                site_id=row.site_id,
                seller_id=row.seller_id,
                seller_name=row.seller_name,
                first_seen_at=row.first_seen_at,
                first_run_id=row.first_run_id,
                snapshot_id=row.snapshot_id,
            )
    return near


def _leads(connection: Connection, listing_ids: Iterable[int]) -> dict[int, int]:
    """Return the first of each listing's own handles that is not shared."""
    leads: dict[int, int] = {}
    for some in chunks(listing_ids):
        query = (
            select(SightingRow.listing_id, func.min(SightingRow.handle_id))
            .join(HandleRow, HandleRow.id == SightingRow.handle_id)
            .where(
                SightingRow.listing_id.in_(some),
                SightingRow.ended_at.is_(None),
                SightingRow.scope == Scope.LISTING,
                HandleRow.shared_at.is_(None),
            )
            .group_by(SightingRow.listing_id)
        )
        leads |= dict(connection.execute(query).all())
    return leads


def site_records(connection: Connection) -> dict[int, int]:
    """Return the record that stands for each site itself."""
    return dict(connection.execute(select(RecordRow.site_id, RecordRow.id).where(RecordRow.key == SITE_KEY)).all())


def _load_sellers(connection: Connection, tangle: Tangle, ids: set[int]) -> None:
    """Add the sellers' rows, and those of joined ones that were made for one of the nodes."""
    by_founder = [key for _, key in tangle.nodes]
    for column, values in ((SellerRow.id, ids), (SellerRow.founder_id, by_founder), (SellerRow.merged_into_id, ids)):
        for some in chunks(sorted(set(values))):
            for row in connection.execute(select(table(SellerRow)).where(column.in_(some))):
                founder = None if row.founder_kind is None else (row.founder_kind, row.founder_id)
                if row.id not in ids and founder not in tangle.nodes:
                    continue
                tangle.sellers[row.id] = SellerThere(
                    id=row.id, founder=founder, first_seen_at=row.first_seen_at, merged_into_id=row.merged_into_id
                )
