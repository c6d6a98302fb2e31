"""The snapshot store: what was fetched, kept before anything reads it.

A run appends to one WARC file; beside it lies its hash chain, one JSON line a record, each line
committing to the one before. The chain commits to digests only, so that a body that has to be
erased one day leaves a chain that still verifies.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import orjson

from base.net_answer import Fetched
from market.errors import MarketError
from storage import warc
from storage.chain import START, SUFFIX, chain_path, cut_to_chain, head_of, whole_entry, write_all
from storage.records import SnapshotRef

_NAME = re.compile(r"(\d{6})\d{2}T\d{6}Z-[a-z0-9][a-z0-9-]*\.warc\.gz")
_SOFTWARE = "haoshao"


class SnapshotError(MarketError):
    """The snapshot store cannot be written, or does not hold what a reference names."""


class SnapshotStore:
    """Every WARC file under one folder, by month."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open_run(self, *, site: str, run: str, at: datetime) -> SnapshotWriter:
        """Return the writer of a new run; files that a killed run left open are made whole first.

        Raises:
            SnapshotError: the folder cannot be written.
        """
        name = f"{at:%Y%m%dT%H%M%SZ}-{site}-{run}{SUFFIX}"
        try:
            self.repair()
            return SnapshotWriter(self, name, at)
        except OSError as error:
            raise SnapshotError(
                f"{self.folder}: cannot be written ({error.strerror}); choose another --data"
            ) from error

    def path_of(self, name: str) -> Path:
        """Return where the file called *name* lies.

        Raises:
            SnapshotError: no name this store gives.
        """
        found = _NAME.fullmatch(name)
        if not found:
            raise SnapshotError(f"{name[:80]!r} is no name of a snapshot file")
        return self.folder / found[1] / name

    def load(self, ref: SnapshotRef) -> bytes:
        """Return the body that *ref* names, also where it is the revisit of an earlier record.

        Raises:
            SnapshotError: the file is missing or torn, or the body is not the one that was stored.
        """
        record = self.record_at(ref.warc, ref.offset)
        if "warc-refers-to-filename" in record.headers:
            offset = int(record.headers.get("warc-refers-to-file-offset", "-1"))
            record = self.record_at(record.headers["warc-refers-to-filename"], offset)
        body = record.payload
        if hashlib.sha256(body).hexdigest() != ref.sha256:
            raise SnapshotError(f"{ref.warc}@{ref.offset}: the body is not the one stored (sha256 differs)")
        return body

    def record_at(self, name: str, offset: int) -> warc.ReadBack:
        """Return the record written at *offset*; raises SnapshotError where there is none."""
        path = self.path_of(name)
        try:
            with path.open("rb") as file:
                file.seek(max(0, offset))
                return warc.read_record(file, None)
        except OSError as error:
            raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise SnapshotError(f"{path}@{offset}: no whole record there ({error})") from error

    def chain(self, name: str) -> Iterator[dict[str, object]]:
        """Yield the entries of a file's chain, each checked against the one before.

        Raises:
            SnapshotError: names the first broken link.
        """
        head = START
        for number, line in enumerate(chain_path(self.path_of(name)).read_bytes().splitlines()):
            entry = whole_entry(line, head)
            if entry is None:
                raise SnapshotError(f"{name}: link {number} of its chain is broken")
            head = str(entry["head"])
            yield entry

    def repair(self) -> tuple[str, ...]:
        """Return the names of files that a killed run left open; each is cut to its last whole record."""
        repaired = []
        for marker in sorted(self._markers.glob(f"*{SUFFIX}")) if self._markers.is_dir() else ():
            with marker.open("rb") as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue  # its run is alive
                cut_to_chain(self.path_of(marker.name))
                marker.unlink(missing_ok=True)
                repaired.append(marker.name)
        return tuple(repaired)

    @property
    def _markers(self) -> Path:
        return self.folder / "open"

    def marker(self, name: str) -> Path:
        """Return the file that says that *name* is being written."""
        return self._markers / name


