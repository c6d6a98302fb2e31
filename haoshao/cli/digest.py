"""`digest`: the summary of new and changed sellers."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import TELL
from haoshao.workspace import Workspace


class Layout(StrEnum):
    """How a digest is laid out."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    MAIL = "mail"


class Tongue(StrEnum):
    """The languages of digests."""

    EN = "en"
    ZH = "zh"


class Audience(StrEnum):
    """Whom a digest is for."""

    ANALYSTS = "analysts"
    MAINTAINERS = "maintainers"


def _deliver(place: Workspace) -> None:
    """Send what is due, say how it went, and exit 1 where a channel failed."""
    from haoshao.delivery import deliver, delivered_lines

    done = deliver(place)
    lines = list(delivered_lines(place, done))
    print_lines(lines or ["no channels yet; channels.yml of your configuration says how to name some"])
    if done.failed:
        raise typer.Exit(1)


@app.command(rich_help_panel=TELL)
def digest(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="From when: 24h, 7d, a date or a time.")] = "24h",
    until: Annotated[str | None, typer.Option(help="Until when; now by default.")] = None,
    layout: Annotated[Layout, typer.Option("--format", help="How it is laid out.")] = Layout.TEXT,
    language: Annotated[Tongue | None, typer.Option(help="en or zh; haoshao.toml says otherwise.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    audience: Annotated[Audience, typer.Option(help="analysts, or maintainers who get breakage.")] = Audience.ANALYSTS,
    deliver: Annotated[
        bool, typer.Option("--deliver", help="Send what is due to the channels; prints no digest.")
    ] = False,
) -> None:
    """Summarise new and changed sellers, or send what is due to the channels.

    \b
    haoshao digest --since 24h
    haoshao digest --since 7d --format html --out week.html
    haoshao digest --deliver
    """
    from haoshao.digests import written_digest
    from haoshao.export import opened

    if deliver:
        _deliver(workspace(context))
        return

    text = written_digest(
        workspace(context),
        since=since,
        until=until,
        layout=layout.value,
        language=language.value if language else None,
        audience=audience.value,
    )
    with opened(out, sys.stdout) as stream:
        stream.write(text)
