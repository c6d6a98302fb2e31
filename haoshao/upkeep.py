"""Retention, as a command tells it."""

from __future__ import annotations

from base.clock import now
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.evidence.places import EvidencePlaces
from storage.evidence.retention import Pruned, prune


def prune_place(place: Workspace, *, dry: bool) -> tuple[list[str], list[str]]:
    """Return what was removed, or would be, a line each, and what could not be.

    Raises:
        MarketError: another prune is under way, or the ledger cannot be written.
    """
    rules = place.settings.retention
    engine = open_database(place.database)
    try:
        done = prune(engine, EvidencePlaces(data=place.data), rules, now=now(), dry=dry)
    finally:
        engine.dispose()
    return list(_lines(done, dry=dry)), done.problems


def _lines(done: Pruned, *, dry: bool) -> list[str]:
    verb = "would go" if dry else "gone"
    lines = [
        f"{kind}: {number} bodies {verb}, {shown_size(done.packed[kind])}"
        for kind, number in sorted(done.bodies.items())
    ]
    lines += [f"{what}: {number} {verb}" for what, number in done.rows.items() if number]
    if done.held:
        lines.append(f"{done.held} bodies are past their time and stay, an open case holds them")
    if not lines:
        lines.append("nothing is older than [retention] allows")
    if done.freed:
        lines.append(
            f"{shown_size(done.freed)} freed in {done.files} files; the ledger says what went and by which rule"
        )
    return lines


def shown_size(size: int) -> str:
    """Return a number of bytes as a person reads it."""
    for unit, bound in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if size >= bound:
            return f"{size / bound:.1f} {unit}"
    return f"{size} bytes"
