"""`init` and `stop`: start an installation, halt every crawl of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app
from haoshao.workspace import write_config


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")]) -> None:
    """Write a commented configuration to start from; files that are there stay as they are.

    \b
    haoshao init config
    """
    written = write_config(folder)
    typer.echo(f"{written}: configuration written. Set [crawler] contact in haoshao.toml, then `haoshao site add URL`.")
