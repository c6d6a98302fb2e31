"""`init` and `stop`: start an installation, halt every crawl of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.sections import KEEP
from haoshao.workspace import write_config


@app.command(rich_help_panel=KEEP)
def init(
    context: typer.Context, folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it.")]
) -> None:
    """Write a commented configuration to start from, and make the key that signs the evidence.

    \b
    Files that are there stay as they are. The key lies in the data directory; back it up.
    haoshao init config
    """
    from storage.evidence.keys import load_signer

    written = write_config(folder)
    place = workspace(context)
    signer = load_signer(place.require_data())
    typer.echo(f"{place.data / 'keys'}: evidence is signed with key {signer.key_id}; give its .pub file to recipients")
    typer.echo(f"{written}: configuration written. Set [crawler] contact in haoshao.toml, then `haoshao site add URL`.")
