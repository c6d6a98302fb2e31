"""Who sells what: records and handles joined over exact shared handles, step by step as they are seen.

A listing with a named seller belongs to that record; one with handles of its own is one
party with them; any other belongs to the site's record. Parties that show the same handle
are one seller, unless so many show it that it can be nobody's own (an escrow bot, a
template's footer). What a crash left undone is still marked `due` and is done by the next call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, or_, select, update

from market.changes import ChangeKind
from market.occasions import Judge
from storage.adopting import adopt_contacts
from storage.bulk import chunks, insert_rows, new_ids, table, update_rows, upsert_rows
from storage.codes import Node
from storage.database import reading, writing
from storage.joining import NodeInHand, Party, Step, load_step
from storage.likeness import find_alike
from storage.models import HandleRow, ListingRow, RecordRow, SellerRow, SellerSiteRow, VerdictRow
from storage.news import announce
from storage.own_addresses import find_addresses, link_addresses
from storage.settling import Settled, set_free_uids, settle
from storage.sharing import part_shared
from storage.uniting import Joining, join

CAP = 20
"""A handle that more parties show than this joins nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What one call came to."""

    new: tuple[int, ...] = ()
    """Ids of the sellers made."""
    joined: int = 0
    """Sellers that turned out to be others known already."""
    shared: int = 0
    """Handles found to be nobody's own."""


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
    of each step in its transaction; without one the runs concerned stay for whoever has one. What a killed run left
    is dated as that run would have dated it: by its end; only alerts are of *now*. A *quiet* call tells
    nobody of new sellers: it repairs what was recorded before. *site_id* resolves that site only.
    """
    new: list[int] = []
    joined = shared = 0
    step: Step | None = None
    while _is_due(engine):
        with writing(engine) as connection:
            step = load_step(connection, site_id, last=step)
            if step is None:
                break
            at = step.ended_at or now
            parted = part_shared(connection, step, now=at, cap=cap)
            if parted.handles or adopt_contacts(connection, step):
                shared += parted.handles
                new += [row["id"] for row in parted.created]
                if not quiet:
                    announce(connection, parted.created, [], judge=judge, at=at, now=now)
                continue
            done, moves = _resolve_step(connection, step, at, quiet=quiet)
            if not quiet:
                announce(connection, list(done.created.values()), moves, judge=judge, at=at, now=now)
            new += done.created
            joined += len(done.redirect)
    return Resolved(new=tuple(new), joined=joined, shared=shared)


def _is_due(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(connection.scalar(select(or_(exists().where(ListingRow.due), exists().where(RecordRow.due)))))


def _resolve_step(
    connection: Connection, step: Step, now: datetime, *, quiet: bool
) -> tuple[Joining, list[dict[str, Any]]]:
    """Return what a step came to, and the transitions of known sellers at sites new to them, yet to be told."""
    joining = Joining(step=step, now=now, free_ids=new_ids(connection, SellerRow, len(step.parties)))
    for party in step.parties:
        join(joining, party)
    _write_sellers(connection, joining)
    _write_nodes(connection, joining)
    moves = _write_places(connection, joining)
    if joining.entangled:
        settled = settle(connection, joining.entangled, due=joining.waiting, now=now, quiet=quiet)
        moves += _take(joining, settled)
    alike = find_alike(connection, step, now=now)
    alike |= link_addresses(connection, find_addresses(connection, step), now=now)
    if alike:
        settled = settle(connection, alike, fresh=frozenset(joining.created), now=now, quiet=quiet)
        moves += _take(joining, settled)
    return joining, [row | {"seller_id": joining.redirect.get(row["seller_id"], row["seller_id"])} for row in moves]


def _take(joining: Joining, settled: Settled) -> list[dict[str, Any]]:
    """Add what was computed anew to what the step came to; return its transitions."""
    joining.created |= {row["id"]: row for row in settled.created}
    for loser, survivor in settled.redirect.items():
        if joining.created.pop(loser, None) is None:
            joining.redirect[loser] = survivor
    return settled.moves


def _write_sellers(connection: Connection, joining: Joining) -> None:
    alive = [row for key, row in joining.created.items() if key not in joining.redirect]
    set_free_uids(connection, alive)
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
    left = table(SellerSiteRow)
    places = connection.execute(select(left).where(SellerSiteRow.seller_id == loser)).mappings().all()
    upsert_rows(
        connection,
        SellerSiteRow,
        [dict(place) | {"seller_id": survivor} for place in places],
        by=["seller_id", "site_id"],
    )
    connection.execute(delete(left).where(left.c.seller_id == loser))


def _write_nodes(connection: Connection, joining: Joining) -> None:
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


def _write_places(connection: Connection, joining: Joining) -> list[dict[str, Any]]:
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
