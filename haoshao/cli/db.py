"""`db upgrade|check|prune`: upkeep of the database and of the snapshot store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import KEEP, command_group

db = command_group("Upkeep of the database.")
app.add_typer(db, name="db", rich_help_panel=KEEP)


@db.command("upgrade")
def upgrade_database(context: typer.Context) -> None:
    """Bring the database to this version.

    \b
    haoshao db upgrade
    """
    from storage.database import open_database, upgrade

    place = workspace(context)
    place.require_data()
    typer.echo(f"database is at version {upgrade(open_database(place.database))}")


@db.command("backup")
def back_up_database(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
) -> None:
    """Copy the database, whole and checked, to FILE while it is in use.

    Pages, ledger and keys are files of the data directory: copy them as they are.

    \b
    haoshao db backup backups/haoshao-2026-01-31.db
    """
    from haoshao.backing_up import backed_up

    typer.echo(backed_up(workspace(context).database, target))


@db.command("check")
def check_database(context: typer.Context) -> None:
    """Look for damage; exit code 1 names what was found.

    \b
    haoshao db check
    """
    from storage.database import check, open_database

    place = workspace(context)
    place.require_data()
    problems = check(open_database(place.database))
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo("sound")


@db.command("prune")
def prune_database(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Remove what is older than `[retention]` in haoshao.toml says; never what an open case holds.

    \b
    haoshao db prune --dry-run
    """
    from haoshao.upkeep import prune_place

    place = workspace(context)
    place.require_data()
    lines, problems = prune_place(place, dry=dry_run)
    print_lines(lines)
    for problem in problems:
        typer.echo(f"haoshao: {problem}", err=True)
    if problems:
        raise typer.Exit(1)
