"""`demo`: the whole job on the make-believe market that ships with haoshao."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.digest import Tongue
from haoshao.cli.sections import KEEP


@app.command(rich_help_panel=KEEP)
def demo(
    context: typer.Context,
    days: Annotated[int, typer.Option(help="Days to live through, from 1.")] = 3,
    language: Annotated[Tongue, typer.Option(help="Of the digests: en or zh.")] = Tongue.EN,
) -> None:
    """Crawl a make-believe market for some days and print each day's digest.

    \b
    haoshao demo
    haoshao demo --days 5 --language zh

    Everything is served on loopback and kept in the folder `demo` of the data directory. Exit code 0 says that
    the planned outages of the market, and only those, were seen.
    """
    from haoshao.demo.story import run_demo

    code = run_demo(workspace(context).require_data() / "demo", days=days, language=language.value)
    if code:
        raise typer.Exit(code)
