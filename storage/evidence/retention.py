"""Retention by class: which bodies and rows a rule says to remove, and their removal. Never what a case holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from base.config_evidence import Retention
from storage.bulk import chunks
from storage.database import reading, writing
from storage.evidence.ledger import Ledger
from storage.evidence.ledger_lines import Kind
from storage.evidence.places import EvidencePlaces
from storage.evidence.rewriting import Change, alone, rewrite
from storage.models import (
    EvidenceHoldRow,
    IssueRow,
    NumberRow,
    NumberSightingRow,
    PageRow,
    RunRow,
    SnapshotRow,
    WarcRow,
)
from storage.moves import GONE, Fate, load_moves
from storage.pages import PRUNED, REVISIT
from storage.snapshots import SnapshotError

BODIES = ("offers", "pages", "errors", "robots", "numbers")
"""Classes of bodies; the others are classes of rows."""
_ERRORS_FROM = 400


@dataclass(slots=True, kw_only=True)
class Pruned:
    """What a prune removed, or would."""

    bodies: Counter[str] = field(default_factory=Counter)
    """By class."""
    packed: Counter[str] = field(default_factory=Counter)
    """Bytes of those bodies as they lie in the files, by class."""
    held: int = 0
    """Bodies past their time that a case holds."""
    files: int = 0
    freed: int = 0
    """Bytes that the files are smaller now; 0 in a dry run."""
    rows: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    """Files that could not be touched, and why."""


def prune(engine: Engine, places: EvidencePlaces, rules: Retention, *, now: datetime, dry: bool = False) -> Pruned:
    """Return what the rules removed; with `dry` what they would remove.

    Raises:
        BusyError: another prune or erase is under way.
        MarketError: the ledger cannot be written.
    """
    done = Pruned()
    if dry:
        _prune_files(engine, places, rules, now, done, dry=True)
    else:
        with alone(places):
            _prune_files(engine, places, rules, now, done, dry=False)
    _prune_rows(engine, rules, now, done, dry=dry)
    return done


def _prune_files(
    engine: Engine, places: EvidencePlaces, rules: Retention, now: datetime, done: Pruned, *, dry: bool
) -> None:
    entered = {str(item["warc"]) for _, line in Ledger(places).lines() if line.kind is Kind.RUNS for item in line.items}
    for warc_id, name in _files_with_old(engine, rules, now):
        due = [row for row in _due(engine, warc_id, rules, now) if not _is_held(row, done)]
        if not due or name not in entered:
            continue
        for row in due:
            done.bodies[row.kind] += 1
            done.packed[row.kind] += row.length
        done.files += 1
        if dry:
            continue
        try:
            done.freed += _take_out(places, name, due, now)
        except (SnapshotError, OSError) as error:
            done.problems.append(str(error))
            continue
        mark_gone(engine, [row.id for row in due])


def _is_held(row: Row[int, int, int, str, bool], done: Pruned) -> bool:
    done.held += bool(row.held)
    return bool(row.held)


def _take_out(places: EvidencePlaces, name: str, due: Sequence[Row[int, int, int, str, bool]], now: datetime) -> int:
    """Return the bytes that were freed; what a killed prune took out already is only marked by the caller."""
    moves = load_moves(places.store.path_of(name))
    changes = {}
    for row in due:
        part = None if moves is None else moves.part_at(row.offset)
        if part is None or part.fate not in GONE:
            changes[row.offset] = Change(fate=Fate.PRUNED, rule=f"retention.{row.kind}")
    return rewrite(places, name, changes, at=now) if changes else 0


def mark_gone(engine: Engine, ids: Sequence[int]) -> None:
    """Note that the bodies of snapshots are gone: their pages are read anew at the next look."""
    for some in chunks(ids):
        with writing(engine) as connection:
            flagged = SnapshotRow.flags.op("|")(PRUNED)
            connection.execute(update(SnapshotRow).where(SnapshotRow.id.in_(some)).values(flags=flagged))
            gate = PageRow.body_snapshot_id.in_(some)
            connection.execute(update(PageRow).where(gate).values(body_snapshot_id=None))


def _kind() -> ColumnElement[str]:
    """Return the class of a snapshot, as SQL."""
    return case(
        (PageRow.url.like("%/robots.txt"), "robots"),
        (SnapshotRow.status >= _ERRORS_FROM, "errors"),
        (RunRow.numbers > 0, "numbers"),
        (PageRow.follow_up.like('%"keys":[%'), "offers"),
        else_="pages",
    )


def _files_with_old(engine: Engine, rules: Retention, now: datetime) -> Iterator[tuple[int, str]]:
    """Yield the files that hold bodies older than the shortest rule, oldest first."""
    spans = [span for name in BODIES if (span := rules.span(name)) is not None]
    if not spans:
        return
    old = exists().where(
        SnapshotRow.warc_id == WarcRow.id,
        SnapshotRow.fetched_at < now - min(spans),
        SnapshotRow.flags.op("&")(PRUNED) == 0,
    )
    last = 0
    while True:
        with reading(engine) as connection:
            query = select(WarcRow.id, WarcRow.name).where(WarcRow.id > last, old).order_by(WarcRow.id).limit(100)
            found = connection.execute(query).all()
        if not found:
            return
        for warc_id, name in found:
            yield warc_id, name
            last = warc_id


def _due(engine: Engine, warc_id: int, rules: Retention, now: datetime) -> list[Row[int, int, int, str, bool]]:
    """Return the snapshots of a file whose time is over: for a body the last time that anybody saw it counts."""
    other = aliased(SnapshotRow)
    same = and_(other.page_id == SnapshotRow.page_id, other.sha256 == SnapshotRow.sha256)
    seen_at = case(
        (SnapshotRow.flags.op("&")(REVISIT) > 0, SnapshotRow.fetched_at),
        else_=select(func.max(other.fetched_at)).where(same).scalar_subquery(),
    )
    held = exists().where(EvidenceHoldRow.snapshot_id == other.id, EvidenceHoldRow.released_at.is_(None), same)
    limits: dict[str, timedelta] = {name: span for name in BODIES if (span := rules.span(name)) is not None}
    kind = _kind()
    over = or_(*(and_(kind == name, seen_at < now - span) for name, span in limits.items()))
    query = (
        select(SnapshotRow.id, SnapshotRow.offset, SnapshotRow.length, kind.label("kind"), held.label("held"))
        .join(PageRow, PageRow.id == SnapshotRow.page_id)
        .join(RunRow, RunRow.id == SnapshotRow.run_id)
        .where(SnapshotRow.warc_id == warc_id, SnapshotRow.flags.op("&")(PRUNED) == 0, over)
        .order_by(SnapshotRow.offset)
    )
    with reading(engine) as connection:
        return list(connection.execute(query).all())


def _prune_rows(engine: Engine, rules: Retention, now: datetime, done: Pruned, *, dry: bool) -> None:
    if (span := rules.span("numbers")) is not None:
        old = NumberSightingRow.last_seen_at < now - span
        unseen = NumberRow.last_seen_at < now - span, ~exists().where(NumberSightingRow.number_id == NumberRow.id)
        with reading(engine) as connection:
            done.rows["number sightings"] = _count(connection, NumberSightingRow, old)
            gone = NumberRow.last_seen_at < now - span
            done.rows["numbers"] = _count(connection, NumberRow, gone)
        if not dry:
            with writing(engine) as connection:
                connection.execute(delete(NumberSightingRow).where(old))
                done.rows["numbers"] = connection.execute(delete(NumberRow).where(*unseen)).rowcount
    if (span := rules.span("issues")) is not None:
        solved = IssueRow.solved_at < now - span
        with reading(engine) as connection:
            done.rows["solved issues"] = _count(connection, IssueRow, solved)
        if not dry:
            with writing(engine) as connection:
                connection.execute(delete(IssueRow).where(solved))


def _count(connection: Connection, row: type, *where: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(row).where(*where)) or 0
