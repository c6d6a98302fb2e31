"""`reread`: stored pages through today's readers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.sections import WATCH


class Format(StrEnum):
    """How differences are told."""

    TEXT = "text"
    JSONL = "jsonl"


@app.command(rich_help_panel=WATCH)
def reread(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Sites; all by default.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Also sites that these very readers have read.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="A summary, or each difference as a row.")] = Format.TEXT,
) -> None:
    """Read the stored pages again with today's readers and lexicon, and mend the history.

    \b
    haoshao reread --dry-run
    haoshao reread shop-example
    haoshao reread --format jsonl > differences.jsonl

    Listings, offers and handles are computed anew from the stored pages and imports. Identities, first and last
    sights and alerts stay; nothing is told as new. Price levels of settled days follow by `haoshao market --rebuild`.
    A reread that was interrupted goes on where it was. Exit code 3 says that a site was busy with a crawl.
    """
    from haoshao.rereads import How, reread_all

    how = How(dry=dry_run, again=again, rows=format_ is Format.JSONL)
    place = workspace(context)
    busy = reread_all(place, names or [], how, typer.echo, lambda line: typer.echo(line, err=True))
    if not dry_run:
        typer.echo("price levels of settled days follow by `haoshao market --rebuild`", err=True)
    if busy:
        raise typer.Exit(3)
