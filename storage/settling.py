"""Computing the sellers of some nodes anew: from what stands in the tables, under the words of persons.

Joining step by step (storage/sellers.py) is quick and right as long as nobody says that two are
different and no handle turns out to be shared. Where that happens, all that hangs together is gathered
and parted by `market.sellers.partition`; ids stay with the records and handles they were made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select, update

from market.sellers.partition import Edge, Partition, Word, partition
from storage.alarms import raise_alarm
from storage.bulk import chunks, insert_rows, new_ids, update_rows, upsert_rows
from storage.codes import Judgement, Node
from storage.models import HandleRow, ListingRow, RecordRow, SellerRow, VerdictRow
from storage.places import place_sellers
from storage.records import digest63
from storage.tangles import Owned, Said, Tangle, gather
from storage.ties import HARD, Link, NodeKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of the sellers involved."""

    created: list[dict[str, Any]] = field(default_factory=list)
    """Rows of sellers that there were not, or not any more, before."""
    revived: list[int] = field(default_factory=list)
    """Joined sellers that stand on their own again."""
    redirect: Mapping[int, int] = field(default_factory=dict)
    """Joined seller -> the one it is now."""
    moves: list[dict[str, Any]] = field(default_factory=list)
    """Transitions of known sellers at sites new to them, yet to be told."""


@dataclass(slots=True, kw_only=True)
class _Plan:
    tangle: Tangle
    now: datetime
    groups: list[frozenset[NodeKey]]
    group_of: dict[NodeKey, int]
    listings: list[list[Owned]]
    """Of each group."""
    owner: dict[int, int] = field(default_factory=dict)
    """Group -> seller."""
    redirect: dict[int, int] = field(default_factory=dict)
    refounded: dict[int, NodeKey] = field(default_factory=dict)
    created: list[dict[str, Any]] = field(default_factory=list)


def settle(
    connection: Connection,
    seeds: Iterable[NodeKey] = (),
    *,
    sellers: Iterable[int] = (),
    now: datetime,
    due: Iterable[int] = (),
    fresh: frozenset[int] = frozenset(),
    quiet: bool = False,
) -> Settled:
    """Return what became of *sellers*, of those of *seeds*, and of all that hangs together with them.

    *due* are listings that have no seller yet. *fresh* are sellers made in this very transaction: one of
    them that turns out to be a known seller tells of that seller at another site, unless *quiet*.
    """
    tangle = gather(connection, seeds, sellers, due)
    found, links = _parted(tangle)
    _tell_contradictions(connection, tangle, found, now)
    plan = _plan(tangle, found, now)
    _assign(connection, plan)
    _write(connection, plan)
    _write_links(connection, tangle, [links[edge] for edge in found.used], now)
    moves = place_sellers(
        connection,
        {plan.owner[at]: plan.listings[at] for at in plan.owner},
        plan.redirect,
        made=frozenset(row["id"] for row in plan.created),
        fresh=fresh,
        now=now,
        quiet=quiet,
    )
    revived = [one.id for one in tangle.sellers.values() if one.merged_into_id and one.id in plan.owner.values()]
    return Settled(created=plan.created, revived=revived, redirect=plan.redirect, moves=moves)


def _parted(tangle: Tangle) -> tuple[Partition[NodeKey], Mapping[Edge[NodeKey], Link]]:
    links = {Edge(a=link.a, b=link.b, strength=link.strength): link for link in tangle.links}
    words = [Word(a=one.a, b=one.b, same=one.verdict is Judgement.SAME, order=one.id) for one in tangle.said]
    return partition(tangle.nodes, list(links), words), links


def _plan(tangle: Tangle, found: Partition[NodeKey], now: datetime) -> _Plan:
    groups = sorted(found.groups, key=lambda group: min(_age(tangle, key) for key in group))
    group_of = {key: at for at, group in enumerate(groups) for key in group}
    listings: list[list[Owned]] = [[] for _ in groups]
    for one in tangle.listings.values():
        listings[group_of[one.node]].append(one)
    return _Plan(tangle=tangle, now=now, groups=groups, group_of=group_of, listings=listings)


