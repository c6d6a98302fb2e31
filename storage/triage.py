"""Triage: what people do with alerts, each step an event that says who, when and how the alert stood afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update

from market.errors import MarketError
from storage.bulk import chunks, table
from storage.codes import AlertState, Disposition
from storage.database import reading, writing
from storage.models import AlertEventRow, AlertRow, SuppressionRow

_ALERT = table(AlertRow)
_EVENT = table(AlertEventRow)


class TriageError(MarketError):
    """A step of triage that cannot be taken; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an alert stands."""

    state: AlertState
    disposition: Disposition | None = None
    assignee: str | None = None
    case_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One step of triage."""

    id: int
    at: datetime
    by: str | None
    action: str
    state: str
    disposition: str | None
    assignee: str | None
    case_no: str | None
    note: str | None
    undoes_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """What a false positive silences."""

    id: int
    family: str
    alert_id: int
    at: datetime
    by: str
    note: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    silenced: int
    """Alerts that it has closed."""
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that a person takes with some alerts."""

    action: str
    by: str
    at: datetime
    note: str | None = None


def acknowledge(connection: Connection, ids: Sequence[int], step: Step) -> int:
    """Return how many alerts are acknowledged now that were open."""
    return _take(
        connection, ids, step, lambda old: replace(old, state=AlertState.ACKNOWLEDGED), only=(AlertState.OPEN,)
    )


def close(connection: Connection, ids: Sequence[int], step: Step, disposition: Disposition) -> int:
    """Return how many alerts were closed; as false positives they silence their families from now on."""
    closed = _take(connection, ids, step, lambda old: replace(old, state=AlertState.CLOSED, disposition=disposition))
    if disposition is Disposition.FALSE_POSITIVE:
        _silence(connection, ids, step)
    else:
        _unsilence(connection, ids, step)
    return closed


def reopen(connection: Connection, ids: Sequence[int], step: Step) -> int:
    """Return how many alerts are open again; what they silenced speaks again."""
    _unsilence(connection, ids, step)
    return _take(connection, ids, step, lambda old: replace(old, state=AlertState.OPEN, disposition=None, case_no=None))


def assign(connection: Connection, ids: Sequence[int], step: Step, assignee: str | None) -> int:
    """Return how many alerts are another person's now; None takes them from everybody."""
    return _take(connection, ids, step, lambda old: replace(old, assignee=assignee))


def note(connection: Connection, ids: Sequence[int], step: Step) -> int:
    """Return to how many alerts the note of *step* was added."""
    return _take(connection, ids, step, lambda old: old, always=True)


def put_in_case(connection: Connection, ids: Sequence[int], case_no: str, *, by: str, at: datetime) -> int:
    """Return how many alerts a case took up."""
    step = Step(action="case", by=by, at=at, note=case_no)
    return _take(
        connection, ids, step, lambda old: replace(old, state=AlertState.IN_CASE, disposition=None, case_no=case_no)
    )


def out_of_case(connection: Connection, ids: Sequence[int], *, by: str, at: datetime, note: str | None = None) -> int:
    """Return how many alerts a case gave back; they are acknowledged."""
    step = Step(action="out_of_case", by=by, at=at, note=note)
    return _take(
        connection,
        ids,
        step,
        lambda old: replace(old, state=AlertState.ACKNOWLEDGED, case_no=None),
        only=(AlertState.IN_CASE,),
    )


def undo(connection: Connection, alert_id: int, step: Step) -> AlertEvent:
    """Take back the last step of triage with an alert that is not taken back yet, and return it.

    Raises:
        TriageError: there is none.
    """
    events = _events(connection, alert_id)
    undone = {event.undoes_id for event in events}
    steps = [event for event in events if event.undoes_id is None and event.id not in undone]
    if not steps:
        raise TriageError(
            f"alert {alert_id}: no step of triage is left to take back; see `haoshao alerts show {alert_id}`"
        )
    last = steps[-1]
    before = _standing(steps[-2]) if len(steps) > 1 else Standing(state=AlertState.OPEN)
    _write(connection, alert_id, before, replace(step, note=step.note or f"took back {last.action}"), undoes_id=last.id)
    if last.disposition == Disposition.FALSE_POSITIVE and before.disposition is not Disposition.FALSE_POSITIVE:
        _unsilence(connection, [alert_id], step)
    if before.disposition is Disposition.FALSE_POSITIVE:
        _silence(connection, [alert_id], step)
    return last


def alert_events(engine: Engine, alert_id: int) -> list[AlertEvent]:
    """Return the history of an alert, oldest first."""
    with reading(engine) as connection:
        return _events(connection, alert_id)


