"""What happened, as rules look at it: transitions with the sellers and offers that they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, select

from market.changes import ChangeKind
from market.occasions import Judge, Occasion, OccasionKind, Party
from storage.bulk import chunks
from storage.models import SellerRow, SiteRow, TransitionRow
from storage.occasion_facts import (
    MOST_OFFERS,
    Shown,
    offers_by_id,
    offers_of_sellers,
    parties,
    price_of,
)
from storage.queries.sides import Sides, sides_of
from storage.queries.takedowns import taken_down
from storage.watchlist import Partners, partners_of

OF_TRANSITIONS = frozenset(OccasionKind(kind.value) for kind in ChangeKind)
"""Occasions that are transitions."""
STILL_NEW = timedelta(hours=24)
"""A seller told as new is no known one at its second site on the same day: there it is the same news once more."""
_OF_SELLERS = frozenset({ChangeKind.SELLER_NEW, ChangeKind.SELLER_ON_NEW_SITE})
_NO_SIDES = Sides(before=None, after=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the occasions of one call share."""

    factors: Mapping[str, Decimal]
    offers: dict[int, Shown]
    of_sellers: dict[int, list[Shown]]
    parties: dict[int, Party]
    sides: dict[int, Sides]
    cases: dict[int, str]
    """Offer -> the case whose notice named it."""


def occasions_of(connection: Connection, transition_ids: Iterable[int], judge: Judge) -> list[Occasion]:
    """Return the occasions that these transitions are, those that *judge* needs only, oldest first."""
    wanted = changes_behind(judge.needs)
    found: list[Occasion] = []
    partners = partners_of(connection)
    for some in chunks(sorted(set(transition_ids))):
        query = transition_columns().where(TransitionRow.id.in_(some), TransitionRow.kind.in_(wanted))
        rows = connection.execute(query.order_by(TransitionRow.id)).mappings().all()
        found += shaped_occasions(connection, rows, partners, judge.factors)
    return found


def changes_behind(needs: Collection[OccasionKind]) -> list[ChangeKind]:
    """Return the transitions that can become one of *needs*: a new seller is also seen at his second site."""
    wanted = {ChangeKind(kind) for kind in needs if kind in OF_TRANSITIONS}
    if ChangeKind.SELLER_NEW in wanted:
        wanted.add(ChangeKind.SELLER_ON_NEW_SITE)
    return sorted(wanted)


def transition_columns() -> Any:  # noqa: ANN401 - a query that its callers narrow further
    """Return the query for transitions as `shaped_occasions` wants them."""
    return select(
        TransitionRow.id,
        TransitionRow.kind,
        TransitionRow.at,
        TransitionRow.offer_id,
        TransitionRow.seller_id,
        TransitionRow.snapshot_id,
        TransitionRow.site_id,
        TransitionRow.cause,
        TransitionRow.before,
        TransitionRow.after,
        SiteRow.name.label("site"),
        SiteRow.experimental,
    ).outerjoin(SiteRow, SiteRow.id == TransitionRow.site_id)


def shaped_occasions(
    connection: Connection, rows: Sequence[RowMapping], partners: Partners, factors: Mapping[str, Decimal]
) -> list[Occasion]:
    """Return the occasions that rows of `transition_columns` are; what nobody should act on is left out."""
    about_offers = [row for row in rows if row["offer_id"] is not None]
    about_sellers = [row for row in rows if row["kind"] in _OF_SELLERS and row["seller_id"] is not None]
    offers = offers_by_id(connection, (row["offer_id"] for row in about_offers), factors)
    of_sellers = offers_of_sellers(
        connection, _survivors(connection, [row["seller_id"] for row in about_sellers]), factors
    )
    sellers = {one.seller_id for one in offers.values() if one.seller_id is not None}
    sellers |= {row["seller_id"] for row in about_sellers}
    facts = Facts(
        factors=factors,
        offers=offers,
        of_sellers=of_sellers,
        parties=parties(connection, sellers, partners),
        sides=dict(sides_of(connection, about_offers)),
        cases=taken_down(connection, [row["offer_id"] for row in rows if row["kind"] is ChangeKind.RELISTED]),
    )
    return [occasion for row in rows for occasion in _occasions(row, facts)]


