"""The ledger: append-only files, one a day, that commit to the head of every run that ended.

Each line commits to the one before, across files, and is signed. Files are numbered, so that a clock
that is set back begins another file and never another ledger.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from base.clock import is_simulated, iso
from market.errors import MarketError
from storage.chain import START, chain_path, read_chain, write_all
from storage.evidence.keys import NEXT, PRIVATE, PublicKey, Signer, export_public, load_signer, make_key, read_private
from storage.evidence.ledger_lines import Kind, LedgerLine, read_line, signed_line
from storage.evidence.places import EvidencePlaces, sync_folder

_FILE = re.compile(r"(\d{6})-(\d{4}-\d{2}-\d{2})\.jsonl")


class LedgerError(MarketError):
    """The ledger cannot be written, or is broken; names the line."""


class Ledger:
    """The ledger of one data directory."""

    def __init__(self, places: EvidencePlaces) -> None:
        self._places = places
        self.folder = places.ledger

    def files(self) -> tuple[Path, ...]:
        """Return its files, oldest first."""
        found = self.folder.glob("*.jsonl") if self.folder.is_dir() else ()
        return tuple(sorted(path for path in found if _FILE.fullmatch(path.name)))

    def lines(self) -> Iterator[tuple[Path, LedgerLine]]:
        """Yield every line with its file, each checked against the one before; signatures are not looked at.

        Raises:
            LedgerError: names the first broken line.
        """
        prev, seq = START, 0
        for path in self.files():
            with path.open("rb") as file:
                for number, said in enumerate(file, start=1):
                    line = read_line(said, prev) if said.endswith(b"\n") else None
                    if line is None or line.seq != seq:
                        raise LedgerError(f"{path.name} line {number}: the ledger is broken there")
                    yield path, line
                    prev, seq = line.head, seq + 1

    def last(self) -> tuple[Path, LedgerLine] | None:
        """Return the last line and its file; None where nothing was ever entered.

        Raises:
            LedgerError: it is broken.
        """
        for path in reversed(self.files()):
            with path.open("rb") as file:
                tail = _last_line(file.fileno())
            if not tail:
                continue
            line = read_line(tail, None) if tail.endswith(b"\n") else None
            if line is None:
                raise LedgerError(f"{path.name}: its last line is broken; haoshao verify names the first broken one")
            return path, line
        return None

    def append(self, kind: Kind, items: Sequence[Mapping[str, Any]], *, at: datetime) -> LedgerLine:
        """Return the line that was added; the first one ever is preceded by a line with the key.

        Raises:
            KeyFileError: the key cannot be used.
            LedgerError: it is broken, or cannot be written.
        """
        with self.locked():
            return self.append_locked(kind, items, at=at)

    def append_locked(
        self, kind: Kind, items: Sequence[Mapping[str, Any]], *, at: datetime, signer: Signer | None = None
    ) -> LedgerLine:
        """Do what `append` does for a caller that holds the lock; `signer` where it is not the key in use."""
        last = self.last()
        if last is None:
            first = load_signer(self._places.data)
            self._add(first, Kind.START, [{"public": first.public.raw.hex()}], at, None)
            last = self.last()
        return self._add(signer or load_signer(self._places.data), kind, items, at, last)

    def _add(
        self,
        signer: Signer,
        kind: Kind,
        items: Sequence[Mapping[str, Any]],
        at: datetime,
        last: tuple[Path, LedgerLine] | None,
    ) -> LedgerLine:
        seq, prev = (0, START) if last is None else (last[1].seq + 1, last[1].head)
        said = signed_line(
            signer, seq=seq, prev=prev, kind=kind, at=iso(at) or "", items=items, simulated=is_simulated()
        )
        path = self._file_for(at, None if last is None else last[0])
        is_new = not path.exists()
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                write_all(handle, said)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise LedgerError(f"{path}: cannot be written ({error.strerror})") from error
        if is_new:
            sync_folder(self.folder)
        added = read_line(said, prev)
        if added is None:
            raise LedgerError(f"{path.name}: a line that cannot be read back was written")
        return added

    def _file_for(self, at: datetime, last: Path | None) -> Path:
        day = f"{at:%Y-%m-%d}"
        found = None if last is None else _FILE.fullmatch(last.name)
        if last is not None and found and found[2] == day:
            return last
        return self.folder / f"{int(found[1]) + 1 if found else 1:06d}-{day}.jsonl"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the ledger alone; what a killed writer left half is cut off, a change of key it began is finished.

        Raises:
            LedgerError: it cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (self.folder / "lock").open("wb")
        except OSError as error:
            raise LedgerError(f"{self.folder}: the ledger cannot be written ({error.strerror})") from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._cut_torn_line()
            self._settle_key()
            yield

    def _cut_torn_line(self) -> None:
        for path in reversed(self.files()):
            with path.open("r+b") as file:
                tail = _last_line(file.fileno())
                if tail and not tail.endswith(b"\n"):
                    file.truncate(file.seek(0, os.SEEK_END) - len(tail))
                if file.seek(0, os.SEEK_END):
                    return
            path.unlink()

    # --- the key ---

    def new_key(self, *, at: datetime, lost: bool = False) -> LedgerLine:
        """Return the line that hands over to a new key, signed by the old one; by the new one where that was `lost`.

        Raises:
            KeyFileError: the old key cannot be used.
            LedgerError: the ledger cannot be written.
        """
        with self.locked():
            path = self._places.keys / NEXT
            signer = make_key(path)
            item = {"public": signer.public.raw.hex(), **({"lost": True} if lost else {})}
            line = self.append_locked(Kind.KEY, [item], at=at, signer=signer if lost else None)
            path.replace(self._places.keys / PRIVATE)
            sync_folder(self._places.keys)
            return line

    def _settle_key(self) -> None:
        """Finish or forget the change of key that a kill cut short: what the ledger says holds."""
        path = self._places.keys / NEXT
        if not path.exists():
            return
        waiting = read_private(path)
        last = self.last()
        if last is not None and last[1].kind is Kind.KEY and last[1].items[0]["public"] == waiting.public.raw.hex():
            export_public(self._places.keys, waiting.public)
            path.replace(self._places.keys / PRIVATE)
        else:
            (self._places.keys / f"{waiting.key_id}.pub").unlink(missing_ok=True)
            path.unlink()

    # --- runs ---

    def record_ended(self, *, at: datetime) -> LedgerLine | None:
        """Return the line that commits to every run that ended since the last one; None where none did.

        A run that was entered but not yet ticked off when the process died is entered again, with the same head.

        Raises:
            KeyFileError: the key cannot be used; the runs wait for it.
            LedgerError: the ledger cannot be written.
        """
        store = self._places.store
        with self.locked():
            waiting = sorted(store.ended.glob("*.warc.gz")) if store.ended.is_dir() else []
            items = [item for marker in waiting if (item := _run_item(store.path_of(marker.name)))]
            line = self.append_locked(Kind.RUNS, items, at=at) if items else None
            for marker in waiting:
                marker.unlink(missing_ok=True)
            return line


def record_ended_runs(data: Path, *, at: datetime) -> LedgerLine | None:
    """Return the line that commits to every run of a data directory that ended since the last one; None without one.

    Raises:
        MarketError: the key or the ledger cannot be used; the runs wait.
    """
    return Ledger(EvidencePlaces(data=data)).record_ended(at=at)


def known_keys(lines: Sequence[LedgerLine]) -> dict[str, PublicKey]:
    """Return the public keys that the lines name, by id."""
    raw = [item["public"] for line in lines if line.kind in {Kind.START, Kind.KEY} for item in line.items]
    keys = [PublicKey(raw=bytes.fromhex(one)) for one in raw]
    return {key.key_id: key for key in keys}


def _run_item(path: Path) -> dict[str, Any] | None:
    links, head, end = 0, START, 0
    try:
        for link in read_chain(chain_path(path)):
            if link is None:
                break
            links, head = links + 1, link.head
            end = end if link.entry is None else int(link.entry["end"])
    except FileNotFoundError:
        return None
    return {"warc": path.name, "links": links, "head": head, "bytes": end} if links else None


def _last_line(handle: int) -> bytes:
    """Return the last line of a file, with its end where it has one; empty where the file is."""
    size = os.fstat(handle).st_size
    step, found = 64 * 1024, b""
    while len(found) < size:
        at = max(0, size - len(found) - step)
        found = os.pread(handle, size - len(found) - at, at) + found
        cut = found.rfind(b"\n", 0, len(found) - 1)
        if cut >= 0:
            return found[cut + 1 :]
        step *= 2
    return found
