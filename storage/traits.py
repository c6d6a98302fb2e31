"""What records and handles give away of their sellers: read from listings that are due, kept, looked up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import orjson
from sqlalchemy import Connection, select

from market.model import Scope, Span
from market.sellers.lookalikes import look_trait
from market.sellers.traits import Trait, cut_spans, image_trait, kind_of, name_traits, product_traits, word_traits
from storage.bulk import IDS, look_up, rows_for, upsert_rows
from storage.codes import NODE, Node
from storage.handles import SITE_KEY
from storage.joining import Step
from storage.models import HandleRow, ListingRow, OfferRow, RecordNameRow, RecordRow, SightingRow, TraitRow
from storage.ties import NodeKey

MOST_TRAITS = 400
"""Traits kept of one record or handle: who floods a site with variants is known by his first ones."""
CROWD = 60
"""A trait that more nodes show finds nobody and says nothing."""
FINDING = frozenset({Trait.NAME, Trait.CLAUSE, Trait.SKETCH, Trait.WHOLE, Trait.IMAGE, Trait.LOOK})
"""Kinds by which others are looked for; the rest only weighs."""
_NODES = {code: node for node, code in NODE.items()}


_WORDS = select(ListingRow.id, ListingRow.title, ListingRow.text, ListingRow.stated).where(ListingRow.id.in_(IDS))
_OFFERS = select(
    OfferRow.listing_id,
    OfferRow.kind,
    OfferRow.platform,
    OfferRow.attributes,
    OfferRow.price_min,
    OfferRow.currency,
    OfferRow.spans,
).where(OfferRow.listing_id.in_(IDS), OfferRow.ended_at.is_(None))
_SHOWN = (
    select(
        SightingRow.listing_id,
        SightingRow.span_start,
        SightingRow.span_end,
        SightingRow.scope,
        HandleRow.type,
        HandleRow.value,
        HandleRow.shared_at,
    )
    .join(HandleRow, HandleRow.id == SightingRow.handle_id)
    .where(SightingRow.listing_id.in_(IDS), SightingRow.ended_at.is_(None))
)
_FORMER = (
    select(RecordNameRow.record_id, RecordNameRow.name)
    .where(RecordNameRow.record_id.in_(IDS))
    .order_by(RecordNameRow.first_seen_at, RecordNameRow.name)
)
_PRESENT = select(RecordRow.id, RecordRow.name, RecordRow.key).where(RecordRow.id.in_(IDS))
_TRAITS = {
    kind: select(TraitRow.node_id, TraitRow.trait).where(TraitRow.node_id.in_(IDS), TraitRow.node_kind == kind)
    for kind in Node
}


@dataclass(slots=True, kw_only=True)
class Gained:
    """What a node gave away for the first time."""

    all: set[int]
    """With all that it gave away before."""
    finding: list[int] = field(default_factory=list)
    """What is new of it and may be found with others."""


def record_traits(connection: Connection, step: Step) -> dict[NodeKey, Gained]:
    """Keep what the listings of *step* give away, and return it for the nodes that gained something."""
    found: defaultdict[NodeKey, set[int]] = defaultdict(set)
    nodes = _nodes_of(step)
    for listing_id, traits in _of_listings(connection, list(nodes)).items():
        found[nodes[listing_id]] |= traits
    for (kind, key), names in _names(connection, {key for kind, key in found if kind is Node.RECORD}).items():
        found[kind, key] |= {trait for name in names for trait in name_traits(name)}
    known = load_traits(connection, found)
    gained: dict[NodeKey, Gained] = {}
    rows = []
    for node, traits in found.items():
        before = known.get(node, set())
        new = sorted(traits - before)[: max(0, MOST_TRAITS - len(before))]
        if new:
            rows += [{"trait": trait, "node_kind": node[0], "node_id": node[1]} for trait in new]
            gained[node] = Gained(all=before | set(new), finding=[one for one in new if kind_of(one) in FINDING])
    upsert_rows(connection, TraitRow, rows, by=["trait", "node_kind", "node_id"])
    return gained


def _nodes_of(step: Step) -> dict[int, NodeKey]:
    """Return the node that each listing speaks for: its record, else the first handle of its own."""
    nodes: dict[int, NodeKey] = {}
    for party in step.parties:
        if party.listing is None:
            continue
        own = [one.id for one in party.handles if not one.shared]
        if party.record is not None:
            nodes[party.listing["id"]] = (Node.RECORD, party.record.id)
        elif own:
            nodes[party.listing["id"]] = (Node.HANDLE, min(own))
    return nodes


def _of_listings(connection: Connection, ids: Sequence[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    holes: defaultdict[int, list[Span]] = defaultdict(list)
    goods: defaultdict[int, set[int]] = defaultdict(set)
    _read_offers(connection, ids, holes, goods)
    _read_handles(connection, ids, holes, goods)
    for listing_id, title, text, stated in rows_for(connection, _WORDS, ids):
        found[listing_id] = goods[listing_id] | word_traits(f"{title}\n{text}", holes[listing_id])
        if '"images"' in stated:
            found[listing_id] |= {image_trait(one) for one in orjson.loads(stated)["images"]}
    return found


def _read_offers(
    connection: Connection, ids: Sequence[int], holes: Mapping[int, list[Span]], goods: Mapping[int, set[int]]
) -> None:
    for row in rows_for(connection, _OFFERS, ids):
        product = f"{row.kind}/{row.platform or ''}/{row.attributes}"
        goods[row.listing_id].update(product_traits(product, row.price_min, row.currency))
        holes[row.listing_id].extend(cut_spans(orjson.loads(row.spans)))


def _read_handles(
    connection: Connection, ids: Sequence[int], holes: Mapping[int, list[Span]], goods: Mapping[int, set[int]]
) -> None:
    for row in rows_for(connection, _SHOWN, ids):
        if row.span_start is not None and row.span_end is not None:
            holes[row.listing_id].append((row.span_start, row.span_end))
        look = look_trait(row.type.value, row.value) if row.shared_at is None and row.scope is Scope.LISTING else None
        if look is not None:
            goods[row.listing_id].add(look)


def _names(connection: Connection, record_ids: Collection[int]) -> dict[NodeKey, list[str]]:
    return {(Node.RECORD, key): names for key, names in record_names(connection, record_ids).items()}


def record_names(connection: Connection, record_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the names that records go by or went by, the present one last."""
    found: dict[int, list[str]] = {}
    ids = sorted(record_ids)
    for key, name in rows_for(connection, _FORMER, ids):
        found.setdefault(key, []).append(name)
    for key, said, user in rows_for(connection, _PRESENT, ids):
        present = said or (user if user != SITE_KEY else None)
        names = found.setdefault(key, [])
        if present and (not names or names[-1] != present):
            names.append(present)
    return {key: names for key, names in found.items() if names}


