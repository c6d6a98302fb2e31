"""Triage as a user asks for it: which alerts, which step, what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from base.clock import iso, now
from base.sinks import columns, terminal
from haoshao.judging import judged
from haoshao.lists import NotFoundError
from haoshao.people import whoever
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage import triage
from storage.codes import Disposition
from storage.database import open_database, writing
from storage.queries.alerts import alerts_by_id, chosen_alerts
from storage.queries.filters import Filters

Work = Callable[[Connection, Sequence[int], triage.Step], int]


class NoChoiceError(MarketError):
    """A command names neither alerts nor a filter."""


def disposition_of(said: str) -> Disposition:
    """Return what `--as` means.

    Raises:
        TriageError: it is none.
    """
    plain = said.replace("-", "_").lower()
    if plain not in set(Disposition):
        raise triage.TriageError(f"--as {said}: none of {', '.join(Disposition)}")
    return Disposition(plain)


def chosen_ids(
    place: Workspace, ids: Sequence[str], chosen: Filters, *, rule: str | None, severity: str | None
) -> list[int]:
    """Return the alerts that a command is about: those named, else those that its filters let through.

    Raises:
        NoChoiceError: neither is given.
        NotFoundError: a named one is not there.
    """
    place.require_data()
    engine = open_database(place.database)
    if not ids and replace(chosen, rates=Filters().rates) == Filters() and rule is None and severity is None:
        raise NoChoiceError("name alerts by id, or choose some: --rule, --severity, --site, --seller, --state, --since")
    if not ids:
        judged(place)
        return chosen_alerts(engine, chosen, rule=rule, severity=severity)
    numbers = [_number(said) for said in ids]
    known = alerts_by_id(engine, numbers)
    for number in numbers:
        if number not in known:
            raise NotFoundError(f"{number}: no such alert; see `haoshao alerts list`")
    return numbers


def _number(said: str) -> int:
    plain = said.removeprefix("#")
    if not plain.isdigit():
        raise NotFoundError(f"{said}: no such alert; alerts are named by number, see `haoshao alerts list`")
    return int(plain)


def take_step(
    place: Workspace, ids: Sequence[int], work: Work, action: str, *, by: str | None, note: str | None = None
) -> int:
    """Return how many alerts a step changed, all in one transaction."""
    step = triage.Step(action=action, by=whoever(by), at=now(), note=note)
    with writing(open_database(place.database)) as connection:
        return work(connection, ids, step)


def undo_steps(place: Workspace, ids: Sequence[int], *, by: str | None, note: str | None) -> Iterator[str]:
    """Take back the last step with each alert and yield what was taken back.

    Raises:
        TriageError: an alert has none left.
    """
    step = triage.Step(action="undo", by=whoever(by), at=now(), note=note)
    with writing(open_database(place.database)) as connection:
        for alert_id in ids:
            last = triage.undo(connection, alert_id, step)
            yield f"alert {alert_id}: took back {last.action} by {last.by} of {iso(last.at)}"


def history_of(place: Workspace, alert_id: int) -> list[dict[str, object]]:
    """Return the steps of triage with an alert, oldest first."""
    return [
        {
            "at": iso(event.at),
            "by": event.by,
            "action": event.action,
            "state": event.state,
            "disposition": event.disposition,
            "assignee": event.assignee,
            "case": event.case_no,
            "note": event.note,
            "undoes": event.undoes_id,
            "event": event.id,
        }
        for event in triage.alert_events(open_database(place.database), alert_id)
    ]


def suppression_lines(place: Workspace, *, everything: bool) -> Iterator[str]:
    """Yield a line for each thing that a false positive silences."""
    place.require_data()
    found = triage.suppressions(open_database(place.database), with_withdrawn=everything)
    if not found:
        yield "nothing is silenced; closing an alert `--as false-positive` silences its family"
    for one in found:
        last = f"last {iso(one.last_at)}" if one.last_at else "none yet"
        gone = f"withdrawn {iso(one.withdrawn_at)} by {one.withdrawn_by}" if one.withdrawn_at else ""
        told = f"{one.silenced} silenced, {last}"
        since = f"{iso(one.at)} by {one.by}"
        yield columns(one.id, one.family, told, f"alert {one.alert_id}", since, gone, one.note or "")


def withdraw(place: Workspace, suppression_id: int, *, by: str | None) -> str:
    """Let a silenced family speak again and return a line about it.

    Raises:
        TriageError: there is no such suppression.
    """
    family = triage.withdraw_suppression(open_database(place.database), suppression_id, by=whoever(by), at=now())
    return terminal(f"{family}: speaks again")
