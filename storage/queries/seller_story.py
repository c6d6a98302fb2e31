"""All that is known of one seller: who it is, since when, what ties it together, and what was looked at and left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, select

from base.clock import iso
from market.sellers.roles import role_word
from market.sellers.traits import kind_of
from storage.bulk import table
from storage.codes import Judgement, Node
from storage.database import reading
from storage.decisions import one_seller
from storage.ids import SELLER, public_id
from storage.likeness import compare_nodes
from storage.models import (
    HandleRow,
    ListingRow,
    OfferRow,
    PresenceRow,
    RecordRow,
    SellerRow,
    SightingRow,
    SiteRow,
    VerdictRow,
)
from storage.queries.filters import Filters
from storage.queries.newcomers import price_spans
from storage.queries.roles import roles_of
from storage.queries.seller_timeline import story_timeline
from storage.queries.sellers import seller_rows
from storage.queries.shapes import plain
from storage.tangles import Tangle, gather, verdicts_at
from storage.ties import NodeKey
from storage.traits import FINDING, Gained, load_traits, record_names

MOST_CONSIDERED = 10
"""Others that were looked at and left, of which the story tells."""
LEAST_CONSIDERED = Decimal("0.02")
"""Likeness from which on another is worth a line."""
MOST_NODES = 40
"""Records and handles of a seller that are compared with others once more."""


def seller_story(engine: Engine, said: str) -> dict[str, Any]:
    """Return everything about the seller that *said* means, its row of the contract among it.

    Raises:
        SellerError: nobody or several are meant.
    """
    with reading(engine) as connection:
        key = one_seller(connection, said)
        uid = connection.scalar(select(SellerRow.uid).where(SellerRow.id == key)) or 0
        tangle = gather(connection, (), [key], ())
        own = sorted(node for node, there in tangle.nodes.items() if there.seller_id == key)
        verdicts = _verdicts(connection, tangle, own)
        story = {
            "roles": [role_word(role) for role in roles_of(connection, [key])[key]],
            "joined_ids": _joined(connection, key),
            "records": _records(connection, tangle, own, key),
            "handle_sightings": _handles(connection, tangle, own),
            "prices": _prices(connection, key),
            "timeline": story_timeline(connection, key, own, verdicts),
            **_sorted_verdicts(verdicts),
            "considered": _considered(connection, own, verdicts),
        }
    (row,) = seller_rows(engine, Filters(seller=public_id(SELLER, uid)))
    return {**row, **story}


def _joined(connection: Connection, key: int) -> list[str]:
    query = select(SellerRow.uid).where(SellerRow.merged_into_id == key).order_by(SellerRow.id)
    return [public_id(SELLER, uid) for uid in connection.scalars(query)]


def _records(connection: Connection, tangle: Tangle, own: Iterable[NodeKey], key: int) -> list[dict[str, Any]]:
    ids = [one for kind, one in own if kind is Node.RECORD]
    names = record_names(connection, ids)
    query = (
        select(
            ListingRow.record_id,
            func.min(ListingRow.first_seen_at),
            func.max(PresenceRow.last_seen_at),
            func.count(ListingRow.id.distinct()),
        )
        .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        .where(ListingRow.seller_id == key, ListingRow.record_id.is_not(None))
        .group_by(ListingRow.record_id)
    )
    seen = {row[0]: row[1:] for row in connection.execute(query)}
    found = []
    for one in ids:
        first, last, count = seen.get(one, (None, None, 0))
        label = tangle.nodes[Node.RECORD, one].label
        told = {"record": label, "names": names.get(one, []), "listings": count}
        found.append(told | {"first_seen_at": iso(first), "last_seen_at": iso(last)})
    return found


def _handles(connection: Connection, tangle: Tangle, own: Iterable[NodeKey]) -> list[dict[str, Any]]:
    ids = [one for kind, one in own if kind is Node.HANDLE]
    query = (
        select(
            SightingRow.handle_id,
            func.min(SightingRow.first_seen_at),
            func.max(PresenceRow.last_seen_at),
            func.count(SightingRow.listing_id.distinct()),
        )
        .join(PresenceRow, PresenceRow.listing_id == SightingRow.listing_id)
        .where(SightingRow.handle_id.in_(ids))
        .group_by(SightingRow.handle_id)
    )
    seen = {row[0]: row[1:] for row in connection.execute(query)}
    places: dict[int, list[str]] = {}
    for handle_id, site in connection.execute(
        select(SightingRow.handle_id, SiteRow.name)
        .distinct()
        .join(ListingRow, ListingRow.id == SightingRow.listing_id)
        .join(SiteRow, SiteRow.id == ListingRow.site_id)
        .where(SightingRow.handle_id.in_(ids))
        .order_by(SiteRow.name)
    ):
        places.setdefault(handle_id, []).append(site)
    firsts = dict(connection.execute(select(HandleRow.id, HandleRow.first_seen_at).where(HandleRow.id.in_(ids))).all())
    found = []
    for one in ids:
        first, last, count = seen.get(one, (firsts.get(one), None, 0))
        kind, _, value = tangle.nodes[Node.HANDLE, one].label.partition(":")
        told = {"type": kind, "value": value, "sites": places.get(one, []), "listings": count}
        found.append(told | {"first_seen_at": iso(first), "last_seen_at": iso(last)})
    return found


def _prices(connection: Connection, key: int) -> list[dict[str, Any]]:
    columns = ("kind", "platform", "price_min", "price_max", "currency", "unit")
    query = (
        select(*(table(OfferRow).c[name] for name in columns))
        .join(ListingRow, ListingRow.id == OfferRow.listing_id)
        .where(ListingRow.seller_id == key, OfferRow.ended_at.is_(None))
    )
    return [
        {
            "kind": span.kind,
            "platform": span.platform,
            "min": plain(span.min),
            "max": plain(span.max),
            "currency": span.currency,
            "unit": span.unit,
            "offers": span.offers,
        }
        for span in price_spans(connection.execute(query).mappings().all())
    ]


def _verdicts(connection: Connection, tangle: Tangle, own: Iterable[NodeKey]) -> list[dict[str, Any]]:
    """Return every verdict that names one of the seller's nodes."""
    mine = set(own)
    rows = {row.id: row for row in verdicts_at(connection, mine)}
    ends = {end for row in rows.values() for end in ((row.a_kind, row.a_id), (row.b_kind, row.b_id))}
    labels = {node: there.label for node, there in tangle.nodes.items()}
    labels |= _other_labels(connection, ends - labels.keys())
    found = []
    for row in sorted(rows.values(), key=lambda one: one.id):
        a, b = (row.a_kind, row.a_id), (row.b_kind, row.b_id)
        found.append(
            {
                "id": f"v{row.id}",
                "a": labels.get(a, "?"),
                "b": labels.get(b, "?"),
                "verdict": row.verdict.value,
                "rule": "person" if row.by is not None else row.rule,
                "by": row.by,
                "score": plain(row.score),
                "reasons": orjson.loads(row.reasons),
                "at": iso(row.at),
                "withdrawn_at": iso(row.withdrawn_at),
                "withdrawn_by": row.withdrawn_by,
                "inside": a in mine and b in mine,
            }
        )
    return found


