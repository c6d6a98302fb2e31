"""The watch-list: handles and terms to look out for, and partners who raise no alert. Rows end, none is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select, update

from market.errors import MarketError
from storage.bulk import table
from storage.database import reading, writing
from storage.models import WatchRow

HANDLE = "handle"
TERM = "term"
PARTNER = "partner"
SELLER_TYPE = "seller"
"""The type of a partner who is known by the id of a seller."""


class WatchError(MarketError):
    """An entry of the watch-list that is there already, or is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEntry:
    """One line of the watch-list."""

    id: int
    list: str
    type: str
    value: str
    note: str
    at: datetime
    by: str
    removed_at: datetime | None
    removed_by: str | None

    @property
    def text(self) -> str:
        """The entry as a person writes it."""
        return f"{self.type}:{self.value}" if self.type else self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """Who raises no alert."""

    sellers: frozenset[str] = frozenset()
    """Public ids."""
    handles: frozenset[str] = frozenset()
    """`type:value` of each."""

    def include(self, ids: Iterable[str], handles: Iterable[str]) -> bool:
        """Return whether a seller of these ids and handles is one of them."""
        return not self.sellers.isdisjoint(ids) or not self.handles.isdisjoint(handles)


def watch_entries(engine: Engine, *, with_removed: bool = False) -> list[WatchEntry]:
    """Return the watch-list in the order in which it grew."""
    with reading(engine) as connection:
        return _entries(connection, with_removed=with_removed)


def standing_entries(connection: Connection, *lists: str) -> list[WatchEntry]:
    """Return what stands on the lists of these names."""
    return [entry for entry in _entries(connection, with_removed=False) if entry.list in lists]


def partners_of(connection: Connection) -> Partners:
    """Return who raises no alert."""
    entries = standing_entries(connection, PARTNER)
    return Partners(
        sellers=frozenset(entry.value for entry in entries if entry.type == SELLER_TYPE),
        handles=frozenset(entry.text for entry in entries if entry.type != SELLER_TYPE),
    )


def add_entry(engine: Engine, *, name: str, kind: str, value: str, note: str, by: str, at: datetime) -> WatchEntry:
    """Put an entry on the list called *name* and return it.

    Raises:
        WatchError: it is there already.
    """
    with writing(engine) as connection:
        if _standing(connection, name, kind, value) is not None:
            raise WatchError(f"{value}: is on the {name} list already; see `haoshao watch list`")
        row = {"list": name, "type": kind, "value": value, "note": note, "at": at, "by": by}
        entry_id: int = connection.execute(table(WatchRow).insert().values(**row)).inserted_primary_key[0]  # type: ignore[index]
    return WatchEntry(
        id=entry_id, list=name, type=kind, value=value, note=note, at=at, by=by, removed_at=None, removed_by=None
    )


def remove_entries(engine: Engine, *, kind: str | None, value: str, by: str, at: datetime) -> list[WatchEntry]:
    """End the entries of this value, on every list that has it, and return them; *kind* None means any.

    Raises:
        WatchError: no list has it.
    """
    with writing(engine) as connection:
        found = [
            entry
            for entry in _entries(connection, with_removed=False)
            if entry.value == value and (kind is None or entry.type == kind)
        ]
        if not found:
            raise WatchError(f"{value}: is on no list; see `haoshao watch list`")
        connection.execute(
            update(WatchRow).where(WatchRow.id.in_([one.id for one in found])).values(removed_at=at, removed_by=by)
        )
    return found


def _standing(connection: Connection, name: str, kind: str, value: str) -> int | None:
    return connection.scalar(
        select(WatchRow.id).where(
            WatchRow.list == name, WatchRow.type == kind, WatchRow.value == value, WatchRow.removed_at.is_(None)
        )
    )


def _entries(connection: Connection, *, with_removed: bool) -> list[WatchEntry]:
    query = select(table(WatchRow)).order_by(WatchRow.id)
    if not with_removed:
        query = query.where(WatchRow.removed_at.is_(None))
    rows: Sequence[dict[str, object]] = [dict(row) for row in connection.execute(query).mappings()]
    return [WatchEntry(**row) for row in rows]  # type: ignore[arg-type]  # the columns are the fields
