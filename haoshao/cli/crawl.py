"""`crawl` and `stop`: one run for each site, and the kill switch."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.sections import WATCH


@app.command(rich_help_panel=WATCH)
def crawl(
    context: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Sites to crawl.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every site that is not paused.")] = False,
    due: Annotated[bool, typer.Option("--due", help="Every site whose schedule says so.")] = False,
) -> None:
    """Crawl sites once each and print a line for each run.

    \b
    haoshao crawl shop-example
    haoshao crawl --all

    Exit code 3 says that a site was not healthy.
    """
    from base.clock import now
    from haoshao.auditing import overdue_reviews
    from haoshao.crawls import chosen_sites, crawl_and_tell

    place = workspace(context)
    chosen = chosen_sites(place, names or [], every=every, due=due)
    if not chosen:
        typer.echo("no site is due" if due else "no sites yet; add one with `haoshao site add URL`", err=True)
        return
    for line in overdue_reviews(place.require_config(), now().date()):
        typer.echo(line, err=True)
    if not crawl_and_tell(place, chosen, typer.echo):
        raise typer.Exit(3)


@app.command(rich_help_panel=WATCH)
def stop(
    context: typer.Context,
    lift: Annotated[bool, typer.Option("--lift", help="Allow crawls again.")] = False,
) -> None:
    """Halt every crawl within seconds; none starts until the switch is lifted.

    \b
    haoshao stop
    haoshao stop --lift
    """
    from base.killswitch import lift_stop, order_stop

    data = workspace(context).require_data()
    if lift:
        lift_stop(data)
        typer.echo("crawls may start again")
    else:
        order_stop(data)
        typer.echo("every crawl ends within seconds; `haoshao stop --lift` allows them again")
