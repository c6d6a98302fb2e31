"""Checks the whole store offline: keys, ledger, chains, every byte of every file, tombstones and stamps."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.chain import START, ChainLink, chain_path, read_chain
from storage.evidence.findings import Findings
from storage.evidence.keys import PublicKey, parse_public
from storage.evidence.ledger import Ledger, LedgerError
from storage.evidence.ledger_lines import Kind, LedgerLine
from storage.evidence.places import EvidencePlaces
from storage.evidence.verify_proof import learn_keys, tombstone_words, verify_stamp
from storage.moves import GONE, BrokenMapError, Fate, Moves, Part, find_moves, next_moves_path
from storage.snapshots import SnapshotError
from storage.warc import NotARecordError, read_record


@dataclass(slots=True, kw_only=True)
class _Committed:
    """What the ledger commits to."""

    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    maps: dict[str, list[str]] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)


def verify_store(data: Path, *, heads: Mapping[str, str] | None = None, key: bytes | None = None) -> Findings:
    """Return what the check of a data directory came to.

    `heads` are those that the database knows, by a name to speak of the run by: each has to be in the ledger.
    `key` is the public key, in PEM, that the ledger has to begin with.
    """
    places = EvidencePlaces(data=data)
    found = Findings()
    # a run may end meanwhile: files go from being written to waiting to the ledger, and are looked for in that order
    names = tuple(places.store.names())
    waiting = {name: _head_of(places, name) for name in _waiting(places)}
    committed = _check_ledger(places, found, key)
    for name in sorted(committed.runs):
        _check_file(places, name, committed, found)
    _check_others(names, waiting, committed, found)
    _check_stamps(places, committed, found)
    known = {run["head"] for run in committed.runs.values()}
    for said, head in (heads or {}).items():
        if head not in known and head not in waiting.values():
            found.broken(f"{said}: the ledger does not know its head, a file or a line was taken away")
    return found


def _check_ledger(places: EvidencePlaces, found: Findings, key: bytes | None) -> _Committed:
    committed = _Committed()
    keys: dict[str, PublicKey] = {}
    current = ""
    try:
        for path, line in Ledger(places).lines():
            if line.seq == 0 and key is not None and (named := parse_public(key)) and named.key_id != line.key_id:
                found.broken(f"{path.name} line 1: the ledger does not begin with the key that you named")
            learn_keys(line, keys, found, path.name)
            current = current or line.key_id
            handed = _hands_over(line)
            signer = keys.get(line.key_id)
            if signer is None or not line.is_signed_by(signer) or line.key_id not in {current, handed}:
                found.broken(f"{path.name}: line {line.seq} of the ledger is not signed by the key in use")
            current = handed or current
            _commit(line, committed)
            found.count("ledger lines")
    except LedgerError as error:
        found.broken(str(error))
    for public in keys.values():
        exported = places.keys / f"{public.key_id}.pub"
        if not exported.exists() or parse_public(exported.read_bytes()) != public:
            found.broken(f"{exported.name}: the public key is missing or is another one")
    return committed


def _hands_over(line: LedgerLine) -> str:
    """Return the id of the key that signs after *line*, where it brings one."""
    if line.kind is not Kind.KEY:
        return ""
    return PublicKey(raw=bytes.fromhex(str(line.items[-1]["public"]))).key_id


def _commit(line: LedgerLine, committed: _Committed) -> None:
    committed.heads.append(line.head)
    for item in line.items:
        if line.kind is Kind.RUNS:
            committed.runs[str(item["warc"])] = dict(item)
        elif line.kind is Kind.MAPS:
            committed.maps.setdefault(str(item["warc"]), []).append(str(item["map"]))
        elif line.kind is Kind.STAMP:
            committed.stamps[str(item["file"])] = str(item["sha256"])


def _check_file(places: EvidencePlaces, name: str, committed: _Committed, found: Findings) -> None:
    """Check one snapshot file against its chain, its chain against the ledger, and what is missing against its map."""
    run = committed.runs[name]
    try:
        path = places.store.path_of(name)
        links = list(places.store.chain(name))
        _check_end(links, run)
        moves = _moves_of(path, committed, found)
        _check_bytes(path, links, moves, run["bytes"], found)
        found.count("runs")
    except OSError as error:
        found.broken(f"{name}: cannot be read ({error.strerror})")
    except (SnapshotError, BrokenMapError) as error:
        found.broken(str(error))


def _check_end(links: list[ChainLink], run: Mapping[str, Any]) -> None:
    head = links[-1].head if links else START
    if (len(links), head) != (run["links"], run["head"]):
        raise SnapshotError(f"{run['warc']}: its chain does not end where the ledger says")


def _moves_of(path: Path, committed: _Committed, found: Findings) -> Moves | None:
    """Return the map that the ledger commits to; None where nothing was taken out.

    Raises:
        SnapshotError: there is a map that it does not know, or none where it knows one.
    """
    wanted = committed.maps.get(path.name, [])
    held = find_moves(path)
    digest = None if held is None else hashlib.sha256(held[1]).hexdigest()
    if digest == (wanted[-1] if wanted else None):
        return None if held is None else held[0]
    waiting = next_moves_path(path)
    begun = wanted and waiting.exists() and hashlib.sha256(waiting.read_bytes()).hexdigest() == wanted[-1]
    if begun and digest == (wanted[-2] if len(wanted) > 1 else None):
        found.note(f"{path.name}: what was taken out is still there, a kill came between (haoshao db prune)")
        return None if held is None else held[0]
    raise SnapshotError(f"{path.name}: its tombstones are not those that the ledger commits to")


def _check_bytes(path: Path, links: list[ChainLink], moves: Moves | None, size: int, found: Findings) -> None:
    name = path.name
    entries = {int(link.entry["offset"]): link.entry for link in links if link.entry is not None}
    whole = Part(offset=0, end=size, fate=Fate.KEPT, now=0, length=size)
    if path.stat().st_size != (size if moves is None else moves.size) or (moves is not None and moves.was != size):
        raise SnapshotError(f"{name}: has not the size that the ledger says")
    with path.open("rb") as file:
        for part in (whole,) if moves is None else moves.parts:
            if part.fate in GONE:
                found.count(f"records {part.fate}", sum(part.offset <= place < part.end for place in entries) or 1)
                found.note(f"{name}@{part.offset}: {tombstone_words(part)}")
                continue
            file.seek(part.now)
            if part.fate is Fate.REDACTED:
                _check_redacted(file.read(part.length), part, name)
                found.count("records redacted")
                found.note(f"{name}@{part.offset}: {tombstone_words(part)}")
                continue
            for entry in _entries_in(part, entries, name):
                if hashlib.sha256(file.read(entry["end"] - entry["offset"])).hexdigest() != entry["stored"]:
                    raise SnapshotError(f"{name}@{entry['offset']}: the record is not the one stored (sha256 differs)")
                found.count("records")


def _entries_in(part: Part, entries: Mapping[int, Mapping[str, Any]], name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of the records in *part*, which have to fill it."""
    place = part.offset
    while place < part.end:
        entry = entries.get(place)
        if entry is None or entry["end"] > part.end:
            raise SnapshotError(f"{name}@{place}: bytes that no link of the chain commits to")
        yield entry
        place = int(entry["end"])


