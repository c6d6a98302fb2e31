"""What a query is restricted to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, or_, select

from market.model import HandleType
from market.rates import NO_RATES, RateTable
from storage.ids import SELLER, parse_id
from storage.models import HandleRow, SellerRow

AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"
"""A query whose columns the reader of its rows knows by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrictions that add up; None is no restriction."""

    site: tuple[str, ...] | None = None
    platform: str | None = None
    kind: str | None = None
    seller: str | None = None
    """A seller's id, name, or `type:value` of a handle."""
    state: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    rates: RateTable = field(default=NO_RATES, compare=False)
    """What `unit_price_cny` is converted by: the newest rate not after the day a price was last seen."""


def seller_ids(said: str) -> Select[int]:
    """Return the query for the ids of sellers that somebody means by *said*; a joined one means its survivor."""
    uid = parse_id(SELLER, said)
    if uid is not None:
        found: ColumnElement[bool] = SellerRow.uid == uid
    else:
        kind, _, value = said.partition(":")
        owned = select(HandleRow.seller_id).where(HandleRow.value == (value if _is_type(kind) else said))
        if _is_type(kind):
            owned = owned.where(HandleRow.type == HandleType(kind))
        found = or_(SellerRow.name == said, SellerRow.id.in_(owned))
    return select(func.coalesce(SellerRow.merged_into_id, SellerRow.id)).where(found)


def _is_type(said: str) -> bool:
    return said in HandleType.__members__.values()
