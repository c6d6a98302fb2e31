"""What `verify` and `ledger show` say of a package, of the store, of the ledger."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.database import open_database, reading
from storage.evidence.ledger import Ledger
from storage.evidence.ledger_lines import Kind, LedgerLine
from storage.evidence.places import EvidencePlaces
from storage.evidence.verify_store import verify_store
from storage.models import RunRow, SiteRow
from takedown.packing.verifying import Verdict, verify_package

_MOST_NOTES = 40


class NoKeyError(MarketError):
    """The file of the expected key cannot be read."""


def verify_any(place: Workspace, path: Path | None, key: Path | None) -> Verdict:
    """Return what the check of a package came to, or of the whole store without one.

    Raises:
        NoKeyError: the expected key cannot be read.
    """
    try:
        expected = None if key is None else key.read_bytes()
    except OSError as error:
        raise NoKeyError(f"{key}: cannot be read ({error.strerror})") from error
    if path is not None:
        return verify_package(path, key=expected)
    found = verify_store(place.require_data(), heads=_heads(place), key=expected)
    counted = ", ".join(f"{number} {what}" for what, number in found.counts.items()) or "nothing was ever kept"
    notes = found.notes[:_MOST_NOTES]
    if len(found.notes) > _MOST_NOTES:
        notes.append(f"and {len(found.notes) - _MOST_NOTES} more of this kind")
    lines = () if found.problems else (f"{place.data}: all holds ({counted})", *notes)
    return Verdict(problems=tuple(found.problems), lines=lines)


def _heads(place: Workspace) -> dict[str, str]:
    """Return the heads that the database knows of runs of this machine."""
    query = (
        select(RunRow.id, SiteRow.name, RunRow.chain_head, RunRow.holder)
        .join(SiteRow)
        .where(RunRow.chain_head.is_not(None))
    )
    engine = open_database(place.database)
    # machines that share a database have a store and a ledger each
    here = f"{socket.gethostname()}/" if engine.dialect.name != "sqlite" else ""
    with reading(engine) as connection:
        found = connection.execute(query).all()
    engine.dispose()
    return {f"run {run} of {site}": head for run, site, head, holder in found if head and holder.startswith(here)}


def shown_ledger(place: Workspace, last: int) -> Iterator[str]:
    """Yield the last lines of the ledger as a person reads them, and what waits to be entered."""
    places = EvidencePlaces(data=place.require_data())
    lines = [line for _, line in Ledger(places).lines()][-last:]
    for line in lines:
        yield f"{line.seq:6d}  {line.at}  {line.kind:8}  {_words(line)}  key {line.key_id}  {line.head[:16]}…"
    waiting = len(list(places.store.ended.glob("*.warc.gz"))) if places.store.ended.is_dir() else 0
    yield f"{waiting} runs wait to be entered: haoshao ledger close" if waiting else "no run waits to be entered"


def _words(line: LedgerLine) -> str:
    if line.kind is Kind.RUNS:
        return f"{len(line.items)} runs, {sum(item['links'] for item in line.items)} records"
    if line.kind is Kind.MAPS:
        return f"{len(line.items)} files pruned or redacted"
    if line.kind is Kind.STAMP:
        return ", ".join(str(item["file"]) for item in line.items)
    return ""
