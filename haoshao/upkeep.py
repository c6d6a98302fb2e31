"""Retention and erasure, as commands tell them."""

from __future__ import annotations

import getpass
from collections.abc import Iterator

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


def erase_place(place: Workspace, subject: str, *, reason: str, by: str, drop: bool, dry: bool) -> Iterator[str]:
    """Yield what was erased, or would be, a line each.

    Raises:
        MarketError: the subject is not stated well, or something cannot be written.
    """
    from storage.evidence.erasing.erase import erase  # noqa: PLC0415 - with its patterns
    from storage.evidence.erasing.subjects import parse_subject  # noqa: PLC0415

    engine = open_database(place.database)
    try:
        who = by or getpass.getuser()
        whose = parse_subject(subject)
        places = EvidencePlaces(data=place.data)
        done = erase(engine, places, whose, reason=reason, by=who, at=now(), drop=drop, dry=dry)
    finally:
        engine.dispose()
    verb = "hold it" if dry else "erased" if drop else "redacted"
    yield f"{done.snapshots} snapshots {verb}, {done.rows} rows {'hold it' if dry else 'masked'}"
    if done.kept_snapshots or done.kept_rows:
        yield (
            f"{done.kept_snapshots} snapshots and {done.kept_rows} rows of cases were left: evidence of a claim; "
            "close the case and erase again"
        )
    if done.sealed:
        yield f"{done.sealed} sealed originals could not be looked into; `haoshao db prune` removes them in their time"
    if done.asked_before:
        yield "the same was erased before: a site shows it again"
    if not dry:
        yield f"recorded as {done.uid}; packages that were handed over before are not touched"


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
