"""What part sellers play in the chain: storage for `market.sellers.roles`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, func, or_, select

from market.sellers.roles import roles_of_kinds
from market.sellers.traits import BROKER_TRAIT
from storage.bulk import chunks
from storage.codes import EndCause, Node
from storage.models import HandleRow, ListingRow, OfferRow, RecordRow, TraitRow


def roles_of(connection: Connection, seller_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return the roles of sellers, the strongest first: kinds of the taxonomy, and `broker`."""
    wanted = sorted(set(seller_ids))
    offers: defaultdict[int, dict[str, int]] = defaultdict(dict)
    brokers: set[int] = set()
    for some in chunks(wanted):
        query = (
            select(ListingRow.seller_id, OfferRow.kind, func.count())
            .join(OfferRow, OfferRow.listing_id == ListingRow.id)
            .where(
                ListingRow.seller_id.in_(some),
                or_(OfferRow.end_cause.is_(None), OfferRow.end_cause != EndCause.SUPERSEDED),
            )
            .group_by(ListingRow.seller_id, OfferRow.kind)
        )
        for seller_id, kind, count in connection.execute(query):
            offers[seller_id or 0][kind] = count
        for kind, row in ((Node.RECORD, RecordRow), (Node.HANDLE, HandleRow)):
            told = select(row.seller_id).join(TraitRow, (TraitRow.node_id == row.id) & (TraitRow.node_kind == kind))
            found = connection.scalars(told.where(row.seller_id.in_(some), TraitRow.trait == BROKER_TRAIT))
            brokers |= {one for one in found if one is not None}
    return {key: roles_of_kinds(offers[key], is_broker=key in brokers) for key in wanted}
