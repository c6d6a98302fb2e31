"""`digest`: the summary of new and changed sellers."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace


class Layout(StrEnum):
    """How a digest is laid out."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


class Tongue(StrEnum):
    """The languages of digests."""

    EN = "en"
    ZH = "zh"


@app.command()
def digest(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="From when: 24h, 7d, a date or a time.")] = "24h",
    until: Annotated[str | None, typer.Option(help="Until when; now by default.")] = None,
    layout: Annotated[Layout, typer.Option("--format", help="How it is laid out.")] = Layout.TEXT,
    language: Annotated[Tongue | None, typer.Option(help="en or zh; haoshao.toml says otherwise.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Summarise new and changed sellers.

    \b
    haoshao digest --since 24h
    haoshao digest --since 7d --format html --out week.html
    """
    from haoshao.digests import written_digest
    from haoshao.export import opened

    text = written_digest(
        workspace(context), since=since, until=until, layout=layout.value, language=language.value if language else None
    )
    with opened(out, sys.stdout) as stream:
        stream.write(text)
