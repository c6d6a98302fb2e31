"""What one step of resolving works on: parties that are due, and the nodes that they tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from market.model import HandleType, Scope
from storage.bulk import chunks
from storage.codes import Node
from storage.handles import SITE_KEY
from storage.models import (
    HandleRow,
    ListingRow,
    RecordRow,
    RecordSightingRow,
    RereadRow,
    RunRow,
    SellerRow,
    SightingRow,
    SiteRow,
)
from storage.spoken import Spoken, founders_among, load_spoken

STEP = 500
"""Listings and records resolved in one transaction."""


@dataclass(slots=True, kw_only=True)
class NodeInHand:
    """A record or a handle, and the seller it belongs to so far."""

    kind: Node
    id: int
    label: str
    """`site`, `site/user` or `type:value`."""
    seller_id: int | None
    shared: bool = False
    name: str | None = None
    site_id: int | None = None
    first_seen_at: datetime | None = None
    first_run_id: int | None = None
    is_site: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInHand:
    """What resolving needs to know of a site."""

    name: str
    baseline_run_id: int | None
    experimental: bool
    record: NodeInHand | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Someone who shows handles together: a listing's seller, or a record by itself."""

    site_id: int
    record: NodeInHand | None
    handles: tuple[NodeInHand, ...]
    listing: RowMapping | None


