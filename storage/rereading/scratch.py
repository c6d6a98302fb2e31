"""The scratch file of a reading under way: tracks on disk, a few thousand at hand, and where to go on after a kill."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from storage.rereading.packing import packed_track, unpacked_track
from storage.rereading.tracks import Track

AT_HAND = 4000
"""Tracks held in memory at once."""


class Scratch:
    """Tracks of one site by the uid of the listing. What was written since the last `mark` is forgotten by a kill."""

    def __init__(self, path: Path, version: str) -> None:
        """Open the file at *path*; one of another *version* of the readers, or a torn one, is begun anew."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._at_hand: dict[int, Track] = {}
        self._dirty: set[int] = set()
        try:
            self._open(version)
        except sqlite3.DatabaseError:
            self._unlink()
            self._open(version)

    def _open(self, version: str) -> None:
        self._file = sqlite3.connect(self.path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.execute("CREATE TABLE IF NOT EXISTS track (uid INTEGER PRIMARY KEY, said BLOB NOT NULL)")
        for table in ("page (id INTEGER PRIMARY KEY, said BLOB NOT NULL)", "covered (id INTEGER PRIMARY KEY)"):
            self._file.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        self._file.execute("CREATE TABLE IF NOT EXISTS word (name TEXT PRIMARY KEY, said BLOB NOT NULL)")
        if self.word("version") != version:
            for name in ("track", "page", "covered", "word"):
                self._file.execute(f"DELETE FROM {name}")  # noqa: S608 - our own tables
            self._put("version", version)
        self._file.execute("BEGIN")

    def word(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Return what was noted under *name*; None where nothing was."""
        row = self._file.execute("SELECT said FROM word WHERE name = ?", (name,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def mark(self, **words: Any) -> None:  # noqa: ANN401 - JSON
        """Note *words* together with all tracks as they are now, for good."""
        self._spill()
        for name, said in words.items():
            self._put(name, said)
        self._file.execute("COMMIT")
        self._file.execute("BEGIN")

    def get(self, uid: int) -> Track | None:
        """Return the track of a listing; None where no page showed it."""
        if uid not in self._at_hand:
            row = self._file.execute("SELECT said FROM track WHERE uid = ?", (uid,)).fetchone()
            if row is None:
                return None
            self._keep(uid, unpacked_track(row[0]))
        return self._at_hand[uid]

    def put(self, uid: int, track: Track) -> None:
        """Keep the track of a listing."""
        self._keep(uid, track)
        self._dirty.add(uid)

    def page(self, page_id: int) -> Any:  # noqa: ANN401 - JSON
        """Return what was kept of the last look at a page; None before the first."""
        row = self._file.execute("SELECT said FROM page WHERE id = ?", (page_id,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def put_page(self, page_id: int, said: Any) -> None:  # noqa: ANN401 - JSON
        """Keep what the next look at a page needs to know of this one."""
        self._file.execute("INSERT OR REPLACE INTO page VALUES (?, ?)", (page_id, orjson.dumps(said)))

    def cover(self, snapshot_id: int) -> None:
        """Note that today's readers have read a snapshot."""
        self._file.execute("INSERT OR IGNORE INTO covered VALUES (?)", (snapshot_id,))

    def covered(self, snapshot_ids: Iterable[int]) -> set[int]:
        """Return those of *snapshot_ids* that today's readers have read."""
        query = "SELECT 1 FROM covered WHERE id = ?"
        return {one for one in snapshot_ids if self._file.execute(query, (one,)).fetchone()}

    def uids(self) -> Iterator[int]:
        """Yield the uid of every track, in rising order."""
        self._spill()
        last = -1
        while some := self._file.execute(
            "SELECT uid FROM track WHERE uid > ? ORDER BY uid LIMIT ?", (last, AT_HAND)
        ).fetchall():
            yield from (uid for (uid,) in some)
            last = some[-1][0]

    def close(self, *, done: bool) -> None:
        """Close the file; remove it where the reading is *done*."""
        if self._file.in_transaction:
            self._file.execute("ROLLBACK")
        self._file.close()
        if done:
            self._unlink()

    def _keep(self, uid: int, track: Track) -> None:
        if uid not in self._at_hand and len(self._at_hand) >= AT_HAND:
            self._spill()
            self._at_hand.clear()
        self._at_hand[uid] = track

    def _spill(self) -> None:
        rows: Iterable[tuple[int, bytes]] = [(uid, packed_track(self._at_hand[uid])) for uid in self._dirty]
        self._file.executemany("INSERT OR REPLACE INTO track VALUES (?, ?)", rows)
        self._dirty.clear()

    def _put(self, name: str, said: Any) -> None:  # noqa: ANN401 - JSON
        self._file.execute("INSERT OR REPLACE INTO word VALUES (?, ?)", (name, orjson.dumps(said)))

    def _unlink(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
