"""Telling what was met before, without keeping it in memory."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from types import TracebackType
from typing import Self


class Once:
    """Answers whether a key is met for the first time; what it knows lies in a temporary file, not in memory."""

    def __init__(self) -> None:
        self._known = sqlite3.connect("")  # an empty name is SQLite's own temporary file
        self._known.execute("PRAGMA cache_size = -8000")
        self._known.execute("CREATE TABLE known (key INTEGER PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Forget everything."""
        self._known.close()

    def first(self, key: str) -> bool:
        """Return whether *key* was never asked about before."""
        digest = int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)
        return self._known.execute("INSERT OR IGNORE INTO known VALUES (?)", (digest,)).rowcount == 1
