"""Addresses that lead to watched sites: whoever sends buyers to a watched shop in his adverts is likely its owner.

A shop's own address ties the contact to the shop's record by a verdict of its own rule, so that it is explained and can
be taken back. Where it only stands in another site's footer it is a suggestion: shops link to friends. An address at
which many sell (a board, a marketplace, a host of several watched sites) is nobody's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from sqlalchemy import Connection, exists, select

from market.model import HandleType, Scope, SiteKind
from storage.bulk import IDS, rows_for, upsert_rows
from storage.codes import Judgement, Node
from storage.handles import SITE_KEY
from storage.joining import Step
from storage.models import HandleRow, ListingRow, RecordRow, RecordSightingRow, SightingRow, SiteRow, VerdictRow
from storage.tangles import verdicts_at
from storage.ties import SHOP_ADDRESS, NodeKey

_JOINS: Final = Decimal("0.97")
_SUGGESTS: Final = Decimal("0.5")
_MOST_LINKS: Final = 20
_OF_STEP = select(SiteRow.id, SiteRow.url).where(SiteRow.id.in_(IDS))
_NAMED = select(HandleRow.value, HandleRow.id).where(
    HandleRow.value.in_(IDS), HandleRow.type == HandleType.URL, HandleRow.shared_at.is_(None)
)
_SITES = select(SiteRow.id, SiteRow.name, SiteRow.url, SiteRow.kind)
_STAND_INS = select(RecordRow.site_id, RecordRow.id, RecordRow.seller_id).where(
    RecordRow.site_id.in_(IDS), RecordRow.key == SITE_KEY
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A contact that is the address of watched sites."""

    handle_id: int
    value: str
    sites: tuple[tuple[int, str, SiteKind], ...]
    """Id, name and kind of each."""


def find_addresses(connection: Connection, step: Step) -> list[Address]:
    """Return the contacts that lead to watched sites, of those that *step* shows or whose sites it is about."""
    wanted = {node.id: node.name or "" for node in step.nodes.values() if _is_address(node.label, shared=node.shared)}
    own = {value for _, url in rows_for(connection, _OF_STEP, step.sites) for value in values_of(url)}
    wanted |= {key: value for value, key in rows_for(connection, _NAMED, sorted(own))}
    if not wanted:
        return []
    lead: defaultdict[str, list[tuple[int, str, SiteKind]]] = defaultdict(list)
    for site_id, name, url, kind in connection.execute(_SITES):
        for value in values_of(url):
            lead[value].append((site_id, name, kind))
    return [
        Address(handle_id=key, value=value, sites=tuple(lead[value]))
        for key, value in sorted(wanted.items())
        if value in lead
    ]


def _is_address(label: str, *, shared: bool) -> bool:
    return not shared and label.startswith(f"{HandleType.URL.value}:")


def values_of(url: str) -> Sequence[str]:
    """Return the handles that may stand for a site's *url*: any ending of its host, with steps of its path."""
    parts = urlsplit(url)
    labels = (parts.hostname or "").removeprefix("www.").split(".")
    hosts = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    steps = [step for step in parts.path.split("/") if step][:2]
    return [*hosts, *("/".join((host, *steps[:count])) for host in hosts for count in range(1, len(steps) + 1))]


def why_nobodys(connection: Connection, address: Address) -> str | None:
    """Return why many sell at an address or point there; None where one shop's owner may."""
    if len(address.sites) > 1:
        names = ", ".join(name for _, name, _ in address.sites[:3])
        return f"several watched sites live there: {names}"
    ((site_id, name, kind),) = address.sites
    named = exists().where(RecordRow.site_id == site_id, RecordRow.key != SITE_KEY)
    if kind is not SiteKind.CATALOGUE or connection.scalar(select(named)):
        return f"it is the address of {name}, where many sell"
    linking = _in_footers(connection, address.handle_id, site_id)
    if len(linking) > 1 and not _in_adverts(connection, address.handle_id, site_id):
        return f"{len(linking)} sites link to {name}"
    return None


def link_addresses(connection: Connection, addresses: Iterable[Address], *, now: datetime) -> set[NodeKey]:
    """Write verdicts about who owns watched shops; return whom that joins."""
    single = [one for one in addresses if why_nobodys(connection, one) is None]
    shops = rows_for(connection, _STAND_INS, [one.sites[0][0] for one in single])
    stand_ins = {site_id: (key, seller_id) for site_id, key, seller_id in shops}
    rows: list[dict[str, Any]] = []
    for one in single:
        site_id, name, _ = one.sites[0]
        record_id, seller_id = stand_ins.get(site_id, (0, None))
        if seller_id is None:
            continue
        shop, contact = (Node.RECORD, record_id), (Node.HANDLE, one.handle_id)
        if _in_adverts(connection, one.handle_id, site_id):
            reason = f"url:{one.value}, shown in adverts elsewhere, is the address of {name}"
            rows.append(_row(contact, shop, Judgement.SAME, _JOINS, reason, now))
        else:
            linking = _in_footers(connection, one.handle_id, site_id)
            reason = f"{{}} links to url:{one.value}, the address of {name}"
            rows += [
                _row((Node.RECORD, key), shop, Judgement.UNSURE, _SUGGESTS, reason.format(label), now)
                for key, label in linking.items()
            ]
    told = {
        (row.a_kind, row.a_id, row.b_kind, row.b_id)
        for row in verdicts_at(connection, {(row["a_kind"], row["a_id"]) for row in rows})
        if row.rule == SHOP_ADDRESS
    }
    new = [row for row in rows if (row["a_kind"], row["a_id"], row["b_kind"], row["b_id"]) not in told]
    upsert_rows(connection, VerdictRow, new, by=["a_kind", "a_id", "b_kind", "b_id", "rule"])
    joined = [row for row in new if row["verdict"] is Judgement.SAME]
    return {(row[f"{end}_kind"], row[f"{end}_id"]) for row in joined for end in ("a", "b")}


def _in_adverts(connection: Connection, handle_id: int, site_id: int) -> bool:
    """Return whether a listing of another site shows the handle as its own."""
    query = (
        select(SightingRow.listing_id)
        .join(ListingRow, ListingRow.id == SightingRow.listing_id)
        .where(
            SightingRow.handle_id == handle_id,
            SightingRow.scope == Scope.LISTING,
            SightingRow.ended_at.is_(None),
            ListingRow.site_id != site_id,
        )
        .limit(1)
    )
    return connection.scalar(query) is not None


def _in_footers(connection: Connection, handle_id: int, site_id: int) -> Mapping[int, str]:
    """Return some records of other sites that show the handle outside their listings, with their names."""
    query = (
        select(RecordRow.id, RecordRow.key, SiteRow.name)
        .join(RecordSightingRow, RecordSightingRow.record_id == RecordRow.id)
        .join(SiteRow, SiteRow.id == RecordRow.site_id)
        .where(RecordSightingRow.handle_id == handle_id, RecordRow.site_id != site_id)
        .limit(_MOST_LINKS)
    )
    return {key: f"{site}/{user}" if user else site for key, user, site in connection.execute(query)}


def _row(a: NodeKey, b: NodeKey, verdict: Judgement, score: Decimal, reason: str, now: datetime) -> dict[str, Any]:
    return {
        "a_kind": a[0],
        "a_id": a[1],
        "b_kind": b[0],
        "b_id": b[1],
        "verdict": verdict,
        "rule": SHOP_ADDRESS,
        "score": score,
        "reasons": orjson.dumps([reason]).decode(),
        "at": now,
    }
