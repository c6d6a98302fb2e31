"""Moves of a level as transitions, each told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from market.changes import ChangeKind
from market.price_index import Level, Series
from storage.bulk import insert_rows
from storage.ids import OFFER, public_id
from storage.models import LevelMoveRow, ObservationRow, OfferRow
from storage.price_index.moves import FoundMove
from storage.price_index.rows import level_values, rounded, series_ids
from storage.price_index.spans import midnight
from storage.transitions import record_transitions

SAME_MOVE_DAYS = 3
"""Moves of one series one way no farther apart than this are one and the same, found again after a late delivery."""
MOST_MOVED = 20
"""Offers that a move names as its evidence."""


def tell_moves(connection: Connection, moves: Sequence[FoundMove], *, now: datetime) -> list[int]:
    """Record each move that was not told before as a transition and return the new transitions' ids."""
    ids = series_ids(connection, {move.series for move in moves})
    new = [move for move in moves if not _is_told(connection, ids[move.series], move)]
    told = [_transition(move, _proof(connection, move), now) for move in new]
    transitions = record_transitions(connection, told)
    insert_rows(
        connection,
        LevelMoveRow,
        [_move(one, ids[move.series], move) for one, move in zip(transitions, new, strict=True)],
    )
    return transitions


def _is_told(connection: Connection, series_id: int, move: FoundMove) -> bool:
    query = select(LevelMoveRow.day, LevelMoveRow.since, LevelMoveRow.direction).where(
        LevelMoveRow.series_id == series_id
    )
    for day, since, direction in connection.execute(query):
        near = min(abs((day - move.day).days), abs((since - move.since).days)) <= SAME_MOVE_DAYS
        if day == move.day or (near and direction == _direction(move)):
            return True
    return False


def _direction(move: FoundMove) -> int:
    return 1 if move.shift.change > 0 else -1


def _proof(connection: Connection, move: FoundMove) -> int | None:
    """Return the page that shows the new price of the offer that went farthest."""
    if not move.moved:
        return None
    shown: int | None = connection.scalar(
        select(func.max(ObservationRow.snapshot_id))
        .join(OfferRow, OfferRow.id == ObservationRow.offer_id)
        .where(OfferRow.uid == move.moved[0][0].uid, ObservationRow.seen_at < midnight(move.day) + timedelta(days=1))
    )
    return shown


def _transition(move: FoundMove, snapshot_id: int | None, now: datetime) -> dict[str, Any]:
    before = _side(move.series, move.before) | {"day": (move.since - timedelta(days=1)).isoformat()}
    after = _side(move.series, move.after) | {"day": move.day.isoformat(), "change": f"{move.shift.change:.4f}"}
    return {
        "kind": ChangeKind.PRICE_LEVEL,
        "snapshot_id": snapshot_id,
        "at": now,
        "cause": _cause(move),
        "before": orjson.dumps(before).decode(),
        "after": orjson.dumps(after).decode(),
    }


def _side(series: Series, level: Level) -> dict[str, Any]:
    values = level_values(level)
    return {
        "kind": series.kind,
        "platform": series.platform,
        "attributes": list(series.attributes),
        "country": series.country,
        "unit": None if series.unit is None else series.unit.value,
        **{name: None if values[name] is None else format(values[name], "f") for name in ("median", "q1", "q3")},
        "n_offers": level.n_offers,
        "n_sellers": level.n_sellers,
    }


def _cause(move: FoundMove) -> str:
    shift = move.shift
    way = "up" if shift.change > 0 else "down"
    return (
        f"{shift.agreeing} of {shift.sellers} sellers who were there before went {way} {_within(shift.days)};"
        f" median move {shift.change:+.1%}, noise {shift.noise:.1%}"
    )


def _within(days: int) -> str:
    return "in a day" if days == 1 else f"within {days} days"


def _move(transition_id: int, series_id: int, move: FoundMove) -> dict[str, Any]:
    moved = [[public_id(OFFER, track.uid), f"{change:.4f}"] for track, change in move.moved[:MOST_MOVED]]
    return {
        "transition_id": transition_id,
        "series_id": series_id,
        "day": move.day,
        "since": move.since,
        "direction": _direction(move),
        "change": rounded(move.shift.change) if move.shift.change > 0 else -rounded(-move.shift.change),
        "moved": orjson.dumps(moved).decode(),
    }


def moved_offers(said: str) -> list[Mapping[str, str]]:
    """Return the offers that a move names, as the contract shows them."""
    return [{"offer_id": offer, "change": change} for offer, change in orjson.loads(said)]
