"""The snapshot store: what was fetched, kept before anything reads it.

A run appends to one WARC file; beside it lies its hash chain, one JSON line a record, each line
committing to the one before. The chain commits to digests only, so that a body that has to be
erased one day leaves a chain that still verifies.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from storage import warc
from storage.chain import SUFFIX, ChainLink, chain_path, cut_to_chain, read_chain
from storage.moves import GONE, BrokenMapError, Part, load_moves
from storage.records import SnapshotRef
from storage.snapshot_writer import SnapshotError, SnapshotWriter

__all__ = ["BodyGoneError", "SnapshotError", "SnapshotStore", "SnapshotWriter"]

_NAME = re.compile(r"(\d{6})\d{2}T\d{6}Z-[a-z0-9][a-z0-9-]*\.warc\.gz")


class BodyGoneError(SnapshotError):
    """The body was taken out of the store by a rule of retention or at a person's request."""


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
            return SnapshotWriter(self.path_of(name), marker=self.marker(name), ended=self.ended / name, at=at)
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

    def names(self) -> Iterator[str]:
        """Yield the names of every snapshot file, in the order in which they were begun."""
        for month in sorted(self.folder.glob("[0-9]" * 6)):
            yield from (path.name for path in sorted(month.glob(f"*{SUFFIX}")))

    def load(self, ref: SnapshotRef) -> bytes:
        """Return the body that *ref* names, also where it is the revisit of an earlier record.

        Raises:
            BodyGoneError: it was pruned or erased.
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

    def place_of(self, name: str, offset: int) -> tuple[int, Part | None]:
        """Return where the record written at *offset* lies now, and the part of the file's map that says so.

        Raises:
            BodyGoneError: it was pruned or erased.
            SnapshotError: the map is broken, or knows of no such record.
        """
        try:
            moves = load_moves(self.path_of(name))
        except BrokenMapError as error:
            raise SnapshotError(str(error)) from error
        if moves is None:
            return offset, None
        part = moves.part_at(offset)
        if part is None:
            raise SnapshotError(f"{name}@{offset}: no record was written there")
        if part.fate in GONE:
            raise BodyGoneError(f"{name}@{offset}: {part.fate} by {part.rule} on {part.when[:10]}")
        return part.now + offset - part.offset, part

    def record_at(self, name: str, offset: int) -> warc.ReadBack:
        """Return the record that was written at *offset*.

        Raises:
            BodyGoneError: it was pruned or erased.
            SnapshotError: the file is missing or torn.
        """
        try:
            return self._read(name, max(0, offset))
        except BodyGoneError:
            raise
        except SnapshotError:
            return self._read(name, max(0, offset))  # the file was exchanged while it was looked at

    def _read(self, name: str, offset: int) -> warc.ReadBack:
        path = self.path_of(name)
        try:
            place, _ = self.place_of(name, offset)
            with path.open("rb") as file:
                file.seek(place)
                return warc.read_record(file)
        except OSError as error:
            raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise SnapshotError(f"{path}@{offset}: no whole record there ({error})") from error

    def chain(self, name: str) -> Iterator[ChainLink]:
        """Yield the links of a file's chain, each checked against the one before.

        Raises:
            SnapshotError: names the first broken link.
        """
        try:
            for number, link in enumerate(read_chain(chain_path(self.path_of(name)))):
                if link is None:
                    raise SnapshotError(f"{name}: link {number} of its chain is broken")
                yield link
        except OSError as error:
            raise SnapshotError(f"{name}: its chain cannot be read ({error.strerror})") from error

    def repair(self) -> tuple[str, ...]:
        """Return the names of files that a killed run left open; each is cut to its last whole record."""
        repaired = []
        for marker in sorted(self._markers.glob(f"*{SUFFIX}")) if self._markers.is_dir() else ():
            with marker.open("rb") as held:
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    continue  # its run is alive
                if not marker.exists():
                    continue
                cut_to_chain(self.path_of(marker.name))
                self.ended.mkdir(parents=True, exist_ok=True)
                marker.rename(self.ended / marker.name)
                repaired.append(marker.name)
        return tuple(repaired)

    @property
    def _markers(self) -> Path:
        return self.folder / "open"

    @property
    def ended(self) -> Path:
        """Where a marker lies for each file that is whole and not yet in the ledger."""
        return self.folder / "ended"

    def marker(self, name: str) -> Path:
        """Return the file that says that *name* is being written."""
        return self._markers / name
