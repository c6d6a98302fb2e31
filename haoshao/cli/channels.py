"""`channels list|test`: where alerts go."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import TELL, command_group

channels = command_group("Where alerts and digests go.")
app.add_typer(channels, name="channels", rich_help_panel=TELL)


@channels.command("list")
def list_channels(context: typer.Context) -> None:
    """List the channels of channels.yml: whom they tell, when, and how they do.

    \b
    haoshao channels list
    """
    from haoshao.delivery import channel_lines

    print_lines(channel_lines(workspace(context)))


@channels.command("test")
def try_channel(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its id.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look whether it is set up.")] = False,
) -> None:
    """Send a test message to a channel.

    \b
    haoshao channels test desk --dry-run
    haoshao channels test desk
    """
    from haoshao.delivery import tested_channel

    typer.echo(tested_channel(workspace(context), name, dry_run=dry_run))
