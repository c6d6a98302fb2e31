"""A data directory with the snapshots of a few runs in it, and answers to fill it with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from base.net_answer import Fetched, TlsFacts
from storage.evidence.ledger import Ledger, record_ended_runs
from storage.evidence.places import EvidencePlaces
from storage.records import SnapshotRef
from storage.snapshots import SnapshotStore

AT = datetime(2026, 3, 1, 8, 0, 0, 250_000, tzinfo=UTC)
BODY = "<html><body>微信老号 12.50 元 联系 13800138000</body></html>".encode() * 30
TLS = TlsFacts(sha256="ab" * 32, verdict="verified", version="TLSv1.3", cipher="TLS_AES_128_GCM_SHA256")


def answer(body: bytes = BODY, path: str = "/buy/1", **words: object) -> Fetched:
    fields: dict[str, object] = {
        "url": f"https://shop.example{path}",
        "status": 200,
        "reason": "OK",
        "version": "HTTP/1.1",
        "headers": ((b"Content-Type", b"text/html; charset=utf-8"), (b"Content-Length", b"9")),
        "body": body,
        "address": "93.184.216.34",
        "tls": TLS,
        "request_headers": ((b"Host", b"shop.example"), (b"User-Agent", b"haoshao/0.1.0")),
        "wire_bytes": 9,
    }
    return Fetched(**{**fields, **words})  # type: ignore[arg-type]


def unlike(number: int, size: int = 3000) -> bytes:
    """Return a body of its own that hardly packs."""
    said = b"".join(hashlib.sha256(f"{number}/{part}".encode()).hexdigest().encode() for part in range(size // 64))
    return b"<html>" + said + b"</html>"


@dataclass
class Watched:
    """One data directory, run by run."""

    data: Path
    at: datetime = AT
    refs: list[SnapshotRef] = field(default_factory=list)
    runs: int = 0

    @property
    def places(self) -> EvidencePlaces:
        return EvidencePlaces(data=self.data)

    @property
    def store(self) -> SnapshotStore:
        return self.places.store

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.places)

    def run(self, *answers: Fetched, earlier: SnapshotRef | None = None, enter: bool = True) -> list[SnapshotRef]:
        """Return what one run kept."""
        self.runs += 1
        self.at += timedelta(hours=1)
        writer = self.store.open_run(site="shop", run=str(self.runs), at=self.at)
        kept = [writer.keep(one, at=self.at, earlier=earlier, robots="allowed; answers 404") for one in answers]
        writer.close()
        self.refs += kept
        if enter:
            record_ended_runs(self.data, at=self.at)
        return kept