def _check_redacted(data: bytes, part: Part, name: str) -> None:
    from io import BytesIO  # noqa: PLC0415 - only what was redacted needs it

    try:
        record = read_record(BytesIO(data))
        rest = data
    except NotARecordError as error:
        raise SnapshotError(f"{name}@{part.offset}: the redacted record is broken ({error})") from error
    digests = hashlib.sha256(record.block).hexdigest(), hashlib.sha256(record.payload).hexdigest()
    if digests != (part.block, part.payload) or hashlib.sha256(rest).hexdigest() != part.stored:
        raise SnapshotError(f"{name}@{part.offset}: the redacted record is not the one that its tombstone names")


def _waiting(places: EvidencePlaces) -> set[str]:
    """Return the files that are being written, or wait to be entered in the ledger."""
    store = places.store
    return {marker.name for folder in (store.folder / "open", store.ended) for marker in folder.glob("*.warc.gz")}


def _head_of(places: EvidencePlaces, name: str) -> str:
    head = START
    for link in read_chain(chain_path(places.store.path_of(name))):
        head = head if link is None else link.head
    return head


def _check_others(names: Sequence[str], waiting: Collection[str], committed: _Committed, found: Findings) -> None:
    """Name what lies in the store and nobody commits to."""
    for name in names:
        if name in committed.runs:
            continue
        if name in waiting:
            found.note(f"{name}: is being written or waits for the ledger (haoshao ledger close)")
        else:
            found.broken(f"{name}: the ledger does not know this file")


def _check_stamps(places: EvidencePlaces, committed: _Committed, found: Findings) -> None:
    stamps = {path.name: path.read_bytes() for path in sorted(places.stamps.glob("*-*.*"))}
    for name, digest in committed.stamps.items():
        if name not in stamps or hashlib.sha256(stamps[name]).hexdigest() != digest:
            found.broken(f"{name}: the stamp is missing or is another one than the ledger says")
    for name in stamps:
        if not name.endswith(".tsr"):
            continue
        seq = name.partition("-")[0]
        if not seq.isdecimal() or int(seq) >= len(committed.heads):
            found.broken(f"{name}: is a stamp of no line of the ledger")
        else:
            verify_stamp(name, stamps, committed.heads[int(seq)], found)
