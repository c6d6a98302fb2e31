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
from storage.bulk import chunks
from storage.codes import Node
from storage.models import HandleRow, ListingRow, PresenceRow, RecordRow, RunRow, SiteRow
from storage.records import Health
from storage.ties import NodeKey
from storage.traits import load_traits, record_names

QUIET_STREAM = timedelta(days=3)
"""So long a stream has to show nothing of somebody before he counts as gone: old posts scroll off."""


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
    for row, kind in ((RecordRow, Node.RECORD), (HandleRow, Node.HANDLE)):
        for some in chunks(sorted(by_kind[kind])):
            query = select(row.id, row.seller_id).where(row.id.in_(some), row.seller_id.is_not(None))
            found |= {(kind, key): owner for key, owner in connection.execute(query) if owner is not None}
    return found


def _labels(connection: Connection, nodes: Iterable[NodeKey]) -> dict[NodeKey, dict[str, Any]]:
    found: dict[NodeKey, dict[str, Any]] = {}
    by_kind: defaultdict[Node, list[int]] = defaultdict(list)
    for kind, key in nodes:
        by_kind[kind].append(key)
    for some in chunks(sorted(by_kind[Node.RECORD])):
        query = select(RecordRow.id, RecordRow.key, RecordRow.site_id, RecordRow.seller_id, SiteRow.name).join(
            SiteRow, SiteRow.id == RecordRow.site_id
        )
        for key, said, site_id, seller_id, site in connection.execute(query.where(RecordRow.id.in_(some))):
            label = f"{site}/{said}" if said else site
            found[Node.RECORD, key] = {"label": label, "seller_id": seller_id, "site_id": site_id}
    for some in chunks(sorted(by_kind[Node.HANDLE])):
        handles = select(HandleRow.id, HandleRow.type, HandleRow.value, HandleRow.seller_id)
        for key, said_type, value, seller_id in connection.execute(handles.where(HandleRow.id.in_(some))):
            found[Node.HANDLE, key] = {"label": f"{said_type.value}:{value}", "seller_id": seller_id, "site_id": None}
    return {node: told for node, told in found.items() if told["seller_id"] is not None}


def _handles(connection: Connection, seller_ids: Iterable[int]) -> dict[int, frozenset[tuple[str, str]]]:
    found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for some in chunks(sorted(seller_ids)):
        query = select(HandleRow.seller_id, HandleRow.type, HandleRow.value).where(HandleRow.seller_id.in_(some))
        for seller_id, kind, value in connection.execute(query):
            found[seller_id or 0].add((kind.value, value))
    return {key: frozenset(some) for key, some in found.items()}


def _seen(connection: Connection, seller_ids: Iterable[Any]) -> dict[tuple[Any, int | None], list[tuple[int, _Seen]]]:
    """Return, for each seller and each of its records (None for listings that name nobody), where and when."""
    found: dict[tuple[Any, int | None], list[tuple[int, _Seen]]] = {}
    for some in chunks(sorted(seller_ids)):
        query = (
            select(
                ListingRow.seller_id,
                ListingRow.site_id,
                ListingRow.record_id,
                func.min(ListingRow.first_seen_at),
                func.max(PresenceRow.last_seen_at),
                func.max(PresenceRow.last_run_id),
            )
            .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
            .where(ListingRow.seller_id.in_(some))
            .group_by(ListingRow.seller_id, ListingRow.site_id, ListingRow.record_id)
        )
        for seller_id, site_id, record_id, first_at, last_at, run_id in connection.execute(query):
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
    query = (
        select(SiteRow.id, SiteRow.kind, func.max(RunRow.id), func.max(RunRow.started_at))
        .join(RunRow, RunRow.site_id == SiteRow.id)
        .where(SiteRow.id.in_(set(site_ids)), RunRow.health == Health.HEALTHY)
        .group_by(SiteRow.id, SiteRow.kind)
    )
    return {
        site_id: _Look(kind=kind, run_id=run_id, started_at=at)
        for site_id, kind, run_id, at in connection.execute(query)
    }


def _is_gone(stay: _Seen, look: _Look | None) -> bool:
    """Return whether the latest look showed nothing of somebody; a stream has to be silent for days, it forgets."""
    if look is None or stay.last_run_id >= look.run_id:
        return False
    return look.kind is SiteKind.CATALOGUE or stay.last_at < look.started_at - QUIET_STREAM
