"""`serve`: crawl what is due until stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, workspace


@app.command()
def serve(
    context: typer.Context,
    every_s: Annotated[int, typer.Option("--every", min=5, help="Seconds between two looks at what is due.")] = 60,
) -> None:
    """Crawl every site when its schedule says so, until stopped by Ctrl-C or SIGTERM.

    \b
    haoshao serve
    """
    from haoshao.service import serve_crawls

    serve_crawls(workspace(context), every_s=every_s, tell=lambda line: typer.echo(line, err=True))
