"""A person's data out of the snapshot files: redacted records stand in, and the ledger says so."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import Connection, Engine, and_, func, or_, select, update

from storage.chain import ChainLink
from storage.database import reading, writing
from storage.evidence.erasing.subjects import Subject
from storage.evidence.ledger import Ledger
from storage.evidence.ledger_lines import Kind
from storage.evidence.places import EvidencePlaces
from storage.evidence.retention import mark_gone
from storage.evidence.rewriting import Change, SameSizeError, forget_words, rewrite
from storage.models import EvidenceHoldRow, SnapshotRow, WarcRow
from storage.moves import Fate
from storage.snapshots import BodyGoneError
from storage.warc import SEALED, read_record
from storage.warc_restating import Restated, restated


@dataclass(slots=True, kw_only=True)
class BodiesDone:
    """What became of the snapshots."""

    changed: int = 0
    kept: int = 0
    """Those that an open case holds; they were left as they are."""
    sealed: int = 0
    """Sealed originals that nobody could look into."""
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    """A record that holds the value."""

    offset: int
    data: bytes
    """It and those beside it, packed."""
    in_words: bool
    """Whether its link of the chain holds the value too."""


def erase_bodies(
    engine: Engine, places: EvidencePlaces, subject: Subject, *, uid: str, at: datetime, drop: bool, dry: bool
) -> BodiesDone:
    """Return how many snapshots held the value of *subject*; unless `dry`, only those of open cases do any more.

    With `drop` the whole record goes; otherwise one with stars stands in. Only inside `rewriting.alone`.
    """
    done = BodiesDone()
    for name in _entered(places):
        hits = {hit.offset: hit for hit in _hits(places, name, subject, done)}
        held = _held(engine, name, list(hits))
        done.kept += len(held)
        for offset in held:
            del hits[offset]
        done.changed += len(hits)
        if dry or not hits:
            continue
        if drop:
            changes = {offset: Change(fate=Fate.ERASED, rule=f"erasure {uid}") for offset in hits}
            rewrite(places, name, changes, at=at)
            mark_gone(engine, [row.id for row in _rows(engine, name, list(hits))])
        else:
            _redact(engine, places, name, hits, subject, uid=uid, at=at)
        if words := {offset for offset, hit in hits.items() if hit.in_words}:
            forget_words(places, name, words)
    return done


def _entered(places: EvidencePlaces) -> list[str]:
    found = {str(item["warc"]) for _, line in Ledger(places).lines() if line.kind is Kind.RUNS for item in line.items}
    return sorted(found)


def _hits(places: EvidencePlaces, name: str, subject: Subject, done: BodiesDone) -> Iterator[_Hit]:
    """Yield the records of a file that hold the value, read one after the other."""
    path = places.store.path_of(name)
    with path.open("rb") as file:
        for link in places.store.chain(name):
            found = _piece(places, name, link)
            if found is None:
                continue
            offset, now, length = found
            file.seek(now)
            data = file.read(length)
            hit, sealed = _looked_at(data, subject)
            done.sealed += sealed
            words = link.entry is not None and subject.is_in(str(link.entry["url"]).encode())
            if hit or words:
                yield _Hit(offset=offset, data=data, in_words=words)


def _piece(places: EvidencePlaces, name: str, link: ChainLink) -> tuple[int, int, int] | None:
    """Return offset, place and length of what a link speaks of; None where it is gone or its words were forgotten."""
    if link.entry is None or link.entry["type"] == "warcinfo":
        return None
    offset = int(link.entry["offset"])
    try:
        now, part = places.store.place_of(name, offset)
    except BodyGoneError:
        return None
    length = part.length if part is not None and part.fate is Fate.REDACTED else int(link.entry["end"]) - offset
    return offset, now, length


def _looked_at(data: bytes, subject: Subject) -> tuple[bool, int]:
    """Return whether any of some packed records holds the value, and how many of them are sealed."""
    hit, sealed = False, 0
    for plain in _plain(BytesIO(data), len(data)):
        if SEALED.encode() in plain[:2000]:
            sealed += 1
        elif subject.is_in(plain):
            hit = True
    return hit, sealed


def _plain(file: BinaryIO, end: int) -> Iterator[bytes]:
    while file.tell() < end:
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        start = file.tell()
        data = file.read()
        plain = unpacker.decompress(data)
        file.seek(start + len(data) - len(unpacker.unused_data))
        yield plain


def _redact(
    engine: Engine,
    places: EvidencePlaces,
    name: str,
    hits: Mapping[int, _Hit],
    subject: Subject,
    *,
    uid: str,
    at: datetime,
) -> None:
    for level in (3, 6, 9, 1):
        stand_ins = {offset: _stand_in(hit, subject, uid, level) for offset, hit in hits.items()}
        changes = {
            offset: Change(
                fate=Fate.REDACTED,
                rule=f"erasure {uid}",
                data=data,
                block=main.block_sha256,
                payload=main.payload_sha256,
            )
            for offset, (main, data) in stand_ins.items()
        }
        try:
            rewrite(places, name, changes, at=at)
        except SameSizeError:
            continue
        break
    with writing(engine) as connection:
        for row in _rows_in(connection, name, list(hits)):
            _restate(connection, row, stand_ins[row.offset][0])


def _stand_in(hit: _Hit, subject: Subject, uid: str, level: int) -> tuple[Restated, bytes]:
    """Return the record that stands in, and it packed with those beside it."""
    file = BytesIO(hit.data)
    main: Restated | None = None
    packed = []
    while file.tell() < len(hit.data):
        record = read_record(file)
        other = restated(record, subject.starred, erasure=uid, concurrent_to=main.id if main else "", level=level)
        main = main or other
        packed.append(other.data)
    assert main is not None  # noqa: S101 - a hit has a record
    return main, b"".join(packed)


def _restate(connection: Connection, row: Any, main: Restated) -> None:  # noqa: ANN401 - a row of SQLAlchemy
    """Let the row of a redacted snapshot, and of every revisit of its body, name the body that stands in."""
    connection.execute(
        update(SnapshotRow)
        .where(SnapshotRow.id == row.id)
        .values(
            record_id=UUID(main.id).bytes, length=len(main.data), **({} if main.is_revisit else {"size": main.size})
        )
    )
    new = bytes.fromhex(main.payload_sha256)
    if main.is_revisit or new == row.sha256:
        return
    connection.execute(
        update(SnapshotRow)
        .where(SnapshotRow.page_id == row.page_id, SnapshotRow.sha256 == row.sha256)
        .values(sha256=new, redacted_sha256=func.coalesce(SnapshotRow.redacted_sha256, row.sha256))
    )


def _rows(engine: Engine, name: str, offsets: list[int]) -> list[Any]:
    with reading(engine) as connection:
        return _rows_in(connection, name, offsets)


def _rows_in(connection: Connection, name: str, offsets: list[int]) -> list[Any]:
    query = (
        select(SnapshotRow.id, SnapshotRow.page_id, SnapshotRow.sha256, SnapshotRow.offset)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .where(WarcRow.name == name)
    )
    wanted = set(offsets)
    return [row for row in connection.execute(query).all() if row.offset in wanted]


def _held(engine: Engine, name: str, offsets: list[int]) -> set[int]:
    """Return those of some records that a case holds, itself or by a revisit of the same body."""
    rows = {row.offset: row for row in _rows(engine, name, offsets)}
    held: set[int] = set()
    with reading(engine) as connection:
        for offset, row in rows.items():
            same = and_(SnapshotRow.page_id == row.page_id, SnapshotRow.sha256 == row.sha256)
            query = (
                select(SnapshotRow.id)
                .join(EvidenceHoldRow, EvidenceHoldRow.snapshot_id == SnapshotRow.id)
                .where(or_(SnapshotRow.id == row.id, same), EvidenceHoldRow.released_at.is_(None))
                .limit(1)
            )
            if connection.execute(query).first() is not None:
                held.add(offset)
    return held
