"""What is known of a case, gathered once: its offers as rows of the contract, its sellers, whether it is simulated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from sqlalchemy import Engine, select

from storage.database import is_simulated_database, reading
from storage.ids import SELLER, parse_id
from storage.models import CaseOfferRow, OfferRow, SellerRow
from storage.queries.cases import Case, Notice, find_case
from storage.queries.filters import Filters
from storage.queries.listings import offer_query, shaped_rows
from storage.queries.sellers import seller_rows

Row: TypeAlias = Mapping[str, Any]
"""A row of the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """A case with the rows that its papers are written from."""

    case: Case
    offers: tuple[Row, ...]
    sellers: tuple[Row, ...]
    simulated: bool
    made_at: datetime

    def of(self, notice: Notice) -> tuple[Row, ...]:
        """Return the offers that a notice is about."""
        wanted = {target.offer_id for target in notice.targets}
        return tuple(row for row in self.offers if row["offer_id"] in wanted)

    def sellers_of(self, offers: Iterable[Row]) -> tuple[Row, ...]:
        """Return who sells some of the offers."""
        wanted = {row["seller_id"] for row in offers}
        return tuple(row for row in self.sellers if row["seller_id"] in wanted)


def gather_facts(engine: Engine, case_id: int, filters: Filters, now: datetime) -> CaseFacts:
    """Return what is known of a case; *filters* say nothing but which rates prices are converted by.

    Raises:
        CaseError: there is no such case.
    """
    with reading(engine) as connection:
        case = find_case(connection, case_id)
    return CaseFacts(
        case=case,
        offers=tuple(case_offers(engine, case_id, filters)),
        sellers=tuple(_sellers(engine, case.seller_ids, filters)),
        simulated=is_simulated_database(engine),
        made_at=now,
    )


def case_offers(engine: Engine, case_id: int, filters: Filters) -> Iterator[Row]:
    """Yield the offers of a case as rows of the contract, oldest first."""
    own = select(CaseOfferRow.offer_id).where(CaseOfferRow.case_id == case_id)
    query = offer_query(filters).where(OfferRow.id.in_(own)).order_by(OfferRow.id)
    yield from shaped_rows(engine, query, filters.rates)


def _sellers(engine: Engine, seller_ids: Sequence[str], filters: Filters) -> Iterator[Row]:
    for one in seller_ids:
        uid = parse_id(SELLER, one)
        with reading(engine) as connection:
            there = connection.scalar(select(SellerRow.id).where(SellerRow.uid == uid))
        if there is not None:
            yield from seller_rows(engine, Filters(seller=one, since=filters.since))


def host_of(url: str) -> str:
    """Return the host name in an address, lower case; empty where it has none."""
    return (urlsplit(url).hostname or "").lower()


def handles_of(offers: Iterable[Row], sellers: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """Return the contacts that offers and sellers show, type and value, each once."""
    found: dict[tuple[str, str], None] = {}
    for row in (*sellers, *offers):
        found.update(((handle["type"], handle["value"]), None) for handle in row["handles"])
    return tuple(found)
