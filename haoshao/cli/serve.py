"""`serve`: crawl what is due, deliver what there is to tell, until stopped."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.sections import WATCH


class LogForm(StrEnum):
    """How log lines are written."""

    CONSOLE = "console"
    JSON = "json"


@app.command(rich_help_panel=WATCH)
def serve(
    context: typer.Context,
    listen: Annotated[str, typer.Option(help="host:port of /metrics and /healthz, or off.")] = "127.0.0.1:9464",
    schedule: Annotated[bool, typer.Option(help="Start crawls; without, only deliver and keep house.")] = True,
    dashboard: Annotated[bool, typer.Option(help="Show the web page; this version has none yet and says so.")] = True,
    log: Annotated[LogForm, typer.Option(help="How log lines are written.")] = LogForm.CONSOLE,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that running crawls may take to finish.")] = 60.0,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks at what is due.")] = 5.0,
) -> None:
    """Crawl every site when its schedule says so and deliver alerts, until stopped by Ctrl-C or SIGTERM.

    \b
    haoshao serve
    haoshao serve --log json --listen 127.0.0.1:9464
    """
    import logging

    from base.logs import start_logging
    from haoshao.service import ServeOptions
    from haoshao.service import serve as serve_here

    start_logging(form=log.value)
    options = ServeOptions(
        look_s=every,
        deliver_s=max(every, 3 * every if every < 5 else 15.0),  # noqa: PLR2004 - the usual five seconds
        grace_s=grace,
        listen="" if listen == "off" else listen,
        schedule=schedule,
        dashboard=dashboard,
    )
    serve_here(workspace(context), options, logging.getLogger("haoshao").info)
