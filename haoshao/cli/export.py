"""`export listings|sellers|runs|transitions|numbers|alerts`: rows for other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.options import Kind, Platform, Seller, Since, Site, State, Until


class Table(StrEnum):
    """What can be exported."""

    LISTINGS = "listings"
    SELLERS = "sellers"
    RUNS = "runs"
    TRANSITIONS = "transitions"
    NUMBERS = "numbers"
    ALERTS = "alerts"


class Format(StrEnum):
    """The formats of an export."""

    JSONL = "jsonl"
    CSV = "csv"


@app.command()
def export(
    context: typer.Context,
    table: Annotated[Table, typer.Argument(help="What to export.")],
    form: Annotated[Format, typer.Option("--format", help="jsonl for programs, csv for spreadsheets.")] = Format.JSONL,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Listings without an offer too (kind null).")] = False,
    site: Site = None,
    platform: Platform = None,
    kind: Kind = None,
    seller: Seller = None,
    state: State = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """Write rows of the database, one line each; the shapes are in docs/contract.md.

    \b
    haoshao export listings --format jsonl > listings.jsonl
    haoshao export sellers --format csv --since 7d --out sellers.csv
    """
    from haoshao.exports import export_rows
    from haoshao.filters import filters_from

    place = workspace(context)
    chosen = filters_from(
        place, site=site, platform=platform, kind=kind, seller=seller, state=state, since=since, until=until
    )
    count = export_rows(place, table.value, form.value, out, chosen, everything=everything)
    typer.echo(f"{count} rows", err=True)