@dataclass(slots=True, kw_only=True)
class Step:
    """All that is loaded for one step."""

    parties: list[Party]
    nodes: dict[tuple[Node, int], NodeInHand]
    sites: dict[int, SiteInHand]
    sellers: dict[int, tuple[datetime, int]]
    """First sight and id of each seller involved."""
    own: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Listing -> the handles in its own text."""
    spoken: Spoken = field(default_factory=Spoken)

    def is_entangled(self, party: Party) -> bool:
        """Return whether a person spoke of one of the nodes of *party*, or of its seller."""
        nodes = [one for one in (party.record, *party.handles) if one is not None and not one.shared]
        return any((one.kind, one.id) in self.spoken.nodes or one.seller_id in self.spoken.sellers for one in nodes)


def load_step(connection: Connection, site_id: int | None = None) -> Step | None:
    """Return what is due next, of one site only where *site_id* names it; None where nothing is.

    Otherwise sites with a run or a reread under way wait for its end.
    """
    busy = select(RunRow.site_id).where(RunRow.ended_at.is_(None))
    unfinished = select(RereadRow.site_id).where(RereadRow.is_writing, RereadRow.ended_at.is_(None))
    waits = busy.union_all(unfinished)
    records = connection.scalars(
        select(RecordRow.id)
        .where(RecordRow.due, RecordRow.site_id.not_in(waits) if site_id is None else RecordRow.site_id == site_id)
        .order_by(RecordRow.id)
        .limit(STEP)
    ).all()
    listings = (
        connection.execute(
            select(
                ListingRow.id,
                ListingRow.site_id,
                ListingRow.record_id,
                ListingRow.seller_id,
                ListingRow.seller_name,
                ListingRow.first_seen_at,
                ListingRow.first_run_id,
                ListingRow.snapshot_id,
                ListingRow.score,
            )
            .where(
                ListingRow.due, ListingRow.site_id.not_in(waits) if site_id is None else ListingRow.site_id == site_id
            )
            .order_by(ListingRow.id)
            .limit(STEP)
        )
        .mappings()
        .all()
    )
    if not records and not listings:
        return None
    return _load(connection, records, listings)


def _load(connection: Connection, due_records: Sequence[int], listings: Sequence[RowMapping]) -> Step:
    nodes: dict[tuple[Node, int], NodeInHand] = {}
    sites = _load_sites(connection, nodes, {row["site_id"] for row in listings}, due_records)
    named = {row["record_id"] for row in listings if row["record_id"] is not None}
    _load_records(connection, nodes, (named | set(due_records)) - {key for _, key in nodes})
    own = _own_handles(connection, [row["id"] for row in listings])
    shown = _shown_handles(connection, [key for kind, key in nodes if kind is Node.RECORD])
    _load_handles(connection, nodes, {h for some in (*own.values(), *shown.values()) for h in some})
    parties = [_party(row, nodes, sites[row["site_id"]].record, own.get(row["id"], ()), shown) for row in listings]
    parties += [
        Party(
            site_id=node.site_id or 0,
            record=node,
            handles=tuple(nodes[Node.HANDLE, h] for h in shown.get(key, ())),
            listing=None,
        )
        for key in due_records
        for node in [nodes[Node.RECORD, key]]
    ]
    spoken = load_spoken(connection)
    bare = [(one.kind, one.id) for one in nodes.values() if one.seller_id is None]
    return Step(
        parties=parties,
        nodes=nodes,
        sites=sites,
        sellers=_sellers(connection, nodes.values()),
        own=own,
        spoken=replace(spoken, nodes=spoken.nodes | founders_among(connection, bare)),
    )


def _party(
    row: RowMapping,
    nodes: dict[tuple[Node, int], NodeInHand],
    site_record: NodeInHand | None,
    own: Iterable[int],
    shown: dict[int, list[int]],
) -> Party:
    handles = [nodes[Node.HANDLE, key] for key in own]
    record = None if row["record_id"] is None else nodes[Node.RECORD, row["record_id"]]
    if record is None and all(one.shared for one in handles):
        record = site_record
    if record is not None and record.seller_id is None:
        handles += [
            nodes[Node.HANDLE, key] for key in shown.get(record.id, ()) if nodes[Node.HANDLE, key] not in handles
        ]
    return Party(site_id=row["site_id"], record=record, handles=tuple(handles), listing=row)


def _load_sites(
    connection: Connection, nodes: dict[tuple[Node, int], NodeInHand], site_ids: set[int], due_records: Sequence[int]
) -> dict[int, SiteInHand]:
    wanted = site_ids | set(
        connection.scalars(select(RecordRow.site_id).where(RecordRow.id.in_(due_records)).distinct()).all()
    )
    query = select(RecordRow.id).where(RecordRow.site_id.in_(wanted), RecordRow.key == SITE_KEY)
    _load_records(connection, nodes, set(connection.scalars(query).all()))
    of_site = {one.site_id: one for one in nodes.values() if one.is_site}
    sites = connection.execute(
        select(SiteRow.id, SiteRow.name, SiteRow.baseline_run_id, SiteRow.experimental).where(SiteRow.id.in_(wanted))
    )
    return {
        key: SiteInHand(name=name, baseline_run_id=baseline, experimental=experimental, record=of_site.get(key))
        for key, name, baseline, experimental in sites
    }


def _load_records(connection: Connection, nodes: dict[tuple[Node, int], NodeInHand], ids: set[int]) -> None:
    for some in chunks(sorted(ids)):
        query = (
            select(
                RecordRow.id,
                RecordRow.site_id,
                RecordRow.key,
                RecordRow.name,
                RecordRow.seller_id,
                RecordRow.first_seen_at,
                RecordRow.first_run_id,
                SiteRow.name.label("site"),
            )
            .join(SiteRow, SiteRow.id == RecordRow.site_id)
            .where(RecordRow.id.in_(some))
        )
        for row in connection.execute(query):
            nodes[Node.RECORD, row.id] = NodeInHand(
                kind=Node.RECORD,
                id=row.id,
                label=f"{row.site}/{row.key}" if row.key else row.site,
                seller_id=row.seller_id,
                name=row.name or row.key or row.site,
                site_id=row.site_id,
                first_seen_at=row.first_seen_at,
                first_run_id=row.first_run_id,
                is_site=row.key == SITE_KEY,
            )


def _load_handles(connection: Connection, nodes: dict[tuple[Node, int], NodeInHand], ids: set[int]) -> None:
    for some in chunks(sorted(ids)):
        query = select(HandleRow.id, HandleRow.type, HandleRow.value, HandleRow.seller_id, HandleRow.shared_at)
        for row in connection.execute(query.where(HandleRow.id.in_(some))):
            kind: HandleType = row.type
            nodes[Node.HANDLE, row.id] = NodeInHand(
                kind=Node.HANDLE,
                id=row.id,
                label=f"{kind.value}:{row.value}",
                seller_id=row.seller_id,
                shared=row.shared_at is not None,
                name=row.value,
            )


def _own_handles(connection: Connection, listing_ids: Sequence[int]) -> dict[int, list[int]]:
    own: dict[int, list[int]] = {}
    for some in chunks(listing_ids):
        query = select(SightingRow.listing_id, SightingRow.handle_id).where(
            SightingRow.listing_id.in_(some), SightingRow.ended_at.is_(None), SightingRow.scope == Scope.LISTING
        )
        for listing_id, handle_id in connection.execute(query):
            own.setdefault(listing_id, []).append(handle_id)
    return own


def _shown_handles(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[int]]:
    shown: dict[int, list[int]] = {}
    for some in chunks(record_ids):
        query = select(RecordSightingRow.record_id, RecordSightingRow.handle_id)
        for record_id, handle_id in connection.execute(query.where(RecordSightingRow.record_id.in_(some))):
            shown.setdefault(record_id, []).append(handle_id)
    return shown


def _sellers(connection: Connection, nodes: Iterable[NodeInHand]) -> dict[int, tuple[datetime, int]]:
    found: dict[int, tuple[datetime, int]] = {}
    for some in chunks({one.seller_id for one in nodes if one.seller_id is not None}):
        query = select(SellerRow.id, SellerRow.first_seen_at).where(SellerRow.id.in_(some))
        found |= {key: (at, key) for key, at in connection.execute(query)}
    return found
