"""`db upgrade|check|backup`: upkeep of the database."""

from __future__ import annotations

import typer

from haoshao.cli.app import app, workspace

db = typer.Typer(no_args_is_help=True, help="Upkeep of the database.", rich_markup_mode=None)
app.add_typer(db, name="db")


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