def suppressions(engine: Engine, *, with_withdrawn: bool = False) -> list[Suppression]:
    """Return what false positives silence, oldest first, with how many alerts each has closed."""
    query = select(table(SuppressionRow)).order_by(SuppressionRow.id)
    if not with_withdrawn:
        query = query.where(SuppressionRow.withdrawn_at.is_(None))
    counts = select(
        AlertRow.suppression_id, func.count().label("silenced"), func.max(AlertRow.created_at).label("last_at")
    )
    with reading(engine) as connection:
        counted = connection.execute(
            counts.where(AlertRow.suppression_id.is_not(None)).group_by(AlertRow.suppression_id)
        ).all()
        by_id = {row.suppression_id: row for row in counted}
        found = []
        for row in connection.execute(query):
            count = by_id.get(row.id)
            silenced, last_at = (count.silenced, count.last_at) if count is not None else (0, None)
            found.append(Suppression(**row._mapping, silenced=silenced, last_at=last_at))  # noqa: SLF001 - SQLAlchemy's documented name
    return found


def withdraw_suppression(engine: Engine, suppression_id: int, *, by: str, at: datetime) -> str:
    """Let the family that a suppression silences speak again, and return it.

    Raises:
        TriageError: no such suppression stands.
    """
    with writing(engine) as connection:
        family = connection.scalar(
            select(SuppressionRow.family).where(
                SuppressionRow.id == suppression_id, SuppressionRow.withdrawn_at.is_(None)
            )
        )
        if family is None:
            raise TriageError(f"{suppression_id}: no such suppression stands; see `haoshao alerts suppressions`")
        connection.execute(
            update(SuppressionRow).where(SuppressionRow.id == suppression_id).values(withdrawn_at=at, withdrawn_by=by)
        )
    return family


def _take(
    connection: Connection,
    ids: Sequence[int],
    step: Step,
    change: Callable[[Standing], Standing],
    *,
    only: tuple[AlertState, ...] = (),
    always: bool = False,
) -> int:
    """Return how many alerts stand otherwise than before; with *always* the step is noted all the same."""
    taken = 0
    for some in chunks(ids):
        query = select(_ALERT.c.id, _ALERT.c.state, _ALERT.c.disposition, _ALERT.c.assignee, _ALERT.c.case_no)
        rows = connection.execute(query.where(_ALERT.c.id.in_(some)).order_by(_ALERT.c.id)).all()
        for row in rows:
            old = Standing(state=row.state, disposition=row.disposition, assignee=row.assignee, case_no=row.case_no)
            if only and old.state not in only:
                continue
            new = change(old)
            if new != old or always:
                _write(connection, row.id, new, step)
                taken += 1
    return taken


def _write(connection: Connection, alert_id: int, new: Standing, step: Step, undoes_id: int | None = None) -> None:
    values = {
        "state": new.state,
        "disposition": new.disposition,
        "assignee": new.assignee,
        "case_no": new.case_no,
    }
    connection.execute(update(_ALERT).where(_ALERT.c.id == alert_id).values(**values))
    connection.execute(
        _EVENT.insert().values(
            alert_id=alert_id, at=step.at, by=step.by, action=step.action, note=step.note, undoes_id=undoes_id, **values
        )
    )


def _silence(connection: Connection, ids: Sequence[int], step: Step) -> None:
    """Silence the families of false positives; a family is silenced once."""
    for some in chunks(ids):
        for row in connection.execute(select(AlertRow.id, AlertRow.family).where(AlertRow.id.in_(some))):
            standing = select(SuppressionRow.id).where(
                SuppressionRow.family == row.family, SuppressionRow.withdrawn_at.is_(None)
            )
            if row.family and connection.scalar(standing) is None:
                connection.execute(
                    table(SuppressionRow)
                    .insert()
                    .values(family=row.family, alert_id=row.id, at=step.at, by=step.by, note=step.note)
                )


def _unsilence(connection: Connection, ids: Sequence[int], step: Step) -> None:
    for some in chunks(ids):
        connection.execute(
            update(SuppressionRow)
            .where(SuppressionRow.alert_id.in_(some), SuppressionRow.withdrawn_at.is_(None))
            .values(withdrawn_at=step.at, withdrawn_by=step.by)
        )


def _events(connection: Connection, alert_id: int) -> list[AlertEvent]:
    rows = connection.execute(select(_EVENT).where(_EVENT.c.alert_id == alert_id).order_by(_EVENT.c.id))
    return [
        AlertEvent(
            id=row.id,
            at=row.at,
            by=row.by,
            action=row.action,
            state=row.state.value,
            disposition=None if row.disposition is None else row.disposition.value,
            assignee=row.assignee,
            case_no=row.case_no,
            note=row.note,
            undoes_id=row.undoes_id,
        )
        for row in rows
    ]


def _standing(event: AlertEvent) -> Standing:
    return Standing(
        state=AlertState(event.state),
        disposition=None if event.disposition is None else Disposition(event.disposition),
        assignee=event.assignee,
        case_no=event.case_no,
    )
