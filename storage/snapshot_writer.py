"""The one file of one run: every call appends whole records and a link of the chain."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from base.net_answer import Fetched
from market.errors import MarketError
from storage import warc
from storage.chain import START, SUFFIX, chain_line, chain_path, write_all
from storage.records import SnapshotRef

_SOFTWARE = "haoshao"


class SnapshotError(MarketError):
    """The snapshot store cannot be written, or does not hold what a reference names."""


class SnapshotWriter:
    """Appends to one new file; `marker` is locked while it is being written, `ended` is made when it is whole."""

    def __init__(self, path: Path, *, marker: Path, ended: Path, at: datetime) -> None:
        self.name = path.name
        self._marker_path = marker
        self._ended = ended
        for needed in (path, marker, ended):
            needed.parent.mkdir(parents=True, exist_ok=True)
        self._marker = marker.open("wb")
        fcntl.flock(self._marker, fcntl.LOCK_EX)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._file = os.open(path, flags, 0o600)
        self._chain = os.open(chain_path(path), flags, 0o600)
        self._end = 0
        self.head = START
        self.bytes = 0
        words = (("software", _SOFTWARE), ("format", "WARC File Format 1.1"), ("isPartOf", self.name[: -len(SUFFIX)]))
        self._append(warc.warcinfo(filename=self.name, at=at, lines=words), url="", at=at, payload=None)

    def keep(
        self,
        fetched: Fetched,
        *,
        at: datetime,
        sha256: str | None = None,
        earlier: SnapshotRef | None = None,
        redacted: bytes | None = None,
        sealed: bytes | None = None,
        robots: str = "",
    ) -> SnapshotRef:
        """Return where *fetched* now lies.

        `sha256` is that of the fetched body, where the caller has it already. `earlier` is the record that
        holds the last body of this URL: the same body again, or a 304, becomes a revisit of it. `redacted` stands
        for a body that must not be kept as it came (DESIGN 4.1); the hash of the original is kept, and where it was
        sealed to somebody's key, `sealed`. `robots` says why the address might be asked for.

        Raises:
            SnapshotError: nothing was kept, the disk is full or gone.
        """
        original = sha256 or hashlib.sha256(fetched.body).hexdigest()
        if earlier is not None and (_is_same(original, earlier) or fetched.status == HTTPStatus.NOT_MODIFIED):
            return self._keep_revisit(fetched, at, earlier, robots)
        body = fetched.body if redacted is None else redacted
        stored = original if redacted is None else hashlib.sha256(redacted).hexdigest()
        torn = fetched.cut or fetched.broken
        extra = () if redacted is None else ((b"X-Haoshao-Redacted", b"sha256:" + original.encode()),)
        record = warc.response(fetched, at=at, body=body, sha256=stored, cut=torn, extra=extra)
        beside = [] if sealed is None else [warc.sealed(sealed, url=fetched.url, at=at, concurrent_to=record.id)]
        offset = self._append_fetch(record, fetched, at=at, payload=stored, robots=robots, beside=beside)
        ref = self._ref(record, offset, fetched.url, at, sha256=stored, size=len(body))
        return replace(
            ref,
            status=fetched.status,
            content_type=fetched.content_type,
            truncated=torn,
            redacted_sha256=None if redacted is None else original,
        )

    def keep_file(self, body: bytes, *, url: str, at: datetime, content_type: str) -> SnapshotRef:
        """Return where *body*, which came by another way than HTTP, now lies.

        Raises:
            SnapshotError: nothing was kept, the disk is full or gone.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        record = warc.resource(url=url, at=at, body=body, sha256=sha256, content_type=content_type)
        offset = self._append(record, url=url, at=at, payload=sha256)
        ref = self._ref(record, offset, url, at, sha256=sha256, size=len(body))
        return replace(ref, content_type=content_type)

    def _keep_revisit(self, fetched: Fetched, at: datetime, earlier: SnapshotRef, robots: str) -> SnapshotRef:
        record = warc.revisit(
            fetched,
            at=at,
            sha256=earlier.sha256,
            refers_to=earlier.record_id,
            first_at=earlier.fetched_at,
            file=earlier.warc,
            offset=earlier.offset,
        )
        offset = self._append_fetch(record, fetched, at=at, payload=earlier.sha256, robots=robots)
        ref = self._ref(record, offset, fetched.url, at, sha256=earlier.sha256, size=earlier.size)
        return replace(
            ref,
            status=fetched.status,
            content_type=fetched.content_type,
            revisit=True,
            redacted_sha256=earlier.redacted_sha256,
        )

    def _ref(self, record: warc.Record, offset: int, url: str, at: datetime, *, sha256: str, size: int) -> SnapshotRef:
        return SnapshotRef(
            sha256=sha256,
            warc=self.name,
            offset=offset,
            length=len(record.data),
            record_id=record.id,
            url=url,
            status=200,
            fetched_at=at,
            size=size,
            chain_head=self.head,
        )

    def _append_fetch(
        self,
        record: warc.Record,
        fetched: Fetched,
        *,
        at: datetime,
        payload: str,
        robots: str,
        beside: Sequence[warc.Record] = (),
    ) -> int:
        """Return the offset of *record*, followed by what was asked and the facts of the connection."""
        asked = warc.request(fetched, at=at, concurrent_to=record.id)
        facts = warc.metadata(url=fetched.url, at=at, lines=_facts(fetched, robots), concurrent_to=record.id)
        return self._append(record, url=fetched.url, at=at, payload=payload, beside=(asked, facts, *beside))

    def _append(
        self,
        record: warc.Record,
        *,
        url: str,
        at: datetime,
        payload: str | None,
        beside: Sequence[warc.Record] = (),
    ) -> int:
        """Return the offset of *record*; those *beside* it follow it under the same link of the chain."""
        offset = self._end
        data = b"".join([record.data, *(one.data for one in beside)]) if beside else record.data
        entry = {
            "id": record.id,
            "type": record.type,
            "at": warc.warc_date(at),
            "url": url,
            "block": record.block_sha256,
            "beside": [one.block_sha256 for one in beside],
            "payload": payload,
            "offset": offset,
            "end": offset + len(data),
            "stored": hashlib.sha256(data).hexdigest(),
        }
        head, line = chain_line(self.head, entry)
        try:
            write_all(self._file, data)
            write_all(self._chain, line)
        except OSError as error:
            raise SnapshotError(f"{self.name}: cannot be written ({error.strerror})") from error
        self._end += len(data)
        self.bytes = self._end
        self.head = head
        return offset

    def sync(self) -> None:
        """Return once everything appended has reached the disk."""
        os.fsync(self._file)
        os.fsync(self._chain)

    def close(self) -> None:
        """Close the file for good; it now waits to be entered in the ledger."""
        if self._marker.closed:
            return
        self.sync()
        os.close(self._file)
        os.close(self._chain)
        self._marker_path.rename(self._ended)
        self._marker.close()


def _facts(fetched: Fetched, robots: str) -> tuple[tuple[str, str], ...]:
    """Return what the answer itself does not say of the connection that brought it."""
    tls = fetched.tls
    lines: tuple[tuple[str, str], ...] = (("address", fetched.address), ("robots", robots))
    if tls is not None:
        lines += (
            ("tls-version", tls.version),
            ("tls-cipher", tls.cipher),
            ("tls-certificate-sha256", tls.sha256),
            ("tls-verdict", tls.verdict),
        )
    return tuple((name, value) for name, value in lines if value)


def _is_same(sha256: str, earlier: SnapshotRef) -> bool:
    return sha256 in {earlier.sha256, earlier.redacted_sha256} and not earlier.truncated
