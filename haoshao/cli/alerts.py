"""`alerts …`: what the rules said, and what people do with it."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from base.sinks import json_text
from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.options import Seller, Since, Site, State, Until
from haoshao.cli.sections import TELL, command_group

if TYPE_CHECKING:
    from haoshao.triage import Work

alerts = command_group("What the rules said, and triage.")
app.add_typer(alerts, name="alerts", rich_help_panel=TELL)

Ids: TypeAlias = Annotated[list[str] | None, typer.Argument(help="Alerts by number; without, the filters choose.")]
By: TypeAlias = Annotated[str | None, typer.Option(help="Who does it; the user of this system by default.")]
Note: TypeAlias = Annotated[str | None, typer.Option(help="Why, for the history.")]
OfRule: TypeAlias = Annotated[str | None, typer.Option("--rule", help="Only alerts of this rule.")]
OfSeverity: TypeAlias = Annotated[str | None, typer.Option("--severity", help="low, medium, high or critical.")]


class AlertForm(StrEnum):
    """How alerts are written."""

    TEXT = "text"
    JSONL = "jsonl"


@alerts.command("list")
def list_alerts(
    context: typer.Context,
    form: Annotated[AlertForm, typer.Option("--format", help="text or jsonl.")] = AlertForm.TEXT,
    site: Site = None,
    seller: Seller = None,
    state: State = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """List alerts, newest first.

    \b
    haoshao alerts list --since 7d
    haoshao alerts list --state open --format jsonl
    """
    from haoshao.export import write_jsonl
    from haoshao.filters import filters_from
    from haoshao.judging import judged
    from haoshao.lists import alert_lines, found_rows

    place = workspace(context)
    chosen = filters_from(place, site=site, seller=seller, state=state, since=since, until=until)
    place.require_data()
    judged(place)
    rows = found_rows(place, "alerts", chosen)
    if form is AlertForm.JSONL:
        write_jsonl(rows, sys.stdout)
        return
    print_lines(alert_lines(place, rows), none="no alert matches")


@alerts.command("show")
def show_alert(context: typer.Context, alert_id: Annotated[str, typer.Argument(help="As listed.")]) -> None:
    """Show one alert with its reasons, evidence and history.

    \b
    haoshao alerts show 12
    """
    from haoshao.lists import shown_alert
    from haoshao.triage import history_of

    place = workspace(context)
    row = shown_alert(place, alert_id)
    told = {**row, "history": history_of(place, int(row["alert_id"]))}
    typer.echo(json_text(told, indent=1))


def _step(
    context: typer.Context,
    ids: list[str] | None,
    action: str,
    work: Work,
    *,
    by: str | None,
    note: str | None,
    rule: str | None = None,
    severity: str | None = None,
    site: list[str] | None = None,
    seller: str | None = None,
    state: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> None:
    """Take one step with the chosen alerts and say with how many."""
    from haoshao.filters import filters_from
    from haoshao.triage import chosen_ids, take_step

    place = workspace(context)
    chosen = filters_from(place, site=site, seller=seller, state=state, since=since, until=until)
    numbers = chosen_ids(place, ids or (), chosen, rule=rule, severity=severity)
    changed = take_step(place, numbers, work, action, by=by, note=note)
    typer.echo(f"{action}: {changed} of {len(numbers)} alerts")


@alerts.command("ack")
def acknowledge(
    context: typer.Context,
    ids: Ids = None,
    by: By = None,
    note: Note = None,
    rule: OfRule = None,
    severity: OfSeverity = None,
    site: Site = None,
    seller: Seller = None,
    state: State = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Say that somebody has seen alerts.

    \b
    haoshao alerts ack 12 13
    haoshao alerts ack --severity low --since 24h
    """
    from storage.triage import acknowledge as work

    _step(
        context, ids, "ack", work, by=by, note=note, rule=rule, severity=severity, site=site, seller=seller,
        state=state, since=since, until=until,
    )  # fmt: skip