class SnapshotWriter:
    """The one file of one run; every call appends whole records."""

    def __init__(self, store: SnapshotStore, name: str, at: datetime) -> None:
        self._store = store
        self.name = name
        path = store.path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        marker = store.marker(name)
        marker.parent.mkdir(parents=True, exist_ok=True)
        self._marker = marker.open("wb")
        fcntl.flock(self._marker, fcntl.LOCK_EX)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._file = os.open(path, flags, 0o600)
        self._chain = os.open(chain_path(path), flags, 0o600)
        self._end = 0
        self.head = START
        self.bytes = 0
        self._tls_seen: set[tuple[str, str, str]] = set()
        lines = (("software", _SOFTWARE), ("format", "WARC File Format 1.1"), ("isPartOf", name.removesuffix(SUFFIX)))
        self._append(warc.warcinfo(filename=name, at=at, lines=lines), url="", at=at, payload=None)

    def keep(
        self,
        fetched: Fetched,
        *,
        at: datetime,
        sha256: str | None = None,
        earlier: SnapshotRef | None = None,
        redacted: bytes | None = None,
    ) -> SnapshotRef:
        """Return where *fetched* now lies.

        `sha256` is that of the fetched body, where the caller has it already. `earlier` is the record that
        holds the last body of this URL: the same body again becomes a revisit of it. `redacted` stands for a body
        that must not be kept as it came (DESIGN 4.1); the hash of the original is kept.

        Raises:
            SnapshotError: nothing was kept, the disk is full or gone.
        """
        original = sha256 or hashlib.sha256(fetched.body).hexdigest()
        if earlier is not None and original in {earlier.sha256, earlier.redacted_sha256} and not earlier.truncated:
            return self._keep_revisit(fetched, at, earlier)
        body = fetched.body if redacted is None else redacted
        stored = original if redacted is None else hashlib.sha256(redacted).hexdigest()
        torn = fetched.cut or fetched.broken
        extra = () if redacted is None else ((b"X-Haoshao-Redacted", b"sha256:" + original.encode()),)
        record = warc.response(fetched, at=at, body=body, sha256=stored, cut=torn, extra=extra)
        offset = self._append(record, url=fetched.url, at=at, payload=stored, asked=fetched)
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

    def _keep_revisit(self, fetched: Fetched, at: datetime, earlier: SnapshotRef) -> SnapshotRef:
        record = warc.revisit(
            fetched,
            at=at,
            sha256=earlier.sha256,
            refers_to=earlier.record_id,
            first_at=earlier.fetched_at,
            file=earlier.warc,
            offset=earlier.offset,
        )
        offset = self._append(record, url=fetched.url, at=at, payload=earlier.sha256, asked=fetched)
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

    def _append(
        self, record: warc.Record, *, url: str, at: datetime, payload: str | None, asked: Fetched | None = None
    ) -> int:
        """Return the offset of *record*; what was asked and the TLS facts follow it as records of their own."""
        offset = self._end
        data = record.data
        question = None if asked is None else warc.request(asked, at=at, concurrent_to=record.id)
        if asked is not None and question is not None:
            data += question.data + self._tls_record(asked, at, record.id)
        entry: dict[str, object] = {
            "prev": self.head,
            "id": record.id,
            "type": record.type,
            "at": warc.warc_date(at),
            "url": url,
            "block": record.block_sha256,
            "request": question.block_sha256 if question else None,
            "payload": payload,
            "offset": offset,
            "end": offset + len(data),
        }
        if asked is not None and asked.tls is not None:
            entry["tls"] = asked.tls.sha256
        head = head_of(entry)
        line = orjson.dumps({**entry, "head": head}) + b"\n"
        try:
            write_all(self._file, data)
            write_all(self._chain, line)
        except OSError as error:
            raise SnapshotError(f"{self.name}: cannot be written ({error.strerror})") from error
        self._end += len(data)
        self.bytes = self._end
        self.head = head
        return offset

    def _tls_record(self, fetched: Fetched, at: datetime, concurrent_to: str) -> bytes:
        """Return the facts of the connection's certificate, once for each certificate and verdict of a host."""
        tls = fetched.tls
        if tls is None:
            return b""
        host = fetched.url.split("/", 3)[2]
        seen = (host, tls.sha256, tls.verdict)
        if seen in self._tls_seen:
            return b""
        self._tls_seen.add(seen)
        lines = (
            ("tls-certificate-sha256", tls.sha256),
            ("tls-verdict", tls.verdict),
            ("tls-version", tls.version),
            ("tls-cipher", tls.cipher),
        )
        return warc.metadata(url=fetched.url, at=at, lines=lines, concurrent_to=concurrent_to).data

    def sync(self) -> None:
        """Return once everything appended has reached the disk."""
        os.fsync(self._file)
        os.fsync(self._chain)

    def close(self) -> None:
        """Close the file for good."""
        if self._marker.closed:
            return
        self.sync()
        os.close(self._file)
        os.close(self._chain)
        self._store.marker(self.name).unlink(missing_ok=True)
        self._marker.close()