def _age(tangle: Tangle, key: NodeKey) -> tuple[int, bool, int]:
    """Return what sorts nodes from the oldest on; a record goes before a handle of the same run."""
    return tangle.nodes[key].first_run_id, key[0] is Node.HANDLE, key[1]


def _assign(connection: Connection, plan: _Plan) -> None:
    """Say which group has which id: the oldest of those that were made for its nodes."""
    tangle = plan.tangle
    alive = [at for at, some in enumerate(plan.listings) if some]
    claims: dict[int, list[int]] = {}
    for seller in sorted(tangle.sellers.values(), key=lambda one: (one.first_seen_at, one.id)):
        home = plan.group_of.get(seller.founder) if seller.founder else None
        if home is None or home not in alive:
            home = _home_of_homeless(plan, seller.id)
        if home is not None:
            claims.setdefault(home, []).append(seller.id)
    for at in alive:
        own = [one for one in claims.get(at, []) if plan.group_of.get(tangle.sellers[one].founder or _nobody()) == at]
        keeper = next(iter(own or claims.get(at, [])), None)
        if keeper is None:
            continue
        plan.owner[at] = keeper
        if not own:
            plan.refounded[keeper] = min(plan.groups[at], key=lambda key: _age(tangle, key))
        plan.redirect |= {one: keeper for one in claims[at] if one != keeper}
    bare = [at for at in alive if at not in plan.owner]
    for at, seller_id in zip(bare, new_ids(connection, SellerRow, len(bare)), strict=True):
        plan.owner[at] = seller_id
        plan.created.append(_new_seller(plan, at, seller_id))


def _nobody() -> NodeKey:
    return Node.HANDLE, 0


def _home_of_homeless(plan: _Plan, seller_id: int) -> int | None:
    """Return the group where most listings of a seller fall whose founder joins nobody any more."""
    counts = {at: sum(one.seller_id == seller_id for one in some) for at, some in enumerate(plan.listings)}
    best = max(counts, key=lambda at: (counts[at], -at), default=None)
    return best if best is not None and counts[best] else None


def _new_seller(plan: _Plan, at: int, seller_id: int) -> dict[str, Any]:
    tangle, listings = plan.tangle, plan.listings[at]
    founder = min(
        (key for key in plan.groups[at] if key in {one.node for one in listings}), key=lambda key: _age(tangle, key)
    )
    first = min(listings, key=lambda one: (one.first_run_id, one.id))
    baseline = tangle.baselines.get(first.site_id)
    return {
        "id": seller_id,
        "uid": digest63("seller", founder[0].value, tangle.nodes[founder].label),
        "name": tangle.nodes[founder].name
        if founder[0] is Node.RECORD
        else first.seller_name or tangle.nodes[founder].name,
        "first_seen_at": min(one.first_seen_at for one in listings),
        "first_run_id": first.first_run_id,
        "first_site_id": first.site_id,
        "baseline": baseline is None or first.first_run_id <= baseline,
        "founder_kind": founder[0],
        "founder_id": founder[1],
    }


