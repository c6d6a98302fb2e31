"""`audit`: what was fetched when and why."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.options import Since, Site, Until
from haoshao.cli.sections import PROVE


class AuditFormat(StrEnum):
    """The formats of the audit log."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"


@app.command(rich_help_panel=PROVE)
def audit(
    context: typer.Context,
    form: Annotated[AuditFormat, typer.Option("--format", help="text to look at, jsonl or csv to keep.")] = (
        AuditFormat.TEXT
    ),
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    host: Annotated[str | None, typer.Option(help="Only what was asked of this host.")] = None,
    site: Site = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """List every request that was made: when, to whom, why, on whose decision, and what came back.

    \b
    haoshao audit --since 24h
    haoshao audit --host shop.example --format csv --out shop.csv
    """
    from haoshao.auditing import written_audit
    from haoshao.filters import filters_from

    place = workspace(context)
    chosen = filters_from(place, site=site, since=since, until=until)
    count = written_audit(place, form.value, out, chosen, host=host)
    typer.echo(f"{count} requests", err=True)
