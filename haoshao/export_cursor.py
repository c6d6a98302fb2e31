"""Where an incremental export stands: a small file that the next one goes on from."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from base.clock import iso
from market.errors import MarketError


class CursorError(MarketError):
    """A cursor file is none, or is that of another export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What has been exported: all that changed until `since`, and of the present round the offers up to `after`."""

    table: str
    since: datetime | None = None
    until: datetime | None = None
    """The end of the round under way; None between rounds."""
    after: int = 0

    def begun(self, settled: datetime) -> Cursor:
        """Return it with a round under way: the one that was interrupted, else a new one until *settled*."""
        return self if self.until is not None else replace(self, until=settled, after=0)

    def done(self) -> Cursor:
        """Return it after its round."""
        return Cursor(table=self.table, since=self.until)


def load_cursor(path: Path, table: str) -> Cursor:
    """Return the cursor in *path*, a fresh one where there is none yet.

    Raises:
        CursorError: the file is no cursor, or belongs to another table.
    """
    try:
        said = json.loads(path.read_text("utf-8"))
        found = Cursor(
            table=said["table"], since=_moment(said["since"]), until=_moment(said["until"]), after=int(said["after"])
        )
    except FileNotFoundError:
        return Cursor(table=table)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CursorError(f"{path}: is no cursor of an export ({error}); name another file or remove it") from error
    if found.table != table:
        raise CursorError(f"{path}: is the cursor of {found.table}, not of {table}; name a file of its own")
    return found


def save_cursor(path: Path, cursor: Cursor) -> None:
    """Write *cursor* to *path*, whole or not at all.

    Raises:
        CursorError: it cannot be written.
    """
    said = {"table": cursor.table, "since": _iso(cursor.since), "until": _iso(cursor.until), "after": cursor.after}
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(said) + "\n", "utf-8")
        beside.replace(path)
    except OSError as error:
        raise CursorError(f"{path}: cannot be written ({error.strerror})") from error


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError(f"{said} names no zone")
    return moment


def described(cursor: Cursor) -> str:
    """Return in words where the next export goes on."""
    if cursor.until is not None:
        return f"more to come: the next one goes on after offer {cursor.after}"
    return f"complete until {iso(cursor.since)}"