def set_free_uids(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Give each row whose uid is taken, in the table or by another of them, one made from it that is not."""
    taken: set[int] = set()
    for some in chunks(rows):
        query = select(SellerRow.uid).where(SellerRow.uid.in_([row["uid"] for row in some]))
        taken |= set(connection.scalars(query))
        for row in some:
            wanted, turn = row["uid"], 0
            while row["uid"] in taken:
                turn += 1
                row["uid"] = digest63(str(wanted), str(turn))
                if connection.scalar(select(SellerRow.id).where(SellerRow.uid == row["uid"])) is not None:
                    taken.add(row["uid"])
            taken.add(row["uid"])


def _write(connection: Connection, plan: _Plan) -> None:
    set_free_uids(connection, plan.created)
    insert_rows(connection, SellerRow, plan.created)
    tangle = plan.tangle
    for seller in tangle.sellers.values():
        into = plan.redirect.get(seller.id)
        if into != seller.merged_into_id and (into is not None or seller.id in plan.owner.values()):
            at = plan.now if into is not None else None
            connection.execute(
                update(SellerRow).where(SellerRow.id == seller.id).values(merged_into_id=into, merged_at=at)
            )
        if into is not None:
            connection.execute(
                update(SellerRow)
                .where(SellerRow.merged_into_id == seller.id, SellerRow.id.not_in(tangle.sellers))
                .values(merged_into_id=into)
            )
    for seller_id, (kind, node_id) in plan.refounded.items():
        connection.execute(
            update(SellerRow).where(SellerRow.id == seller_id).values(founder_kind=kind, founder_id=node_id)
        )
    _write_nodes(connection, plan)


def _write_nodes(connection: Connection, plan: _Plan) -> None:
    tangle = plan.tangle
    changed: dict[Node, list[dict[str, Any]]] = {Node.RECORD: [], Node.HANDLE: []}
    for key, node in tangle.nodes.items():
        owner = plan.owner.get(plan.group_of[key])
        if owner != node.seller_id:
            changed[key[0]].append({"id": key[1], "seller_id": owner})
    changed[Node.HANDLE] += [{"id": key, "seller_id": None} for key in tangle.homeless_handles]
    update_rows(connection, RecordRow, changed[Node.RECORD])
    update_rows(connection, HandleRow, changed[Node.HANDLE])
    moved = [
        {"id": one.id, "seller_id": plan.owner[at]}
        for at, some in enumerate(plan.listings)
        for one in some
        if one.seller_id != plan.owner[at]
    ]
    update_rows(connection, ListingRow, moved)


def _write_links(connection: Connection, tangle: Tangle, used: Iterable[Link], now: datetime) -> None:
    """Write down the hard edges that hold sellers together, so that each can be shown with its reason."""
    rows = []
    for link in used:
        if link.rule != HARD or link.is_told:
            continue
        reason = link_reason(tangle.nodes[link.a].label, tangle.nodes[link.b].label, link.a[0], link.site)
        rows.append(
            {
                "a_kind": link.a[0],
                "a_id": link.a[1],
                "b_kind": link.b[0],
                "b_id": link.b[1],
                "verdict": Judgement.SAME,
                "rule": HARD,
                "score": link.decimal_score,
                "reasons": orjson.dumps([reason]).decode(),
                "snapshot_id": link.snapshot_id,
                "at": now,
                "withdrawn_at": None,
                "withdrawn_by": None,
            }
        )
    upsert_rows(
        connection,
        VerdictRow,
        rows,
        by=["a_kind", "a_id", "b_kind", "b_id", "rule"],
        change=["withdrawn_at", "withdrawn_by"],
    )


def link_reason(a: str, b: str, a_kind: Node, site: str | None) -> str:
    """Return why two nodes are tied that stand together."""
    if a_kind is Node.RECORD:
        return f"{a} shows {b}"
    return f"{a} and {b} stand in one listing of {site or 'a site'}"


def _tell_contradictions(connection: Connection, tangle: Tangle, found: Partition[NodeKey], now: datetime) -> None:
    by_id: dict[int, Said] = {one.id: one for one in tangle.said}
    for word in found.unheard:
        one = by_id[word.order]
        detail = (
            f"what {one.by} said in v{one.id}, {tangle.nodes[word.a].label} and {tangle.nodes[word.b].label} are "
            f"{one.verdict.value}, contradicts a later verdict, which holds; `haoshao sellers undo` one of them"
        )
        raise_alarm(connection, "contradictory_verdicts", detail, now=now)
