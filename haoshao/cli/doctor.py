"""`doctor`: whether this installation can do its work."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from base.sinks import json_text
from haoshao.cli.app import app, workspace
from haoshao.cli.sections import KEEP


class DoctorFormat(StrEnum):
    """The formats of a diagnosis."""

    TEXT = "text"
    JSON = "json"


@app.command(rich_help_panel=KEEP)
def doctor(
    context: typer.Context,
    form: Annotated[DoctorFormat, typer.Option("--format", help="text or json.")] = DoctorFormat.TEXT,
) -> None:
    """Look at configuration, database, machine, extras, sites and channels; say how to mend what is wrong.

    \b
    haoshao doctor

    Exit code 1 says that something does not work.
    """
    from base.sinks import columns, terminal
    from haoshao.doctor import Verdict, examined

    found = list(examined(workspace(context)))
    if form is DoctorFormat.JSON:
        typer.echo(json_text([asdict(one) for one in found], indent=1))
    else:
        for one in found:
            typer.echo(columns(f"{one.verdict:<4}", f"{one.part:<13}", one.what, limit=300))
            if one.fix:
                typer.echo(f"{'':21}→ {terminal(one.fix, limit=300)}")
    if any(one.verdict is Verdict.FAIL for one in found):
        raise typer.Exit(1)
