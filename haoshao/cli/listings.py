"""`listings list|show`: look at what was found."""

from __future__ import annotations

from typing import Annotated

import typer

from base.sinks import json_text
from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.options import Kind, Platform, Seller, Since, Site, State, Until
from haoshao.cli.sections import TELL, command_group

listings = command_group("What was found.")
app.add_typer(listings, name="listings", rich_help_panel=TELL)

Most = Annotated[int, typer.Option(min=1, help="At most so many.")]


@listings.command("list")
def list_listings(
    context: typer.Context,
    search: Annotated[str | None, typer.Option(help="Words in title or text; two characters suffice.")] = None,
    most: Most = 50,
    site: Site = None,
    platform: Platform = None,
    kind: Kind = None,
    seller: Seller = None,
    state: State = None,
    since: Since = None,
    until: Until = None,
) -> None:
    """List offers, newest first.

    \b
    haoshao listings list --search 微信 --state active
    """
    from haoshao.filters import filters_from
    from haoshao.lists import listing_lines

    place = workspace(context)
    chosen = filters_from(
        place, site=site, platform=platform, kind=kind, seller=seller, state=state, since=since, until=until
    )
    print_lines(listing_lines(place, chosen, search=search, most=most), none="no listing matches")


@listings.command("show")
def show_listing(context: typer.Context, offer_id: Annotated[str, typer.Argument(help="As listed.")]) -> None:
    """Show one offer with its words, history and evidence.

    \b
    haoshao listings show 12
    """
    from haoshao.lists import shown_offer

    typer.echo(json_text(shown_offer(workspace(context), offer_id), indent=1))
