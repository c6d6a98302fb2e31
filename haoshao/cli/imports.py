"""`import`: listings that did not come from a crawl."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.sections import WATCH


@app.command("import", rich_help_panel=WATCH)
def import_listings(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE.jsonl]...", help="Rows, one a line.")] = None,
    site: Annotated[str | None, typer.Option(help="Name of the site they are from; made up where it is new.")] = None,
    at: Annotated[str | None, typer.Option(help="When it looked like that, ISO 8601; now by default.")] = None,
    complete: Annotated[bool, typer.Option("--complete", help="This is all the site lists: absence counts.")] = False,
    stream: Annotated[bool, typer.Option("--stream", help="A new site is a board or channel, not a shop.")] = False,
    health: Annotated[str | None, typer.Option(help="What went wrong: partial, blocked, broken or failed.")] = None,
    cause: Annotated[str | None, typer.Option(help="Why, in a word: timeout, challenge, ...")] = None,
    batch: Annotated[
        Path | None, typer.Option(help="Many at once: JSON lines of file, site, at, complete, ...")
    ] = None,
) -> None:
    """Import listings from a tip, a partner or a simulation; they go the same way as crawled pages.

    \b
    haoshao import tip.jsonl --site shop-example
    haoshao import monday.jsonl --site partner --at 2026-03-02T08:00Z --complete
    haoshao import --batch runs.jsonl

    A row is {"url", "title", "text", "price"?, "stock"?, "seller"?, "category"?, "posted_at"?}. A line that cannot
    be read is told on stderr and the others go on (exit code 1). Exit code 3 says that a run was not healthy.
    """
    from haoshao.importing import import_all, orders_of

    orders = orders_of(
        files or [], site=site, at=at, complete=complete, stream=stream, health=health, cause=cause, batch=batch
    )
    told = import_all(workspace(context), orders, typer.echo, lambda line: typer.echo(line, err=True))
    if told.broken:
        raise typer.Exit(1)
    if told.unhealthy:
        raise typer.Exit(3)
