"""Who sells what: records and handles joined over exact shared handles, step by step as they are seen.

A listing with a named seller belongs to that record; one with handles of its own is one
party with them; any other belongs to the site's record. Parties that show the same handle
are one seller, unless so many show it that it can be nobody's own (an escrow bot, a
template's footer). What a crash left undone is still marked `due` and is done by the next call.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, exists, or_, select, update

from market.changes import ChangeKind
from market.occasions import Judge
from storage.adopting import adopt_contacts
from storage.bulk import chunks, insert_rows, new_ids, table, update_rows, upsert_rows
from storage.codes import Judgement, Node
from storage.database import reading, writing
from storage.joining import NodeInHand, Party, Step, load_step
from storage.models import HandleRow, ListingRow, RecordRow, SellerRow, SellerSiteRow, VerdictRow
from storage.news import announce
from storage.records import digest63
from storage.sharing import part_shared

CAP = 20
"""A handle that more parties show than this joins nobody."""
RULE = "shared_handle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What one call came to."""

    new: tuple[int, ...] = ()
    """Ids of the sellers made."""
    joined: int = 0
    """Sellers that turned out to be others known already."""
    shared: int = 0
    """Handles found to be nobody's own."""


@dataclass(slots=True, kw_only=True)
class _Joining:
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


def resolve(
    engine: Engine,
    *,
    now: datetime,
    cap: int = CAP,
    judge: Judge | None = None,
    quiet: bool = False,
    site_id: int | None = None,
) -> Resolved:
    """Return which sellers are new or joined, now that everything due is resolved.

    Sites with a run under way wait for its end. May be called at any time, by any process. *judge* raises the alerts
    of each step in its transaction; without one the runs concerned stay for whoever has one. A *quiet* call tells
    nobody of new sellers: it repairs what was recorded before. *site_id* resolves that site only.
    """
    new: list[int] = []
    joined = shared = 0
    while _is_due(engine):
        with writing(engine) as connection:
            step = load_step(connection, site_id)
            if step is None:
                break
            parted = part_shared(connection, step, now=now, cap=cap)
            shared += parted
            if parted or adopt_contacts(connection, step):
                continue
            done = _resolve_step(connection, step, now, judge, quiet=quiet)
            new += done.created
            joined += len(done.redirect)
    return Resolved(new=tuple(new), joined=joined, shared=shared)


def _is_due(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(connection.scalar(select(or_(exists().where(ListingRow.due), exists().where(RecordRow.due)))))


def _resolve_step(connection: Connection, step: Step, now: datetime, judge: Judge | None, *, quiet: bool) -> _Joining:
    joining = _Joining(step=step, now=now, free_ids=new_ids(connection, SellerRow, len(step.parties)))
    for party in step.parties:
        _join(joining, party)
    _write_sellers(connection, joining)
    _write_nodes(connection, joining)
    moves = _write_places(connection, joining)
    if not quiet:
        announce(connection, list(joining.created.values()), moves, judge=judge, now=now)
    return joining


def _join(joining: _Joining, party: Party) -> None:
    nodes = [one for one in (party.record, *party.handles) if one is not None and not one.shared]
    if party.listing is None and (party.record is None or party.record.seller_id is None):
        if party.record is not None:
            joining.touched[Node.RECORD, party.record.id] = party.record
        return
    if not nodes:
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


def _age(joining: _Joining, seller_id: int) -> tuple[datetime, int]:
    made = joining.created.get(seller_id)
    return (made["first_seen_at"], seller_id) if made else joining.step.sellers[seller_id]


def _create(joining: _Joining, party: Party, nodes: Sequence[NodeInHand]) -> int:
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
    }
    return seller_id


def _merge(joining: _Joining, loser: int, survivor: int) -> None:
    joining.redirect = {one: survivor if to == loser else to for one, to in joining.redirect.items()}
    joining.redirect[loser] = survivor
    for node in joining.step.nodes.values():
        if node.seller_id == loser:
            node.seller_id = survivor


def _verdict(joining: _Joining, party: Party, a: NodeInHand, b: NodeInHand) -> dict[str, Any]:
    site = joining.step.sites[party.site_id].name
    together = f"{a.label} and {b.label} stand in one listing of {site}"
    reason = f"{a.label} shows {b.label}" if a.kind is Node.RECORD else together
    return {
        "a_kind": a.kind,
        "a_id": a.id,
        "b_kind": b.kind,
        "b_id": b.id,
        "verdict": Judgement.SAME,
        "rule": RULE,
        "score": Decimal(1),
        "reasons": orjson.dumps([reason]).decode(),
        "snapshot_id": None if party.listing is None else party.listing["snapshot_id"],
        "at": joining.now,
    }


