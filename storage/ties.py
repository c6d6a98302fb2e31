"""What stands together: handles with the records that show them, and with others in listings of nobody named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import Connection, func, select

from market.model import Scope
from storage.bulk import chunks
from storage.codes import Node
from storage.models import HandlePartyRow, HandleRow, ListingRow, RecordSightingRow, SightingRow, SiteRow

HARD = "shared_handle"
LIKENESS = "likeness"
SHOP_ADDRESS = "shop_address"
PERSON = "person"
"""How the rule of a person's verdict begins."""
BY_RULE = "rule"
"""How `withdrawn_by` begins where no person withdrew a verdict."""
NodeKey: TypeAlias = tuple[Node, int]
LISTING_FACTS = (
    ListingRow.id,
    ListingRow.site_id,
    ListingRow.record_id,
    ListingRow.seller_id,
    ListingRow.seller_name,
    ListingRow.first_seen_at,
    ListingRow.first_run_id,
    ListingRow.snapshot_id,
)
"""What has to be known of a listing to tell whose it is."""
_FEW = 3
"""Records that may show a handle before it says less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a rule has to tie two nodes."""

    a: NodeKey
    b: NodeKey
    rule: str
    score: float
    listings: int = 1
    """In which they stand together."""
    site: str | None = None
    snapshot_id: int | None = None
    is_told: bool = True
    """It has its row among the verdicts."""

    @property
    def strength(self) -> tuple[float, ...]:
        """What is greater is cut later; of two that are equal the older holds."""
        kinds = (-float(self.a[0] is Node.HANDLE), -float(self.rule != HARD))
        return self.score, float(self.listings), -float(self.a[1]), -float(self.b[1]), *kinds

    @property
    def decimal_score(self) -> Decimal:
        """The score as it is stored."""
        return Decimal(str(round(self.score, 2)))


class Ties:
    """Which handles stand with which record, or beside which others, in how many listings."""

    def __init__(self) -> None:
        self.counts: defaultdict[tuple[NodeKey, NodeKey], int] = defaultdict(int)
        self.at: dict[tuple[NodeKey, NodeKey], tuple[str | None, int]] = {}
        """Site and snapshot of the first listing."""
        self.unnamed: set[int] = set()
        """Listings without a named seller that were looked at."""
        self.handles: set[int] = set()
        self.shared: set[int] = set()

    def load(self, connection: Connection, keys: Iterable[NodeKey]) -> set[NodeKey]:
        """Add the ties of some nodes and return the nodes at their other ends."""
        records = {key for kind, key in keys if kind is Node.RECORD}
        handles = {key for kind, key in keys if kind is Node.HANDLE}
        near: set[NodeKey] = set()
        for some in chunks(sorted(records)):
            shown = select(RecordSightingRow.handle_id).where(RecordSightingRow.record_id.in_(some))
            near |= {(Node.HANDLE, key) for key in connection.scalars(shown)}
            parties = select(HandlePartyRow.handle_id).where(HandlePartyRow.record_id.in_(some))
            handles |= set(connection.scalars(parties))
        self._load_handles(connection, handles - self.handles, near)
        self.handles |= handles
        return near

    def _load_handles(self, connection: Connection, handles: Iterable[int], near: set[NodeKey]) -> None:
        unnamed: set[int] = set()
        for some in chunks(sorted(handles)):
            shared = select(HandleRow.id).where(HandleRow.id.in_(some), HandleRow.shared_at.is_not(None))
            self.shared |= set(connection.scalars(shared))
            own = [key for key in some if key not in self.shared]
            of_sites = select(RecordSightingRow).where(RecordSightingRow.handle_id.in_(own))
            for row in connection.execute(of_sites):
                self._tie((Node.RECORD, row.record_id), (Node.HANDLE, row.handle_id), 1, None, row.snapshot_id, near)
            query = (
                select(
                    SightingRow.handle_id,
                    ListingRow.record_id,
                    func.min(SightingRow.snapshot_id),
                    func.count(),
                )
                .join(ListingRow, ListingRow.id == SightingRow.listing_id)
                .where(SightingRow.handle_id.in_(own), SightingRow.scope == Scope.LISTING)
            )
            named = query.where(ListingRow.record_id.is_not(None)).group_by(SightingRow.handle_id, ListingRow.record_id)
            for handle_id, record_id, snapshot_id, count in connection.execute(named):
                self._tie((Node.RECORD, record_id or 0), (Node.HANDLE, handle_id), count, None, snapshot_id, near)
            bare = (
                select(SightingRow.listing_id)
                .join(ListingRow, ListingRow.id == SightingRow.listing_id)
                .where(
                    SightingRow.handle_id.in_(own), SightingRow.scope == Scope.LISTING, ListingRow.record_id.is_(None)
                )
            )
            unnamed |= set(connection.scalars(bare))
        self._load_unnamed(connection, unnamed - self.unnamed, near)
        self.unnamed |= unnamed

    def _load_unnamed(self, connection: Connection, listings: Iterable[int], near: set[NodeKey]) -> None:
        """Tie the handles that stand beside each other in listings whose seller the site does not name."""
        for some in chunks(sorted(listings)):
            query = (
                select(SightingRow.listing_id, SightingRow.handle_id, SightingRow.snapshot_id, SiteRow.name)
                .join(ListingRow, ListingRow.id == SightingRow.listing_id)
                .join(SiteRow, SiteRow.id == ListingRow.site_id)
                .join(HandleRow, HandleRow.id == SightingRow.handle_id)
                .where(
                    SightingRow.listing_id.in_(some),
                    SightingRow.scope == Scope.LISTING,
                    HandleRow.shared_at.is_(None),
                )
                .order_by(SightingRow.listing_id, SightingRow.handle_id)
            )
            first: dict[int, int] = {}
            for listing_id, handle_id, snapshot_id, site in connection.execute(query):
                lead = first.setdefault(listing_id, handle_id)
                if lead != handle_id:
                    self._tie((Node.HANDLE, lead), (Node.HANDLE, handle_id), 1, site, snapshot_id, near)

    def _tie(self, a: NodeKey, b: NodeKey, count: int, site: str | None, snapshot_id: int, near: set[NodeKey]) -> None:
        self.counts[a, b] += count
        self.at.setdefault((a, b), (site, snapshot_id))
        near |= {a, b}

    def links(self, nodes: Container[NodeKey], told: Container[tuple[NodeKey, NodeKey]]) -> Iterator[Link]:
        """Yield the ties between *nodes*; a handle that many records show ties them less."""
        showing: defaultdict[NodeKey, int] = defaultdict(int)
        for a, b in self.counts:
            showing[b] += a[0] is Node.RECORD
        for (a, b), count in self.counts.items():
            if a in nodes and b in nodes:
                site, snapshot_id = self.at[a, b]
                yield Link(
                    a=a,
                    b=b,
                    rule=HARD,
                    score=rarity(showing[b]),
                    listings=count,
                    site=site,
                    snapshot_id=snapshot_id,
                    is_told=(a, b) in told,
                )


def rarity(records: int) -> float:
    """Return how sure a handle ties those who show it: less, the more records do."""
    return max(0.6, 1.0 - 0.02 * max(0, records - _FEW))
