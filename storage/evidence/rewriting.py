"""Takes records out of snapshot files, or puts redacted ones in their place; killed anywhere, it is done or undone.

First the smaller file and its map are written beside the old ones, then the ledger commits to the map, then
the file and the map are exchanged. What a kill left between these steps the next call finishes, or forgets
where the ledger never committed to it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from base.clock import iso
from market.errors import MarketError
from storage.chain import SUFFIX, bare_line, chain_path
from storage.evidence.ledger import Ledger
from storage.evidence.ledger_lines import Kind
from storage.evidence.places import EvidencePlaces, replace_file, sync_folder
from storage.moves import (
    GONE,
    Fate,
    Moves,
    Part,
    decode_moves,
    load_moves,
    merged_parts,
    moves_path,
    next_moves_path,
)
from storage.snapshots import SnapshotError

_STEP = 1024 * 1024


class BusyError(MarketError):
    """Another process is taking something out of the store."""


class SameSizeError(MarketError):
    """A rewritten file has the size of the old one; pack what stands in otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one record."""

    fate: Fate
    rule: str
    data: bytes = b""
    """The packed records that stand in, where it is redacted."""
    block: str = ""
    payload: str = ""


@contextmanager
def alone(places: EvidencePlaces) -> Iterator[None]:
    """Be the only one who takes something out; finish or forget what a killed one left.

    Raises:
        BusyError: somebody else is at it.
    """
    places.store.folder.mkdir(parents=True, exist_ok=True)
    with (places.store.folder / "rewrite.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BusyError("another prune or erase is under way; wait for its end") from None
        _settle(places)
        yield


def rewrite(places: EvidencePlaces, name: str, changes: Mapping[int, Change], *, at: datetime) -> int:
    """Return how many bytes the file called *name* is smaller now; *changes* are by the offset of the record.

    Only inside `alone`, and only for a file that the ledger commits to.

    Raises:
        SnapshotError: the file is not the one that its chain speaks of.
        SameSizeError: the new file would be as large as the old one; nothing was done.
        MarketError: the ledger cannot be written.
    """
    path = places.store.path_of(name)
    spare = _spare(path)
    when = iso(at) or ""
    parts = list(_records(places, name))
    before = path.stat().st_size
    with path.open("rb") as source, spare.open("wb") as target:
        os.fchmod(target.fileno(), 0o600)
        new = merged_parts([_carried(part, changes.get(part.offset), source, target, when) for part in parts])
        target.flush()
        os.fsync(target.fileno())
    moves = Moves(warc=name, was=parts[-1].end, size=new[-1].now + new[-1].length, parts=new)
    if moves.size == before:
        spare.unlink()
        raise SameSizeError(f"{name}: would be as large as before, so that nobody could tell which map holds")
    said = moves.encoded()
    replace_file(next_moves_path(path), said)
    item = {
        "warc": name,
        "map": hashlib.sha256(said).hexdigest(),
        "rules": sorted({change.rule for change in changes.values()}),
        "records": len(changes),
        "freed": before - moves.size,
    }
    Ledger(places).append(Kind.MAPS, [item], at=at)
    _exchange(path)
    return before - moves.size


def forget_words(places: EvidencePlaces, name: str, offsets: set[int]) -> None:
    """Leave only their digest of the links that speak of the records at *offsets*; the chain still holds."""
    path = chain_path(places.store.path_of(name))
    lines = [
        bare_line(link) if link.entry is not None and link.entry["offset"] in offsets else line
        for link, line in zip(places.store.chain(name), path.read_bytes().splitlines(keepends=True), strict=True)
    ]
    replace_file(path, b"".join(lines))


def _records(places: EvidencePlaces, name: str) -> Iterator[Part]:
    """Yield every record of a file as a part of its own; what is gone already stays as it is."""
    path = places.store.path_of(name)
    moves = load_moves(path)
    entries = {link.entry["offset"]: link.entry["end"] for link in places.store.chain(name) if link.entry is not None}
    if moves is None:
        for offset in sorted(entries):
            length = entries[offset] - offset
            yield Part(offset=offset, end=entries[offset], fate=Fate.KEPT, now=offset, length=length)
        return
    for part in moves.parts:
        if part.fate is not Fate.KEPT:
            yield part
            continue
        place = part.offset
        while place < part.end:
            end = entries.get(place)
            if end is None:
                raise SnapshotError(f"{name}@{place}: its chain has no link of such a record")
            now = part.now + place - part.offset
            yield Part(offset=place, end=end, fate=Fate.KEPT, now=now, length=end - place)
            place = end


def _carried(part: Part, change: Change | None, source: BinaryIO, target: BinaryIO, when: str) -> Part:
    """Write what is left of a record to *target*, and return where it lies there."""
    now = target.tell()
    if change is None or part.fate in GONE:
        _copy(source, part.now, part.length, target)
        return replace(part, now=now)
    if change.fate in GONE:
        return Part(offset=part.offset, end=part.end, fate=change.fate, now=now, length=0, rule=change.rule, when=when)
    target.write(change.data)
    return Part(
        offset=part.offset,
        end=part.end,
        fate=change.fate,
        now=now,
        length=len(change.data),
        rule=change.rule,
        when=when,
        block=change.block,
        payload=change.payload,
        stored=hashlib.sha256(change.data).hexdigest(),
    )


def _copy(source: BinaryIO, start: int, length: int, target: BinaryIO) -> None:
    source.seek(start)
    while length:
        piece = source.read(min(_STEP, length))
        if not piece:
            raise SnapshotError(f"{source.name}: is shorter than its chain says")
        target.write(piece)
        length -= len(piece)


def _spare(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _exchange(path: Path) -> None:
    _spare(path).replace(path)
    sync_folder(path.parent)
    next_moves_path(path).replace(moves_path(path))
    sync_folder(path.parent)


def _settle(places: EvidencePlaces) -> None:
    """Finish the exchanges that the ledger committed to, and remove what was prepared for others."""
    waiting = sorted(places.store.folder.glob("[0-9]*/*.map.json.new"))
    committed: dict[str, str] = {}
    if waiting:
        lines = (line for _, line in Ledger(places).lines() if line.kind is Kind.MAPS)
        committed = {item["warc"]: item["map"] for line in lines for item in line.items}
    for place in waiting:
        said = place.read_bytes()
        path = place.with_name(place.name.removesuffix(".map.json.new") + SUFFIX)
        if committed.get(path.name) != hashlib.sha256(said).hexdigest():
            place.unlink()
        elif _spare(path).exists():
            _exchange(path)
        elif decode_moves(said, place.name).size == path.stat().st_size:
            place.replace(moves_path(path))
    for spare in places.store.folder.glob(f"[0-9]*/*{SUFFIX}.new"):
        spare.unlink()