@alerts.command("close")
def close(
    context: typer.Context,
    ids: Ids = None,
    found: Annotated[str, typer.Option("--as", help="true, false-positive, duplicate or benign.")] = "true",
    by: By = None,
    note: Note = None,
    rule: OfRule = None,
    severity: OfSeverity = None,
    site: Site = None,
    seller: Seller = None,
    state: State = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Close alerts as what they were found to be; a false positive silences its family from now on.

    \b
    haoshao alerts close 12 --as true --note "case 3"
    haoshao alerts close 14 --as false-positive --by mei
    """
    from haoshao.triage import disposition_of
    from storage.triage import close as work

    disposition = disposition_of(found)
    _step(
        context, ids, "close", lambda connection, some, step: work(connection, some, step, disposition),
        by=by, note=note, rule=rule, severity=severity, site=site, seller=seller, state=state, since=since, until=until,
    )  # fmt: skip


@alerts.command("reopen")
def reopen(context: typer.Context, ids: Ids = None, by: By = None, note: Note = None, rule: OfRule = None) -> None:
    """Open closed alerts again; what they silenced speaks again.

    \b
    haoshao alerts reopen 14
    """
    from storage.triage import reopen as work

    _step(context, ids, "reopen", work, by=by, note=note, rule=rule)


@alerts.command("assign")
def assign(
    context: typer.Context,
    ids: Ids = None,
    to: Annotated[str | None, typer.Option(help="Whose they are from now on; nobody's without.")] = None,
    by: By = None,
    note: Note = None,
    rule: OfRule = None,
    severity: OfSeverity = None,
    state: State = None,
    since: Since = None,
) -> None:
    """Make alerts somebody's.

    \b
    haoshao alerts assign 12 13 --to mei
    """
    from storage.triage import assign as work

    _step(
        context, ids, "assign", lambda connection, some, step: work(connection, some, step, to),
        by=by, note=note, rule=rule, severity=severity, state=state, since=since,
    )  # fmt: skip


@alerts.command("note")
def note_alerts(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Alerts by number.")],
    text: Annotated[str, typer.Option("--text", help="What to note.")],
    by: By = None,
) -> None:
    """Add a note to the history of alerts.

    \b
    haoshao alerts note 12 --text "asked the platform"
    """
    from storage.triage import note as work

    _step(context, ids, "note", work, by=by, note=text)


@alerts.command("undo")
def undo(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(help="Alerts by number.")],
    by: By = None,
    note: Note = None,
) -> None:
    """Take back the last step with alerts, and what it silenced.

    \b
    haoshao alerts undo 14
    """
    from haoshao.triage import chosen_ids, undo_steps
    from storage.queries.filters import Filters

    place = workspace(context)
    numbers = chosen_ids(place, ids, Filters(), rule=None, severity=None)
    print_lines(list(undo_steps(place, numbers, by=by, note=note)))


@alerts.command("suppressions")
def suppressions(
    context: typer.Context,
    withdraw: Annotated[int | None, typer.Option("--undo", help="Let this one's family speak again.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Withdrawn ones too.")] = False,
    by: By = None,
) -> None:
    """List what false positives silence, with how many alerts each has closed.

    \b
    haoshao alerts suppressions
    haoshao alerts suppressions --undo 3
    """
    from haoshao.triage import suppression_lines
    from haoshao.triage import withdraw as work

    place = workspace(context)
    if withdraw is not None:
        place.require_data()
        typer.echo(work(place, withdraw, by=by))
        return
    print_lines(suppression_lines(place, everything=everything))


@alerts.command("outbox")
def outbox(
    context: typer.Context,
    dead: Annotated[bool, typer.Option("--dead", help="What nobody tries any more.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Make it due again now, dead ones included.")] = False,
    channel: Annotated[str | None, typer.Option(help="Only this channel.")] = None,
) -> None:
    """Show what waits to be delivered, and why it waits.

    \b
    haoshao alerts outbox
    haoshao alerts outbox --dead --retry
    """
    from haoshao.delivery import outbox_lines, retried

    place = workspace(context)
    if retry:
        typer.echo(retried(place, dead=dead, channel=channel))
        return
    print_lines(outbox_lines(place, dead=dead, channel=channel))