def _survivors(connection: Connection, ids: Sequence[int]) -> list[int]:
    found: list[int] = []
    for some in chunks(set(ids)):
        rows = connection.execute(select(SellerRow.id, SellerRow.merged_into_id).where(SellerRow.id.in_(some)))
        found += [row.merged_into_id or row.id for row in rows]
    return found


def _occasions(row: RowMapping, facts: Facts) -> Iterator[Occasion]:
    kind: ChangeKind = row["kind"]
    if kind in {ChangeKind.SITE_DOWN, ChangeKind.SITE_BACK}:
        yield _plain(row, subject=str(row["site"]), words={"cause": row["cause"] or ""})
    elif kind is ChangeKind.PRICE_LEVEL:
        yield _level(row)
    elif kind in _OF_SELLERS:
        yield from _of_seller(row, facts)
    elif row["offer_id"] in facts.offers:
        yield from _of_offer(row, facts)


def _of_seller(row: RowMapping, facts: Facts) -> Iterator[Occasion]:
    """Yield a seller with what the site shows of him.

    Offers of other sites would make the alert depend on which of two runs under way at once ended first.
    """
    seller = facts.parties.get(row["seller_id"])
    if seller is None or row["experimental"]:
        return
    offers = facts.of_sellers.get(seller.seller_id, [])
    here = tuple(one.sold for one in offers if one.is_sure and one.site_id == row["site_id"])
    if not here:
        return
    seen = _plain(row, subject=seller.public_id, seller=seller, offers=here)
    still_new = seller.new_since is not None and row["at"] - seller.new_since < STILL_NEW
    yield replace(seen, kind=OccasionKind.SELLER_NEW) if still_new else seen


def _of_offer(row: RowMapping, facts: Facts) -> Iterator[Occasion]:
    one = facts.offers[row["offer_id"]]
    if not one.is_sure:
        return
    sides = facts.sides.get(row["id"], _NO_SIDES)
    before, after = sides.before, sides.after
    yield _plain(
        row,
        subject=one.sold.public_id,
        seller=facts.parties.get(one.seller_id) if one.seller_id is not None else None,
        offers=(one.sold,),
        price_before=price_of(before, facts.factors),
        price_after=price_of(after, facts.factors),
        stock_before=None if before is None else before.stock,
        stock_after=None if after is None else after.stock,
        words=_case_words(row, facts),
    )


def _case_words(row: RowMapping, facts: Facts) -> dict[str, str]:
    case = facts.cases.get(row["offer_id"]) if row["kind"] is ChangeKind.RELISTED else None
    return {} if case is None else {"case": case}


def _level(row: RowMapping) -> Occasion:
    """Return a move of the price index; before and after are JSON objects of its figures."""
    before, after = (orjson.loads(said) if said else {} for said in (row["before"], row["after"]))
    words = {
        f"{side}_{key}": _word(value)
        for side, of in (("before", before), ("after", after))
        for key, value in of.items()
    }
    product = [_word(after.get(key, before.get(key))) for key in ("kind", "platform", "attributes", "country", "unit")]
    return _plain(row, subject="/".join(product), words=words | {"cause": row["cause"] or ""})


def _word(value: object) -> str:
    if isinstance(value, list):
        return "|".join(str(one) for one in value)
    return "" if value is None else str(value)


def _plain(row: RowMapping, *, subject: str, **other: Any) -> Occasion:  # noqa: ANN401 - fields of Occasion
    return Occasion(
        kind=OccasionKind(row["kind"].value),
        subject=subject,
        at=row["at"],
        site=row["site"],
        site_id=row["site_id"],
        transition_id=row["id"],
        **other,
    )


def evidence_offers(occasion: Occasion) -> Sequence[tuple[int, int]]:
    """Return offer and snapshot of what an alert on *occasion* rests on."""
    return [(one.offer_id, one.snapshot_id) for one in occasion.offers[:MOST_OFFERS]]
