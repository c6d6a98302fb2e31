"""At which sites sellers are seen, since when; a known seller at a site new to it is a transition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from market.changes import ChangeKind
from storage.bulk import chunks, upsert_rows
from storage.models import SellerSiteRow, SiteRow, TransitionRow
from storage.tangles import Owned


def place_sellers(
    connection: Connection,
    listings: Mapping[int, Sequence[Owned]],
    redirect: Mapping[int, int],
    *,
    made: AbstractSet[int],
    fresh: AbstractSet[int],
    now: datetime,
    quiet: bool,
) -> list[dict[str, Any]]:
    """Set where sellers are seen from all their *listings*; return the transitions that this is worth, to be told.

    That a known seller is at a further site is told where a seller of this very transaction (*fresh*)
    turned out to be it; of those that were joined later, or parted, all was told before.
    """
    first = {(seller_id, one.site_id): one for seller_id, some in listings.items() for one in _oldest(some)}
    before = _places(connection, {*listings, *redirect})
    known = {(redirect.get(seller_id, seller_id), site) for seller_id, site in before if seller_id not in fresh}
    _move_transitions(connection, before, first)
    for some in chunks([*listings, *redirect]):
        connection.execute(delete(SellerSiteRow).where(SellerSiteRow.seller_id.in_(some)))
    rows = [
        {
            "seller_id": seller_id,
            "site_id": site_id,
            "first_seen_at": one.first_seen_at,
            "first_run_id": one.first_run_id,
        }
        for (seller_id, site_id), one in first.items()
    ]
    upsert_rows(connection, SellerSiteRow, rows, by=["seller_id", "site_id"])
    if quiet:
        return []
    moved = [one for key, one in first.items() if key not in known and key[0] not in made and key[0] not in fresh]
    sellers = {id(one): seller_id for (seller_id, _), one in first.items()}
    return _moves(connection, [(sellers[id(one)], one) for one in moved if fresh], now)


def _oldest(listings: Sequence[Owned]) -> list[Owned]:
    """Return the first listing of each site."""
    found: dict[int, Owned] = {}
    for one in sorted(listings, key=lambda one: (one.first_run_id, one.id)):
        found.setdefault(one.site_id, one)
    return list(found.values())


def _places(connection: Connection, seller_ids: AbstractSet[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for some in chunks(sorted(seller_ids)):
        query = select(SellerSiteRow.seller_id, SellerSiteRow.site_id).where(SellerSiteRow.seller_id.in_(some))
        found |= {(seller_id, site_id) for seller_id, site_id in connection.execute(query)}
    return found


def _move_transitions(
    connection: Connection, before: AbstractSet[tuple[int, int]], first: Mapping[tuple[int, int], Owned]
) -> None:
    """Give what was told of a seller at a site to the one who is at that site now."""
    for seller_id, site_id in sorted(before):
        heirs = [owner for owner, site in first if site == site_id]
        if (seller_id, site_id) not in first and len(heirs) == 1 and any(owner == seller_id for owner, _ in first):
            connection.execute(
                update(TransitionRow)
                .where(
                    TransitionRow.seller_id == seller_id,
                    TransitionRow.site_id == site_id,
                    TransitionRow.kind == ChangeKind.SELLER_ON_NEW_SITE,
                )
                .values(seller_id=heirs[0])
            )


def _moves(connection: Connection, moves: Sequence[tuple[int, Owned]], now: datetime) -> list[dict[str, Any]]:
    """Return as transitions that known sellers are at sites new to them, after those sites' baselines."""
    query = select(SiteRow.id, SiteRow.name, SiteRow.baseline_run_id)
    found = connection.execute(query.where(SiteRow.id.in_({one.site_id for _, one in moves})))
    sites = {key: (name, baseline) for key, name, baseline in found}
    return [
        {
            "kind": ChangeKind.SELLER_ON_NEW_SITE,
            "site_id": one.site_id,
            "seller_id": seller_id,
            "run_id": one.first_run_id,
            "snapshot_id": one.snapshot_id,
            "at": now,
            "after": sites[one.site_id][0],
        }
        for seller_id, one in moves
        if (baseline := sites[one.site_id][1]) is not None and one.first_run_id > baseline
    ]
