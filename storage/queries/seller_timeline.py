"""What happened to one seller, oldest first: where and how it came up, what it was called, what was decided of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from base.clock import iso
from storage.bulk import IDS, rows_for
from storage.codes import Node
from storage.ids import SELLER, public_id
from storage.models import (
    HandleRow,
    RecordNameRow,
    RecordRow,
    SellerRow,
    SellerSiteRow,
    SiteRow,
    TransitionRow,
)
from storage.ties import HARD, NodeKey

Row = dict[str, Any]
_HANDLES = select(HandleRow.first_seen_at, HandleRow.type, HandleRow.value).where(HandleRow.id.in_(IDS))
_NAMES = (
    select(RecordNameRow.first_seen_at, SiteRow.name, RecordNameRow.name, RecordRow.first_seen_at)
    .join(RecordRow, RecordRow.id == RecordNameRow.record_id)
    .join(SiteRow, SiteRow.id == RecordRow.site_id)
    .where(RecordNameRow.record_id.in_(IDS))
)


def story_timeline(
    connection: Connection, key: int, own: Iterable[NodeKey], verdicts: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """Return what happened to the seller with the id *key*, whose records and handles are *own*, oldest first."""
    nodes = list(own)
    found = [
        *_places(connection, key),
        *_parts(connection, nodes),
        *_told(connection, key),
        *_decided(verdicts),
        *_joined(connection, key),
    ]
    return sorted(found, key=lambda one: (one["at"] or "", one["what"], one["site"] or "", one["detail"] or ""))


def _moment(at: str | None, what: str, *, site: str | None = None, detail: str | None = None) -> Row:
    return {"at": at, "what": what, "site": site, "detail": detail}


def _places(connection: Connection, key: int) -> Iterator[Row]:
    query = (
        select(SellerSiteRow.first_seen_at, SiteRow.name)
        .join(SiteRow, SiteRow.id == SellerSiteRow.site_id)
        .where(SellerSiteRow.seller_id == key)
    )
    for at, site in connection.execute(query):
        yield _moment(iso(at), "first_at_site", site=site)


def _parts(connection: Connection, own: Iterable[NodeKey]) -> Iterator[Row]:
    """Yield when each contact was first shown, and each name that a record took later on."""
    ids: dict[Node, list[int]] = {Node.RECORD: [], Node.HANDLE: []}
    for kind, key in own:
        ids[kind].append(key)
    for at, kind_of, value in rows_for(connection, _HANDLES, ids[Node.HANDLE]):
        yield _moment(iso(at), "new_contact", detail=f"{kind_of.value}:{value}")
    for at, site, name, first_at in rows_for(connection, _NAMES, ids[Node.RECORD]):
        if at > first_at:
            yield _moment(iso(at), "renamed", site=site, detail=name)


def _told(connection: Connection, key: int) -> Iterator[Row]:
    ids = [key, *connection.scalars(select(SellerRow.id).where(SellerRow.merged_into_id == key))]
    query = (
        select(TransitionRow.at, TransitionRow.kind, TransitionRow.after, SiteRow.name)
        .outerjoin(SiteRow, SiteRow.id == TransitionRow.site_id)
        .where(TransitionRow.seller_id.in_(ids))
    )
    for at, kind, after, site in connection.execute(query):
        yield _moment(iso(at), kind.value, site=site, detail=after)


def _decided(verdicts: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield persons' words, links that are more than standing together, and what was withdrawn."""
    for one in verdicts:
        pair = f"{one['a']} – {one['b']}"
        if one["by"] is not None or one["rule"] != HARD:
            yield _moment(one["at"], f"verdict_{one['verdict']}", detail=pair)
        if one["withdrawn_at"] is not None:
            yield _moment(one["withdrawn_at"], "verdict_withdrawn", detail=pair)


def _joined(connection: Connection, key: int) -> Iterator[Row]:
    for uid, at in connection.execute(
        select(SellerRow.uid, SellerRow.merged_at).where(SellerRow.merged_into_id == key)
    ):
        yield _moment(iso(at), "joined", detail=public_id(SELLER, uid))
