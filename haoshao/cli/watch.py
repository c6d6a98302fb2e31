"""`watch add|list|remove`: handles and terms to look out for, partners who raise no alert."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import WATCH, command_group

watch = command_group("Handles and terms to look out for, partners, opt-outs.")
app.add_typer(watch, name="watch", rich_help_panel=WATCH)


@watch.command("add")
def add(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="TYPE:VALUE of a handle (telegram:name), or a word or phrase.")],
    term: Annotated[bool, typer.Option("--term", help="It is a word or phrase, whatever it looks like.")] = False,
    partner: Annotated[
        bool, typer.Option("--partner", help="A handle or seller_id that is known and allowed.")
    ] = False,
    opt_out: Annotated[bool, typer.Option("--opt-out", help="A host that is never to be asked anything.")] = False,
    why: Annotated[str, typer.Option(help="For people.")] = "",
    by: Annotated[str | None, typer.Option(help="Who does it; the user of this system by default.")] = None,
) -> None:
    """Look out for a handle or a term, or let a partner or a host in peace.

    \b
    haoshao watch add telegram:some_seller --why "case 3"
    haoshao watch add 62数据 --term
    haoshao watch add qq:10001 --partner --why "our own test account"
    haoshao watch add shop.example --opt-out --why "asked by mail"
    """
    from haoshao.watchlist import added

    print_lines(added(workspace(context), what, term=term, partner=partner, opt_out=opt_out, why=why, by=by))


@watch.command("list")
def list_watched(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Removed entries too.")] = False,
) -> None:
    """List what is looked out for, and who is left alone.

    \b
    haoshao watch list
    """
    from haoshao.watchlist import watch_lines

    print_lines(watch_lines(workspace(context), everything=everything))


@watch.command("remove")
def remove(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="As it was added.")],
    by: Annotated[str | None, typer.Option(help="Who does it; the user of this system by default.")] = None,
) -> None:
    """Take an entry off every list that has it.

    \b
    haoshao watch remove telegram:some_seller
    """
    from haoshao.watchlist import removed

    print_lines(removed(workspace(context), what, by=by))
