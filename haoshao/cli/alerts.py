"""`alerts list|show`: what the rules said."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.options import Seller, Since, Site, State, Until

alerts = typer.Typer(no_args_is_help=True, help="What the rules said.", rich_markup_mode=None)
app.add_typer(alerts, name="alerts")


@alerts.command("list")
def list_alerts(
    context: typer.Context,
    form: Annotated[str, typer.Option("--format", help="text or jsonl.")] = "text",
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
    from haoshao.lists import alert_lines, found_rows

    place = workspace(context)
    chosen = filters_from(place, site=site, seller=seller, state=state, since=since, until=until)
    rows = found_rows(place, "alerts", chosen)
    if form == "jsonl":
        write_jsonl(rows, sys.stdout)
        return
    for line in alert_lines(rows):
        typer.echo(line)


@alerts.command("show")
def show_alert(context: typer.Context, alert_id: Annotated[str, typer.Argument(help="As listed.")]) -> None:
    """Show one alert with its reasons and evidence.

    \b
    haoshao alerts show 12
    """
    from haoshao.lists import one_row

    typer.echo(json.dumps(one_row(workspace(context), "alerts", "alert_id", alert_id), ensure_ascii=False, indent=1))
