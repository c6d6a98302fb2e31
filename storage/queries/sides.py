"""What an offer showed before and after each of its transitions: its observations on both sides."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, bindparam, select

from market.changes import ChangeKind, Look
from storage.bulk import chunks, table
from storage.models import ObservationRow
from storage.offers import look_from

_OBSERVATION = table(ObservationRow)
_LOOKS = (
    select(_OBSERVATION)
    .where(_OBSERVATION.c.offer_id.in_(bindparam("offer_ids", expanding=True)))
    .order_by(_OBSERVATION.c.offer_id, _OBSERVATION.c.snapshot_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The looks on both sides of a transition; None where the offer was not there."""

    before: Look | None
    after: Look | None


def sides_of(connection: Connection, transitions: Iterable[RowMapping]) -> Mapping[int, Sides]:
    """Return the looks around each transition of an offer, by transition id."""
    wanted = [row for row in transitions if row["offer_id"] is not None]
    seen: dict[int, list[tuple[int, Look]]] = {}
    for some in chunks({row["offer_id"] for row in wanted}):
        for row in connection.execute(_LOOKS, {"offer_ids": some}).mappings():
            seen.setdefault(row["offer_id"], []).append((row["snapshot_id"], look_from(row)))
    return {row["id"]: sides_among(row, seen.get(row["offer_id"], [])) for row in wanted}


def sides_among(row: RowMapping, looks: Sequence[tuple[int, Look]]) -> Sides:
    """Return the looks around one transition of an offer that has *looks*: each with its snapshot, oldest first."""
    kind, at = row["kind"], row["snapshot_id"] or 0
    earlier, known = bisect_left(looks, at, key=_snapshot), bisect_right(looks, at, key=_snapshot)
    if kind is ChangeKind.VANISHED:
        return Sides(before=_last(looks, known or len(looks)), after=None)
    before = None if kind is ChangeKind.APPEARED else _last(looks, earlier)
    return Sides(before=before, after=_last(looks, known))


def _snapshot(one: tuple[int, Look]) -> int:
    return one[0]


def _last(looks: Sequence[tuple[int, Look]], count: int) -> Look | None:
    """Return the last of the first *count* looks."""
    return looks[count - 1][1] if count else None
