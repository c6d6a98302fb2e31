"""`sellers list|show|join|split|undo|rebuild`: who is who, and why."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.options import Kind, Platform, Since, Site, Until
from haoshao.cli.sections import TELL, command_group

sellers = command_group("Who sells it.")
app.add_typer(sellers, name="sellers", rich_help_panel=TELL)

WhoId = Annotated[str, typer.Argument(help="A seller_id, a handle as type:value, or a name.")]
By = Annotated[str | None, typer.Option(help="Who decides; the user of this machine by default.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the verdict.")]


class StoryForm(StrEnum):
    """How a seller is shown."""

    TEXT = "text"
    JSON = "json"
    SVG = "svg"


@sellers.command("list")
def list_sellers(
    context: typer.Context,
    suggested: Annotated[bool, typer.Option("--suggested", help="Pairs that may be one seller.")] = False,
    most: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    site: Site = None,
    platform: Platform = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """List sellers, oldest first, or pairs that a person should look at.

    \b
    haoshao sellers list --since 7d
    haoshao sellers list --suggested
    """
    from haoshao.filters import filters_from
    from haoshao.lists import found_rows, seller_lines
    from haoshao.seller_work import suggestion_lines

    place = workspace(context)
    if suggested:
        lines = suggestion_lines(place, most=most)
    else:
        chosen = filters_from(place, site=site, platform=platform, kind=kind, since=since, until=until)
        lines = seller_lines(found_rows(place, "sellers", chosen), most=most)
    print_lines(lines, none="no pair waits for a look" if suggested else "no seller matches")


@sellers.command("show")
def show_seller(
    context: typer.Context,
    seller: WhoId,
    form: Annotated[StoryForm, typer.Option("--format", help="text, json or svg.")] = StoryForm.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Show everything about one seller: timeline, handles, sites, prices, links and why, what was rejected.

    \b
    haoshao sellers show telegram:name
    haoshao sellers show s0123456789abcdef --format svg --out seller.svg
    """
    from haoshao.export import opened
    from haoshao.seller_work import written_story

    text = written_story(workspace(context), seller, form.value)
    with opened(out, sys.stdout) as stream:
        stream.write(text)


@sellers.command("join")
def join(context: typer.Context, first: WhoId, second: WhoId, reason: Reason, by: By = None) -> None:
    """Say that two sellers are one; no rule overrules it, `sellers undo` takes it back.

    \b
    haoshao sellers join qq:10001 telegram:name --reason "same voice message" --by mei
    """
    from haoshao.seller_work import joined

    typer.echo(joined(workspace(context), first, second, by=by, reason=reason))


@sellers.command("split")
def split(
    context: typer.Context,
    seller: WhoId,
    reason: Reason,
    handle: Annotated[list[str] | None, typer.Option(help="type:value that is another's; repeat for more.")] = None,
    record: Annotated[list[str] | None, typer.Option(help="site or site/user that is another's.")] = None,
    by: By = None,
) -> None:
    """Say that some handles or records are not this seller's; what hangs on them alone goes with them.

    \b
    haoshao sellers split s0123456789abcdef --record board/user7 --reason "a reseller" --by mei
    """
    from haoshao.seller_work import parted

    typer.echo(parted(workspace(context), seller, handles=handle or (), records=record or (), by=by, reason=reason))


@sellers.command("undo")
def undo(
    context: typer.Context,
    verdict: Annotated[str, typer.Argument(help="As `sellers show` lists it, e.g. v12.")],
    by: By = None,
) -> None:
    """Withdraw a verdict: a person's join or split as a whole, or one link of a rule.

    \b
    haoshao sellers undo v12 --by mei
    """
    from haoshao.seller_work import undone

    typer.echo(undone(workspace(context), verdict, by=by))


@sellers.command("rebuild")
def rebuild(context: typer.Context) -> None:
    """Compute all sellers anew from what is stored; ids and persons' verdicts stay, nobody is told.

    \b
    haoshao sellers rebuild
    """
    from haoshao.seller_work import rebuilt

    typer.echo(rebuilt(workspace(context)))