def load_traits(connection: Connection, nodes: Iterable[NodeKey]) -> dict[NodeKey, set[int]]:
    """Return all traits of some nodes."""
    found: dict[NodeKey, set[int]] = {}
    by_kind: defaultdict[Node, list[int]] = defaultdict(list)
    for kind, key in nodes:
        by_kind[kind].append(key)
    for kind, keys in by_kind.items():
        for key, trait in rows_for(connection, _TRAITS[kind], sorted(keys)):
            found.setdefault((kind, key), set()).add(trait)
    return found


def holders_of(connection: Connection, traits: Iterable[int], *, most: int = CROWD) -> dict[int, list[NodeKey] | None]:
    """Return who shows each of *traits*; None where more than *most* do."""
    query = f"SELECT node_kind, node_id FROM seller_trait WHERE trait = ? LIMIT {most + 1:d}"  # noqa: S608 - a number
    return {
        trait: None if len(rows) > most else [(_NODES[kind], key) for kind, key in rows]
        for trait, rows in look_up(connection, query, traits)
    }


def count_holders(connection: Connection, traits: Iterable[int], *, most: int) -> dict[int, int]:
    """Return how many records and handles show each of *traits*, counted up to *most* and one more."""
    some = f"SELECT 1 FROM seller_trait WHERE trait = ? LIMIT {most + 1:d}"  # noqa: S608 - a number
    query = f"SELECT count(*) FROM ({some}) AS some"  # noqa: S608 - the same
    return {trait: int(rows[0][0]) for trait, rows in look_up(connection, query, traits)}
