"""`export listings|sellers|runs|transitions|numbers|alerts`: rows for other tools."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.options import Kind, Platform, Seller, Since, Site, State, Until
from haoshao.cli.sections import TELL


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
    XLSX = "xlsx"
    PARQUET = "parquet"
    STIX = "stix"
    MISP = "misp"
    XARF = "xarf"


@app.command(rich_help_panel=TELL)
def export(
    context: typer.Context,
    table: Annotated[Table, typer.Argument(help="What to export.")],
    form: Annotated[
        Format, typer.Option("--format", help="jsonl, csv, xlsx, parquet, stix, misp or xarf.")
    ] = Format.JSONL,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Listings without an offer too (kind null).")] = False,
    cursor: Annotated[
        Path | None, typer.Option(help="Only what changed since the last export with this file, which is moved on.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many listings; a cursor goes on from there.")
    ] = None,
    tier: Annotated[str, typer.Option(help="handles, third_party or raw; above handles give --reason.")] = "handles",
    reason: Annotated[str | None, typer.Option(help="Why more than public handles are needed; logged.")] = None,
    by: Annotated[str | None, typer.Option(help="Who asks [HAOSHAO_USER, the login name].")] = None,
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
    haoshao export listings --format stix --cursor stix.cursor --out new.stix.json
    """
    from haoshao.exports import Order, export_rows
    from haoshao.filters import filters_from
    from haoshao.people import whoever
    from takedown.tiers import checked_tier

    place = workspace(context)
    order = Order(
        table=table.value,
        form=form.value,
        out=out,
        chosen=filters_from(
            place, site=site, platform=platform, kind=kind, seller=seller, state=state, since=since, until=until
        ),
        everything=everything,
        tier=checked_tier(tier, reason),
        reason=(reason or "").strip(),
        by=whoever(by),
        cursor=cursor,
        limit=limit,
    )
    done = export_rows(place, order)
    simulated = ", simulated data" if done.simulated else ""
    typer.echo(f"{done.count} rows, tier {done.tier}{simulated}", err=True)
    if done.cursor is not None:
        typer.echo(f"{cursor}: {done.cursor}", err=True)
