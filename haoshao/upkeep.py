"""Retention and erasure, as commands tell them."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from pathlib import Path

from base.clock import now
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.evidence.places import EvidencePlaces, replace_file
from storage.evidence.retention import Pruned, prune
from storage.evidence.sealing import SealError


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
    if done.asked_before and (done.rows or done.snapshots):
        yield "the same was erased before: a site shows it again"
    if not dry:
        yield f"recorded as {done.uid}; packages that were handed over before are not touched"


def stamp_place(place: Workspace, *, force: bool) -> tuple[list[str], bool]:
    """Return how the stamps of the ledger went that were due, a line each, and whether one could not be had.

    With `force` every authority is asked that has not seen the last line; the service calls it without.

    Raises:
        MarketError: the ledger is broken, or an authority's certificates cannot be read.
    """
    from storage.evidence.stamps import stamp_ledger  # noqa: PLC0415 - with its client

    settings = place.settings.evidence
    places = EvidencePlaces(data=place.data)
    tries = stamp_ledger(places, settings, place.config, now=now(), force=force)
    lines = [
        f"{one.authority}: line {one.seq} stamped at {one.at}"
        if one.at
        else f"{one.authority}: no stamp of line {one.seq} yet, it is tried again: {one.error}"
        for one in tries
    ]
    if not settings.stamps:
        lines = ["no authority is named; see [[evidence.stamps]] in haoshao.toml"]
    elif not lines:
        lines = ["every authority has seen the last line of the ledger"]
    return lines, any(one.at is None for one in tries)


def new_key_for_sealing(path: Path) -> str:
    """Return what an operator does with a new key for originals.

    Raises:
        SealError: the file is there or cannot be written.
    """
    from storage.evidence.sealing import new_sealing_key  # noqa: PLC0415 - seldom needed

    public = new_sealing_key(path)
    return f'{path}: keep it away from this machine. In haoshao.toml: [evidence.sealing] key = "{public}"'


def unseal_place(place: Workspace, snapshot: str, private: Path, out: Path, *, reason: str, by: str) -> str:
    """Return where the original of a snapshot now lies.

    Raises:
        MarketError: it cannot be found, opened or written.
    """
    from storage.evidence.opening import open_original  # noqa: PLC0415 - seldom needed

    engine = open_database(place.database)
    try:
        who = by or getpass.getuser()
        places = EvidencePlaces(data=place.data)
        body = open_original(engine, places, snapshot, private, reason=reason, by=who, at=now())
    finally:
        engine.dispose()
    try:
        replace_file(out, body)
    except OSError as error:
        raise SealError(f"{out}: cannot be written ({error.strerror})") from error
    return f"{out}: {len(body)} bytes as they were fetched; that they were opened is recorded"


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
