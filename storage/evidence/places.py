"""Where the parts of the evidence lie in a data directory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from storage.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePlaces:
    """The folders of one data directory."""

    data: Path

    @property
    def store(self) -> SnapshotStore:
        """The snapshot files with their chains."""
        return SnapshotStore(self.data / "snapshots")

    @property
    def ledger(self) -> Path:
        """One file a day that commits to the heads of the chains."""
        return self.data / "ledger"

    @property
    def stamps(self) -> Path:
        """What time-stamp authorities said about the ledger."""
        return self.ledger / "stamps"

    @property
    def keys(self) -> Path:
        """The private key, and every public key there ever was."""
        return self.data / "keys"


def replace_file(path: Path, body: bytes, *, mode: int = 0o600) -> None:
    """Put *body* at *path* in one step that a kill cannot halve."""
    spare = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        spare.replace(path)
    except OSError:
        spare.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Return once what was renamed in *folder* has reached the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