def _other_labels(connection: Connection, nodes: Iterable[NodeKey]) -> dict[NodeKey, str]:
    by_kind: dict[Node, list[int]] = {Node.RECORD: [], Node.HANDLE: []}
    for kind, key in nodes:
        by_kind[kind].append(key)
    records = select(RecordRow.id, RecordRow.key, SiteRow.name).join(SiteRow, SiteRow.id == RecordRow.site_id)
    found: dict[NodeKey, str] = {}
    for key, user, site in connection.execute(records.where(RecordRow.id.in_(by_kind[Node.RECORD]))):
        found[Node.RECORD, key] = f"{site}/{user}" if user else site
    handles = select(HandleRow.id, HandleRow.type, HandleRow.value).where(HandleRow.id.in_(by_kind[Node.HANDLE]))
    for key, said, value in connection.execute(handles):
        found[Node.HANDLE, key] = f"{said.value}:{value}"
    return found


def _sorted_verdicts(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return verdicts by what became of them: the links that hold, suggestions, and what was rejected."""
    found: dict[str, list[dict[str, Any]]] = {"verdicts": [], "suggestions": [], "rejected": []}
    for one in verdicts:
        told = {name: value for name, value in one.items() if name != "inside"}
        if one["withdrawn_at"] is not None or (one["verdict"] == Judgement.SAME.value and not one["inside"]):
            found["rejected"].append(told)
        elif one["verdict"] == Judgement.UNSURE.value:
            if not one["inside"]:
                found["suggestions"].append(told)
        else:
            found["verdicts"].append(told)
    return found


def _considered(
    connection: Connection, own: Iterable[NodeKey], verdicts: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return others that have something in common with the seller and are held for somebody else, likest first."""
    told = {frozenset((one["a"], one["b"])) for one in verdicts}
    traits = load_traits(connection, list(own)[:MOST_NODES])
    gained = {
        node: Gained(all=some, finding=sorted(one for one in some if kind_of(one) in FINDING))
        for node, some in traits.items()
    }
    pairs = sorted(compare_nodes(connection, gained), key=lambda one: -one[2].bits)
    return [
        {"a": a.label, "b": b.label, "score": plain(likeness.score), "reasons": list(likeness.reasons)}
        for a, b, likeness in pairs
        if frozenset((a.label, b.label)) not in told and likeness.score >= LEAST_CONSIDERED
    ][:MOST_CONSIDERED]


def suggested_links(engine: Engine, *, most: int) -> list[dict[str, Any]]:
    """Return pairs that a rule takes for one seller without being sure, the likeliest first, for a person to decide."""
    with reading(engine) as connection:
        verdict = table(VerdictRow)
        query = (
            select(verdict)
            .where(verdict.c.verdict == Judgement.UNSURE, verdict.c.withdrawn_at.is_(None), verdict.c.by.is_(None))
            .order_by(verdict.c.score.desc(), verdict.c.id)
        )
        found = []
        for row in connection.execute(query).all():
            ends = ((row.a_kind, row.a_id), (row.b_kind, row.b_id))
            sellers = [_seller_at(connection, end) for end in ends]
            if None in sellers or sellers[0] == sellers[1]:
                continue
            labels = _other_labels(connection, ends)
            said = {"id": f"v{row.id}", "a": labels[ends[0]], "b": labels[ends[1]], "score": plain(row.score)}
            ids = {"sellers": sellers, "reasons": orjson.loads(row.reasons), "at": iso(row.at)}
            found.append(said | ids)
            if len(found) == most:
                break
        return found


def _seller_at(connection: Connection, node: NodeKey) -> str | None:
    row = RecordRow if node[0] is Node.RECORD else HandleRow
    query = select(SellerRow.uid).join(row, row.seller_id == SellerRow.id).where(row.id == node[1])
    uid = connection.scalar(query)
    return None if uid is None else public_id(SELLER, uid)
