"""Profiles of records and handles as `market.sellers` compares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from market.model import SiteKind
from market.sellers.profile import Profile, Stay
from market.sellers.traits import folded_name
from storage.bulk import IDS, rows_for
from storage.codes import Node
from storage.models import HandleRow, ListingRow, PresenceRow, RecordRow, RunRow, SiteRow
from storage.records import Health
from storage.ties import NodeKey
from storage.traits import load_traits, record_names

QUIET_STREAM = timedelta(days=3)
"""So long a stream has to show nothing of somebody before he counts as gone: old posts scroll off."""


_OWNERS = {
    Node.RECORD: select(RecordRow.id, RecordRow.seller_id).where(RecordRow.id.in_(IDS)),
    Node.HANDLE: select(HandleRow.id, HandleRow.seller_id).where(HandleRow.id.in_(IDS)),
}
_RECORDS = (
    select(RecordRow.id, RecordRow.key, RecordRow.seller_id, SiteRow.name)
    .join(SiteRow, SiteRow.id == RecordRow.site_id)
    .where(RecordRow.id.in_(IDS))
)
_HANDLES = select(HandleRow.id, HandleRow.type, HandleRow.value, HandleRow.seller_id).where(HandleRow.id.in_(IDS))
_SHOWN = select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(IDS))
_STAYS = (
    select(
        ListingRow.seller_id,
        ListingRow.site_id,
        ListingRow.record_id,
        func.min(ListingRow.first_seen_at),
        func.max(PresenceRow.last_seen_at),
        func.max(PresenceRow.last_run_id),
    )
    .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
    .where(ListingRow.seller_id.in_(IDS))
    .group_by(ListingRow.seller_id, ListingRow.site_id, ListingRow.record_id)
)
_LOOKS = (
    select(SiteRow.id, SiteRow.kind, func.max(RunRow.id), func.max(RunRow.started_at))
    .join(RunRow, RunRow.site_id == SiteRow.id)
    .where(SiteRow.id.in_(IDS), RunRow.health == Health.HEALTHY)
    .group_by(SiteRow.id, SiteRow.kind)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """When a seller was seen at a site."""

    first_at: datetime
    last_at: datetime
    last_run_id: int


def load_profiles(connection: Connection, nodes: Collection[NodeKey]) -> dict[NodeKey, Profile]:
    """Return the profiles of those of *nodes* that have a seller, without where and when they were seen."""
    labels = _labels(connection, nodes)
    sellers = {one["seller_id"] for one in labels.values()}
    traits = load_traits(connection, labels)
    names = record_names(connection, {key for kind, key in labels if kind is Node.RECORD})
    handles = _handles(connection, sellers)
    found = {}
    for node, told in labels.items():
        called = names.get(node[1], []) if node[0] is Node.RECORD else []
        found[node] = Profile(
            key=node,
            seller=told["seller_id"],
            label=told["label"],
            traits=frozenset(traits.get(node, ())),
            names=tuple(map(folded_name, called)),
            spelt=tuple(name.casefold() for name in called),
            handles=handles.get(told["seller_id"], frozenset()),
        )
    return found


def with_stays(connection: Connection, profiles: Iterable[Profile]) -> dict[NodeKey, Profile]:
    """Return those of *profiles* that have listings, with where and when they were seen."""
    wanted = list(profiles)
    seen = _seen(connection, {one.seller for one in wanted})
    looks = _looks(connection, {site for some in seen.values() for site, _ in some})
    found: dict[NodeKey, Profile] = {}
    for one in wanted:
        kind, key = one.key
        own = seen.get((one.seller, key if kind is Node.RECORD else None))
        if own:
            site, when = min(own, key=lambda some: some[1].first_at)
            stay = Stay(
                site=site, first_at=when.first_at, last_at=when.last_at, is_gone=_is_gone(when, looks.get(site))
            )
            found[one.key] = replace(one, stay=stay)
    return found


def sellers_of(connection: Connection, nodes: Iterable[NodeKey]) -> dict[NodeKey, int]:
    """Return the seller of each node that has one."""
    found: dict[NodeKey, int] = {}
    by_kind: defaultdict[Node, set[int]] = defaultdict(set)
    for kind, key in nodes:
        by_kind[kind].add(key)
    for kind, keys in by_kind.items():
        owned = rows_for(connection, _OWNERS[kind], sorted(keys))
        found |= {(kind, key): owner for key, owner in owned if owner is not None}
    return found


def _labels(connection: Connection, nodes: Iterable[NodeKey]) -> dict[NodeKey, dict[str, Any]]:
    found: dict[NodeKey, dict[str, Any]] = {}
    by_kind: defaultdict[Node, list[int]] = defaultdict(list)
    for kind, key in nodes:
        by_kind[kind].append(key)
    for key, said, seller_id, site in rows_for(connection, _RECORDS, sorted(by_kind[Node.RECORD])):
        found[Node.RECORD, key] = {"label": f"{site}/{said}" if said else site, "seller_id": seller_id}
    for key, said_type, value, seller_id in rows_for(connection, _HANDLES, sorted(by_kind[Node.HANDLE])):
        found[Node.HANDLE, key] = {"label": f"{said_type.value}:{value}", "seller_id": seller_id}
    return {node: told for node, told in found.items() if told["seller_id"] is not None}


def _handles(connection: Connection, seller_ids: Iterable[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for seller_id, kind, value in rows_for(connection, _SHOWN, sorted(seller_ids)):
        found[seller_id or 0].add((kind.value, value))
    return {key: frozenset(some) for key, some in found.items()}


def _seen(connection: Connection, seller_ids: Iterable[Any]) -> dict[tuple[Any, int | None], list[tuple[int, _Seen]]]:
    """Return, for each seller and each of its records (None for listings that name nobody), where and when."""
    found: dict[tuple[Any, int | None], list[tuple[int, _Seen]]] = {}
    for seller_id, site_id, record_id, first_at, last_at, run_id in rows_for(connection, _STAYS, sorted(seller_ids)):
        seen = _Seen(first_at=first_at, last_at=last_at, last_run_id=run_id)
        found.setdefault((seller_id, record_id), []).append((site_id, seen))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """The latest healthy look at a site."""

    kind: SiteKind
    run_id: int
    started_at: datetime


def _looks(connection: Connection, site_ids: Iterable[int]) -> dict[int, _Look]:
    return {
        site_id: _Look(kind=kind, run_id=run_id, started_at=at)
        for site_id, kind, run_id, at in rows_for(connection, _LOOKS, sorted(set(site_ids)))
    }


def _is_gone(stay: _Seen, look: _Look | None) -> bool:
    """Return whether the latest look showed nothing of somebody; a stream has to be silent for days, it forgets."""
    if look is None or stay.last_run_id >= look.run_id:
        return False
    return look.kind is SiteKind.CATALOGUE or stay.last_at < look.started_at - QUIET_STREAM
