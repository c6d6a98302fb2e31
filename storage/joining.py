"""What one step of resolving works on: parties that are due, and the nodes that they tie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, func, select, union
from sqlalchemy.orm import aliased

from market.model import HandleType, Scope
from storage.bulk import IDS, rows_for
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
from storage.ties import LISTING_FACTS

STEP = 500
"""Listings and records resolved in one transaction."""


_BUSY = select(RunRow.site_id).where(RunRow.ended_at.is_(None))
_UNFINISHED = select(RereadRow.site_id).where(RereadRow.is_writing, RereadRow.ended_at.is_(None))
_WAITS = _BUSY.union_all(_UNFINISHED)
_SITE: BindParameter[int] = bindparam("site_id")
_DUE_SITES = union(
    select(ListingRow.site_id).where(ListingRow.due), select(RecordRow.site_id).where(RecordRow.due)
).subquery()
_OF_SITE = aliased(RunRow)
_LATEST_RUN = select(func.max(_OF_SITE.id)).where(_OF_SITE.site_id == _DUE_SITES.c.site_id).scalar_subquery()
_NEXT_SITE = (
    select(_DUE_SITES.c.site_id, RunRow.ended_at)
    .outerjoin(RunRow, RunRow.id == _LATEST_RUN)
    .where(_DUE_SITES.c.site_id.not_in(_WAITS))
    .order_by(RunRow.ended_at, _DUE_SITES.c.site_id)
    .limit(1)
)
_IS_FREE = select(SiteRow.id).where(SiteRow.id == _SITE, SiteRow.id.not_in(_WAITS))
_RECORDS_OF = (
    select(RecordRow.id).where(RecordRow.due, RecordRow.site_id + 0 == _SITE).order_by(RecordRow.id).limit(STEP)
)
_LISTINGS_OF = (
    select(*LISTING_FACTS, ListingRow.score)
    .where(ListingRow.due, ListingRow.site_id + 0 == _SITE)  # by the index of what is due, not of the site
    .order_by(ListingRow.id)
    .limit(STEP)
)
_SITES_OF = select(RecordRow.site_id).where(RecordRow.id.in_(IDS)).distinct()
_STAND_INS = select(RecordRow.id).where(RecordRow.site_id.in_(IDS), RecordRow.key == SITE_KEY)
_SITES = select(SiteRow.id, SiteRow.name, SiteRow.baseline_run_id, SiteRow.experimental).where(SiteRow.id.in_(IDS))
_RECORDS = (
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
    .where(RecordRow.id.in_(IDS))
)
_HANDLES = select(HandleRow.id, HandleRow.type, HandleRow.value, HandleRow.seller_id, HandleRow.shared_at).where(
    HandleRow.id.in_(IDS)
)
_OWN = select(SightingRow.listing_id, SightingRow.handle_id).where(
    SightingRow.listing_id.in_(IDS), SightingRow.ended_at.is_(None), SightingRow.scope == Scope.LISTING
)
_SHOWN = select(RecordSightingRow.record_id, RecordSightingRow.handle_id).where(RecordSightingRow.record_id.in_(IDS))
_SELLERS = select(SellerRow.id, SellerRow.first_seen_at).where(SellerRow.id.in_(IDS))


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
    site_id: int = 0
    ended_at: datetime | None = None
    """When the run of the site ended that made it due; None where it was none."""
    spoken: Spoken = field(default_factory=Spoken)

    def is_entangled(self, party: Party) -> bool:
        """Return whether a person spoke of one of the nodes of *party*, or of its seller."""
        nodes = [one for one in (party.record, *party.handles) if one is not None and not one.shared]
        return any((one.kind, one.id) in self.spoken.nodes or one.seller_id in self.spoken.sellers for one in nodes)


def load_step(connection: Connection, site_id: int | None = None, *, last: Step | None = None) -> Step | None:
    """Return what is due next, of one site only where *site_id* names it; None where nothing is.

    Otherwise it is of the site of the step before, *last*, then of the one whose run has waited longest; a site with a
    run or a reread under way waits for its end.
    """
    if site_id is not None:
        return _step_of(connection, site_id, None)
    if last is not None and connection.scalar(_IS_FREE, {_SITE.key: last.site_id}) is not None:
        step = _step_of(connection, last.site_id, last.ended_at)
        if step is not None:
            return step
    found = connection.execute(_NEXT_SITE).one_or_none()
    return None if found is None else _step_of(connection, *found)


def _step_of(connection: Connection, site_id: int, ended_at: datetime | None) -> Step | None:
    records = connection.scalars(_RECORDS_OF, {_SITE.key: site_id}).all()
    listings = connection.execute(_LISTINGS_OF, {_SITE.key: site_id}).mappings().all()
    if not records and not listings:
        return None
    step = _load(connection, records, listings)
    step.site_id, step.ended_at = site_id, ended_at
    return step


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
    wanted = site_ids | {one for (one,) in rows_for(connection, _SITES_OF, due_records)}
    _load_records(connection, nodes, {one for (one,) in rows_for(connection, _STAND_INS, wanted)})
    of_site = {one.site_id: one for one in nodes.values() if one.is_site}
    return {
        key: SiteInHand(name=name, baseline_run_id=baseline, experimental=experimental, record=of_site.get(key))
        for key, name, baseline, experimental in rows_for(connection, _SITES, wanted)
    }


def _load_records(connection: Connection, nodes: dict[tuple[Node, int], NodeInHand], ids: set[int]) -> None:
    for row in rows_for(connection, _RECORDS, sorted(ids)):
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
    for row in rows_for(connection, _HANDLES, sorted(ids)):
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
    for listing_id, handle_id in rows_for(connection, _OWN, listing_ids):
        own.setdefault(listing_id, []).append(handle_id)
    return own


def _shown_handles(connection: Connection, record_ids: Sequence[int]) -> dict[int, list[int]]:
    shown: dict[int, list[int]] = {}
    for record_id, handle_id in rows_for(connection, _SHOWN, record_ids):
        shown.setdefault(record_id, []).append(handle_id)
    return shown


def _sellers(connection: Connection, nodes: Iterable[NodeInHand]) -> dict[int, tuple[datetime, int]]:
    ids = {one.seller_id for one in nodes if one.seller_id is not None}
    return {key: (at, key) for key, at in rows_for(connection, _SELLERS, ids)}
