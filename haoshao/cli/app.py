"""The root of the command line and what every command shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from haoshao.cli.sections import Sections
from haoshao.workspace import Workspace

app = typer.Typer(
    name="haoshao",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    cls=Sections,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - as Typer hands it
    if wanted:
        from base.version import product_version

        typer.echo(f"haoshao {product_version()}")
        raise typer.Exit


@app.callback()
def place(
    context: typer.Context,
    config: Annotated[str | None, typer.Option(help="Configuration directory [HAOSHAO_CONFIG, ./config].")] = None,
    data: Annotated[str | None, typer.Option(help="Data directory [HAOSHAO_DATA, ./data].")] = None,
    database: Annotated[
        str | None, typer.Option(help="Database URL [HAOSHAO_DATABASE, SQLite in the data directory].")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Watch public listings of bulk accounts and SMS numbers (号哨), tell of new sellers, prove what they offer.

    \b
    haoshao demo                 see the whole job done on a make-believe market
    haoshao init config          write a configuration to start from
    haoshao site add URL         watch a site
    haoshao crawl --all          crawl every site once
    haoshao digest --since 24h   what is new
    """
    del version
    context.obj = Workspace.from_options(config, data, database)


def print_lines(lines: Iterable[str], *, none: str = "") -> None:
    """Print *lines*; where there are none, say *none* on stderr, so that an empty list is no riddle."""
    printed = False
    for line in lines:
        typer.echo(line)
        printed = True
    if none and not printed:
        typer.echo(none, err=True)


def workspace(context: typer.Context) -> Workspace:
    """Return the workspace that the options before the command named."""
    found = context.find_object(Workspace)
    assert found is not None, "the root callback sets it"  # noqa: S101 - a fact of this module
    return found
