"""Changes as a digest tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, RowMapping, func, select

from market.changes import ChangeKind
from storage.database import reading
from storage.ids import OFFER, SELLER, public_id
from storage.models import TransitionRow
from storage.queries.filters import Filters
from storage.queries.shapes import price_words, stock_words
from storage.queries.sides import Sides, sides_of
from storage.queries.transitions import transition_query
from storage.transitions import told_between

_ABOUT_SELLERS = {ChangeKind.SELLER_NEW, ChangeKind.SELLER_ON_NEW_SITE}
_ABOUT_STOCK = {ChangeKind.STOCK_CHANGED, ChangeKind.SOLD_OUT, ChangeKind.RESTOCKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One transition in raw words."""

    transition_id: int
    kind: str
    at: datetime
    site: str
    offer_id: str | None
    seller_id: str | None
    title: str
    url: str
    before: str | None
    """`12.5 CNY each`, `30`, `sold out`; None where there is nothing to say."""
    after: str | None
    cause: str | None
    product: tuple[str, str | None] | None
    """Kind and platform of the offer; None where it is about none."""


def changes(
    engine: Engine, *, since: datetime, until: datetime, kinds: Sequence[str] | None = None, limit: int = 50
) -> list[Change]:
    """Return the newest transitions after *since* up to *until*, those of *kinds* only where they are given."""
    newest = (TransitionRow.at.desc(), TransitionRow.id.desc())
    chosen = select(TransitionRow.id).where(*told_between(since, until))
    if kinds is not None:
        chosen = chosen.where(TransitionRow.kind.in_([ChangeKind(kind) for kind in kinds]))
    ids = chosen.order_by(*newest).limit(limit).subquery()
    query = transition_query(Filters()).where(TransitionRow.id.in_(select(ids.c.id))).order_by(*newest)
    with reading(engine) as connection:
        found = connection.execute(query).mappings().all()
        sides = sides_of(connection, found)
        return [_change(row, sides.get(row["id"])) for row in found]


def change_counts(engine: Engine, *, since: datetime, until: datetime) -> dict[str, int]:
    """Return how many transitions of each kind there were; those of quiet kinds included."""
    query = select(TransitionRow.kind, func.count()).where(*told_between(since, until)).group_by(TransitionRow.kind)
    with reading(engine) as connection:
        return {kind.value: count for kind, count in connection.execute(query)}


def _change(row: RowMapping, sides: Sides | None) -> Change:
    kind: ChangeKind = row["kind"]
    before, after = row["before"], row["after"]
    if sides is not None:
        words = stock_words if kind in _ABOUT_STOCK else price_words
        before, after = words(sides.before), words(sides.after)
    return Change(
        transition_id=row["id"],
        kind=kind.value,
        at=row["at"],
        site=row["site"] or "",
        offer_id=None if row["offer_uid"] is None else public_id(OFFER, row["offer_uid"]),
        seller_id=None if row["seller_uid"] is None else public_id(SELLER, row["seller_uid"]),
        title=row["title"] or (row["seller_name"] if kind in _ABOUT_SELLERS else None) or "",
        url=row["url"] or "",
        before=before,
        after=after,
        cause=row["cause"],
        product=None if row["offer_kind"] is None else (row["offer_kind"], row["platform"]),
    )
