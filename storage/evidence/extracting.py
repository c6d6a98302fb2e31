"""Records of some snapshots out of the store into one WARC file of their own, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from storage.chain import ChainLink
from storage.moves import Fate, Part
from storage.records import SnapshotRef
from storage.snapshots import BodyGoneError, SnapshotError, SnapshotStore
from storage.warc import read_record

_STEP = 1024 * 1024
Place = tuple[str, int]
"""Name of a file and the offset at which a record was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """Where the record of one snapshot lies in the extract."""

    ref: SnapshotRef
    warc: str
    """Name of the extract."""
    offset: int | None
    """None where nothing of it is left."""
    length: int
    """Bytes of its record, its request and its metadata."""
    state: str
    """`kept`, `redacted`, `pruned` or `erased`: what became of the body since it was fetched."""
    why: str = ""
    """The rule and day, where it is not `kept`."""


def extract_records(store: SnapshotStore, refs: Sequence[SnapshotRef], out: Path) -> tuple[Extracted, ...]:
    """Write the records of *refs* to *out*, the same bytes for the same store, and return where each lies.

    With each response come its request and its metadata, with each revisit the record that holds the body, and
    first the warcinfo of every file that records are taken from.

    Raises:
        SnapshotError: a record is missing or is not the one that was stored.
    """
    chains = Chains(store)
    wanted: set[Place] = set()
    bodies: dict[Place, Place] = {}
    for ref in refs:
        place = (ref.warc, ref.offset)
        body = body_place(store, place)
        bodies[place] = body
        wanted |= {place, body}
    wanted |= {(name, 0) for name, _ in wanted}
    lies: dict[Place, tuple[int, int]] = {}
    fates: dict[Place, tuple[str, str]] = {}
    with out.open("wb") as file:
        for place in sorted(wanted):
            try:
                start = file.tell()
                part = chains.copy(place, file)
            except BodyGoneError as error:
                fates[place] = _gone(str(error))
                continue
            lies[place] = (start, file.tell() - start)
            fates[place] = ("redacted", f"{part.rule} on {part.when[:10]}") if part else ("kept", "")
    return tuple(_extracted(ref, out.name, lies, fates, bodies) for ref in refs)


class Chains:
    """The chains of the files that records are taken from, each read and checked once."""

    def __init__(self, store: SnapshotStore) -> None:
        self._store = store
        self._read: dict[str, tuple[ChainLink, ...]] = {}

    def of(self, name: str) -> tuple[ChainLink, ...]:
        """Return every link of a file.

        Raises:
            SnapshotError: names the first broken link.
        """
        if name not in self._read:
            self._read[name] = tuple(self._store.chain(name))
        return self._read[name]

    def index_of(self, place: Place) -> int:
        """Return which link speaks of a record.

        Raises:
            SnapshotError: none does, or its words were erased.
        """
        name, offset = place
        for number, link in enumerate(self.of(name)):
            if link.entry is not None and link.entry["offset"] == offset:
                return number
        raise SnapshotError(f"{name}@{offset}: its chain has no link of such a record")

    def entry(self, place: Place) -> dict[str, Any]:
        """Return what the chain says of a record."""
        return dict(self.of(place[0])[self.index_of(place)].entry or {})

    def copy(self, place: Place, file: BinaryIO) -> Part | None:
        """Append a record with those beside it to *file*, and return what stands in for it where it was redacted.

        Raises:
            BodyGoneError: it was pruned or erased.
            SnapshotError: the bytes are not the ones that were stored.
        """
        name, offset = place
        now, part = self._store.place_of(name, offset)
        redacted = part if part is not None and part.fate is Fate.REDACTED else None
        stored = ""
        if redacted is None:
            entry = self.entry(place)
            length, stored = entry["end"] - entry["offset"], entry["stored"]
        else:
            length = redacted.length
        data = _read(self._store.path_of(name), now, length)
        if len(data) != length or (stored and hashlib.sha256(data).hexdigest() != stored):
            raise SnapshotError(f"{name}@{offset}: the record is not the one stored (sha256 differs)")
        file.write(data)
        return redacted


def body_place(store: SnapshotStore, place: Place) -> Place:
    """Return where the record lies that holds the body of *place*: itself, unless it is a revisit."""
    try:
        record = store.record_at(*place)
    except BodyGoneError:
        return place
    if "warc-refers-to-filename" not in record.headers:
        return place
    return record.headers["warc-refers-to-filename"], int(record.headers.get("warc-refers-to-file-offset", "-1"))


def _read(path: Path, start: int, length: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(start)
            return file.read(length)
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error


def _gone(said: str) -> tuple[str, str]:
    words = said.rpartition(": ")[2]
    return words.partition(" ")[0], words.partition(" by ")[2]


def _extracted(
    ref: SnapshotRef,
    out: str,
    lies: dict[Place, tuple[int, int]],
    fates: dict[Place, tuple[str, str]],
    bodies: dict[Place, Place],
) -> Extracted:
    place = (ref.warc, ref.offset)
    offset, length = lies.get(place, (None, 0))
    state, why = fates[place]
    if state == "kept":
        state, why = fates[bodies[place]]
    return Extracted(ref=ref, warc=out, offset=offset, length=length, state=state, why=why)


def records_of(data: BinaryIO, end: int) -> list[tuple[dict[str, str], str, str]]:
    """Return headers, block digest and payload digest of the records between here and *end*, all in SHA-256 hex.

    Raises:
        ValueError: torn, or no record.
    """
    found = []
    while data.tell() < end:
        record = read_record(data)
        digests = (hashlib.sha256(record.block).hexdigest(), hashlib.sha256(record.payload).hexdigest())
        found.append((record.headers, *digests))
    return found
