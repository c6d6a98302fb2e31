"""A shop whose pages are recorded in a database and really kept in a snapshot store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Engine

from market.model import Listing
from storage.evidence.ledger import record_ended_runs
from storage.evidence.places import EvidencePlaces
from storage.records import PageRecord
from storage.snapshot_writer import SnapshotWriter
from tests.storage.evidence.watched import answer
from tests.storage.shops import Shop


@dataclass
class KeptShop:
    """One site, run by run, with its bodies."""

    engine: Engine
    data: Path
    name: str = "shop-a"
    shop: Shop = field(init=False)
    writer: SnapshotWriter = field(init=False)

    def __post_init__(self) -> None:
        self.shop = Shop(self.engine, self.name)

    @property
    def places(self) -> EvidencePlaces:
        return EvidencePlaces(data=self.data)

    @contextmanager
    def run(self, *, days: float = 1) -> Iterator[None]:
        """Give a run, that many days after the one before."""
        recorder = self.shop.begin(hours=24 * days)
        at = self.shop.at
        self.writer = self.places.store.open_run(site=self.name, run=str(recorder.run_id), at=at)
        yield
        recorder.end(health="healthy", cause=None, complete=True, requests=3, pages=3, chain_head=self.writer.head)
        self.writer.close()
        record_ended_runs(self.data, at=at)

    def keep(self, path: str, body: bytes, listings: Sequence[Listing] = (), *, status: int = 200) -> PageRecord:
        """Return the page that was kept and recorded; the body of its last look again is a revisit."""
        assert self.shop.recorder is not None
        url = f"https://{self.name}.example{path}"
        state = self.shop.recorder.page_state(url)
        ref = self.writer.keep(
            answer(body, url=url, status=status), at=self.shop.at, earlier=state.body if state else None
        )
        page = replace(self.shop.page(path, listings), snapshot=ref)
        if status != 200:
            page = PageRecord(url=url, snapshot=ref)
        self.shop.recorder.record(page)
        return page
