"""Joining parties step by step: who shows the same handle is one seller; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from storage.codes import Judgement, Node
from storage.joining import NodeInHand, Party, Step
from storage.records import digest63
from storage.settling import link_reason
from storage.ties import HARD, NodeKey


@dataclass(slots=True, kw_only=True)
class Joining:
    """What one step is about to write."""

    step: Step
    now: datetime
    redirect: dict[int, int] = field(default_factory=dict)
    created: dict[int, dict[str, Any]] = field(default_factory=dict)
    free_ids: list[int] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    touched: dict[tuple[Node, int], NodeInHand] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    """Listing -> seller."""
    places: dict[tuple[int, int], Party] = field(default_factory=dict)
    """(seller, site) -> the party first met there in this step."""
    entangled: set[NodeKey] = field(default_factory=set)
    """Nodes of parties of which a person has spoken: their sellers are computed anew (storage/settling.py)."""
    waiting: set[int] = field(default_factory=set)
    """Their listings."""


def join(joining: Joining, party: Party) -> None:
    """Join what *party* shows together, or leave it to be computed anew where a person has spoken of it."""
    nodes = [one for one in (party.record, *party.handles) if one is not None and not one.shared]
    if party.listing is None and (party.record is None or party.record.seller_id is None):
        if party.record is not None:
            joining.touched[Node.RECORD, party.record.id] = party.record
        return
    if not nodes:
        return
    if joining.step.is_entangled(party):
        joining.entangled |= {(one.kind, one.id) for one in nodes}
        joining.waiting |= set() if party.listing is None else {party.listing["id"]}
        return
    before = [joining.redirect.get(one.seller_id, one.seller_id) if one.seller_id else None for one in nodes]
    owners = sorted({one for one in before if one is not None}, key=lambda one: _age(joining, one))
    seller_id = owners[0] if owners else _create(joining, party, nodes)
    for loser in owners[1:]:
        _merge(joining, loser, seller_id)
    for node, owner in zip(nodes[1:], before[1:], strict=True):
        if owner is None or owner != before[0]:
            joining.verdicts.append(_verdict(joining, party, nodes[0], node))
    for node in nodes:
        node.seller_id = seller_id
        joining.touched[node.kind, node.id] = node
    if party.listing is not None:
        joining.owners[party.listing["id"]] = seller_id
        joining.places.setdefault((seller_id, party.site_id), party)


def _age(joining: Joining, seller_id: int) -> tuple[datetime, int]:
    made = joining.created.get(seller_id)
    return (made["first_seen_at"], seller_id) if made else joining.step.sellers[seller_id]


def _create(joining: Joining, party: Party, nodes: Sequence[NodeInHand]) -> int:
    seller_id = joining.free_ids.pop(0)
    founder, listing, site = nodes[0], party.listing, joining.step.sites[party.site_id]
    assert listing is not None  # noqa: S101 - a record alone makes no seller
    first_seen_at, first_run_id = listing["first_seen_at"], listing["first_run_id"]
    if founder.is_site and founder.first_run_id is not None and founder.first_seen_at is not None:
        first_seen_at = min(first_seen_at, founder.first_seen_at)
        first_run_id = min(first_run_id, founder.first_run_id)
    joining.created[seller_id] = {
        "id": seller_id,
        "uid": digest63("seller", founder.kind.value, founder.label),
        "name": founder.name if founder.kind is Node.RECORD else listing["seller_name"] or founder.name,
        "first_seen_at": first_seen_at,
        "first_run_id": first_run_id,
        "first_site_id": party.site_id,
        "baseline": site.baseline_run_id is None or first_run_id <= site.baseline_run_id,
        "founder_kind": founder.kind,
        "founder_id": founder.id,
    }
    return seller_id


def _merge(joining: Joining, loser: int, survivor: int) -> None:
    joining.redirect = {one: survivor if to == loser else to for one, to in joining.redirect.items()}
    joining.redirect[loser] = survivor
    for node in joining.step.nodes.values():
        if node.seller_id == loser:
            node.seller_id = survivor


def _verdict(joining: Joining, party: Party, a: NodeInHand, b: NodeInHand) -> dict[str, Any]:
    reason = link_reason(a.label, b.label, a.kind, joining.step.sites[party.site_id].name)
    return {
        "a_kind": a.kind,
        "a_id": a.id,
        "b_kind": b.kind,
        "b_id": b.id,
        "verdict": Judgement.SAME,
        "rule": HARD,
        "score": Decimal(1),
        "reasons": orjson.dumps([reason]).decode(),
        "snapshot_id": None if party.listing is None else party.listing["snapshot_id"],
        "at": joining.now,
    }
