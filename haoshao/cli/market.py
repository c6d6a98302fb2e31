"""`market`: what an account costs, day by day; `market rates`: what foreign money is worth."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, workspace
from haoshao.cli.options import Kind, Platform, Until
from haoshao.cli.sections import TELL, Sections

market = typer.Typer(cls=Sections, rich_markup_mode=None)
app.add_typer(market, name="market", rich_help_panel=TELL)


class Layout(StrEnum):
    """How the index is shown."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    SVG = "svg"


class Tongue(StrEnum):
    """The languages of the index."""

    EN = "en"
    ZH = "zh"


@market.callback(invoke_without_command=True)
def show_market(
    context: typer.Context,
    platform: Platform = None,
    kind: Kind = None,
    country: Annotated[str | None, typer.Option(help="Only this country, e.g. CN.")] = None,
    since: Annotated[
        str | None, typer.Option(help="From when: 30d, a date; by default the last 30 days that have data.")
    ] = None,
    until: Until = None,
    by: Annotated[
        str | None, typer.Option(help="Keep apart only these: kind,platform,attributes,country.", metavar="PARTS")
    ] = None,
    layout: Annotated[Layout, typer.Option("--format", help="How it is shown.")] = Layout.TEXT,
    language: Annotated[Tongue | None, typer.Option(help="en or zh; haoshao.toml says otherwise.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Series with too few sellers too.")] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the levels of all days anew, after other rates or a better reading.")
    ] = False,
) -> None:
    """Show the price index: median and quartiles of asking prices in CNY for one piece, by series and day.

    A series is kind, platform, attribute group, country and unit. One seller has one vote, however many offers it
    makes; placeholder prices and outliers are left out and counted. Levels that moved are transitions `price_level`.

    \b
    haoshao market --platform wechat
    haoshao market --kind sms_code --since 7d
    haoshao market --by kind,platform --format svg --out market.svg
    haoshao market --format csv --out market.csv
    haoshao market --rebuild
    haoshao market rates
    haoshao market rates my-rates.csv
    """
    if context.invoked_subcommand is not None:
        return
    place = workspace(context)
    from haoshao.market import Asked, rebuilt, write_market

    if rebuild:
        days = rebuilt(place)
        typer.echo(f"{len(days)} days made anew" + (f", {days[0]} to {days[-1]}" if days else ""))
        return
    asked = Asked(
        kind=kind,
        platform=platform,
        country=country,
        since=since,
        until=until,
        by=by,
        form=layout.value,
        language=language.value if language else None,
        everything=everything,
    )
    write_market(place, asked, out)


@market.command("rates")
def rates(
    context: typer.Context,
    path: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="YAML like rates.yml, or CSV.")] = None,
) -> None:
    """Show what foreign money is worth in CNY, or take over newer rates from FILE. Nothing is ever fetched.

    FILE is YAML in the form of config/rates.yml, or CSV with the columns day,currency,cny.

    \b
    haoshao market rates
    haoshao market rates my-rates.csv
    """
    from haoshao.market import taken_rates

    table = taken_rates(workspace(context), path)
    newest = [(currency, table.newest(currency)) for currency in table.currencies]
    typer.echo(f"CNY for one unit; {len(table.days)} days, {table.days[0]} to {table.days[-1]}. {table.source}".strip())
    for currency, rate in newest:
        typer.echo(f"{currency:<5} {rate.value:>12f}  {rate.day}")
    if path is not None:
        typer.echo("`haoshao market --rebuild` applies them to days that are settled already", err=True)