def _write_sellers(connection: Connection, joining: _Joining) -> None:
    alive = [row for key, row in joining.created.items() if key not in joining.redirect]
    for row in alive:
        first, turn = row["uid"], 0
        while connection.scalar(select(SellerRow.id).where(SellerRow.uid == row["uid"])) is not None:
            turn += 1
            row["uid"] = digest63(str(first), str(turn))
    insert_rows(connection, SellerRow, alive)
    for key in [key for key in joining.created if key in joining.redirect]:
        del joining.created[key]
    for loser, survivor in joining.redirect.items():
        if loser in joining.step.sellers:
            _retire(connection, loser, survivor, joining.now)


def _retire(connection: Connection, loser: int, survivor: int, now: datetime) -> None:
    """Point a joined seller, and those joined to it before, at the survivor."""
    connection.execute(update(SellerRow).where(SellerRow.id == loser).values(merged_into_id=survivor, merged_at=now))
    connection.execute(update(SellerRow).where(SellerRow.merged_into_id == loser).values(merged_into_id=survivor))
    for row in (RecordRow, HandleRow, ListingRow):
        connection.execute(update(table(row)).where(row.seller_id == loser).values(seller_id=survivor))
    places = connection.execute(select(table(SellerSiteRow)).where(SellerSiteRow.seller_id == loser)).mappings().all()
    upsert_rows(
        connection,
        SellerSiteRow,
        [dict(place) | {"seller_id": survivor} for place in places],
        by=["seller_id", "site_id"],
    )


def _write_nodes(connection: Connection, joining: _Joining) -> None:
    def of(kind: Node) -> Iterable[NodeInHand]:
        return (one for one in joining.touched.values() if one.kind is kind)

    def last(seller_id: int | None) -> int | None:
        return None if seller_id is None else joining.redirect.get(seller_id, seller_id)

    update_rows(
        connection,
        RecordRow,
        [{"id": one.id, "seller_id": last(one.seller_id), "due": False} for one in of(Node.RECORD)],
    )
    update_rows(connection, HandleRow, [{"id": one.id, "seller_id": last(one.seller_id)} for one in of(Node.HANDLE)])
    update_rows(
        connection,
        ListingRow,
        [{"id": key, "seller_id": last(owner), "due": False} for key, owner in joining.owners.items()],
    )
    undone = [p.listing["id"] for p in joining.step.parties if p.listing and p.listing["id"] not in joining.owners]
    update_rows(connection, ListingRow, [{"id": key, "due": False} for key in undone])
    upsert_rows(
        connection,
        VerdictRow,
        joining.verdicts,
        by=["a_kind", "a_id", "b_kind", "b_id", "rule"],
    )


def _write_places(connection: Connection, joining: _Joining) -> list[dict[str, Any]]:
    """Record at which sites sellers are seen, and return as transitions the known ones at sites with a baseline."""
    places: dict[tuple[int, int], Party] = {}
    for (seller_id, site_id), party in joining.places.items():
        places.setdefault((joining.redirect.get(seller_id, seller_id), site_id), party)
    known: set[tuple[int, int]] = set()
    for some in chunks({seller_id for seller_id, _ in places}):
        query = select(SellerSiteRow.seller_id, SellerSiteRow.site_id).where(SellerSiteRow.seller_id.in_(some))
        known |= {(seller_id, site_id) for seller_id, site_id in connection.execute(query)}
    rows, moves = [], []
    for (seller_id, site_id), party in places.items():
        listing = party.listing
        if (seller_id, site_id) in known or listing is None:
            continue
        rows.append(
            {
                "seller_id": seller_id,
                "site_id": site_id,
                "first_seen_at": listing["first_seen_at"],
                "first_run_id": listing["first_run_id"],
            }
        )
        baseline = joining.step.sites[site_id].baseline_run_id
        if seller_id not in joining.created and baseline is not None and listing["first_run_id"] > baseline:
            moves.append(
                {
                    "kind": ChangeKind.SELLER_ON_NEW_SITE,
                    "site_id": site_id,
                    "seller_id": seller_id,
                    "run_id": listing["first_run_id"],
                    "snapshot_id": listing["snapshot_id"],
                    "at": joining.now,
                    "after": joining.step.sites[site_id].name,
                }
            )
    insert_rows(connection, SellerSiteRow, rows)
    return moves
