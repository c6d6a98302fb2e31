"""`site add|list|show|check|pause|resume|remove`: the sites that are watched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import WATCH, command_group

sites = command_group("Add, look at and control watched sites.")
app.add_typer(sites, name="site", rich_help_panel=WATCH)

Name = Annotated[str, typer.Argument(help="Name of the site, as `haoshao site list` shows it.")]


@sites.command("add")
def add_site(
    context: typer.Context,
    url: Annotated[str | None, typer.Argument(help="Address of the shop, board or channel.")] = None,
    file: Annotated[Path | None, typer.Option(help="Add every address of this file, one a line.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the site; drawn from the address by default.")] = None,
    family: Annotated[str, typer.Option(help="Shop software, see `haoshao site families`; auto finds it.")] = "auto",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Save without asking.")] = False,
    allow: Annotated[list[str] | None, typer.Option(help="Non-public range of a test site, e.g. 127.0.0.0/8.")] = None,
    probe: Annotated[bool, typer.Option(help="Look at a handful of pages first.")] = True,
    why: Annotated[str, typer.Option(help="Basis: why this site is watched.")] = "",
    by: Annotated[str, typer.Option(help="Basis: who decided it.")] = "",
) -> None:
    """Look at a public site, show what a crawl would read, and save its site file.

    \b
    haoshao site add https://shop.example/
    haoshao site add https://shop.example/ --family dujiaoka --no-probe --yes
    haoshao site add --file urls.txt --yes
    """
    from haoshao.adding import addresses, proposed

    place = workspace(context)
    for address in addresses(url, file):
        offer = proposed(
            place, address, name=None if file else name, family=family, allow=allow or [], why=why, by=by, probe=probe
        )
        print_lines(offer.lines)
        if not yes:
            typer.echo(offer.text)
            if offer.wants_basis:
                offer = offer.with_basis(
                    why=typer.prompt("Why is this site watched?", default="", err=True),
                    by=typer.prompt("Who decided it?", default="", err=True),
                )
            if not typer.confirm("Save it?", err=True):
                continue
        site = offer.save()
        typer.echo(f"{site.name}: saved; crawl it with `haoshao crawl {site.name}`")


@sites.command("list")
def list_sites(context: typer.Context) -> None:
    """List the watched sites with their family and how their last run went.

    \b
    haoshao site list
    """
    from haoshao.watching import site_lines

    print_lines(site_lines(workspace(context)))


@sites.command("families")
def list_families() -> None:
    """List the shop softwares and page shapes that can be read.

    \b
    haoshao site families
    """
    from crawler.families.registry import FAMILIES

    for family in FAMILIES.values():
        mark = "  experimental" if family.experimental else ""
        typer.echo(f"{family.id:<18}{family.kind.value:<11}{family.title}{mark}")


@sites.command("show")
def show_site(context: typer.Context, name: Name) -> None:
    """Show a site file and how its last runs went.

    \b
    haoshao site show shop-example
    """
    from haoshao.watching import shown_site

    print_lines(shown_site(workspace(context), name))


@sites.command("check")
def check_site(context: typer.Context, name: Name) -> None:
    """Look at a site again and compare it with its last healthy run; exit code 3 says that something is off.

    \b
    haoshao site check shop-example
    """
    from haoshao.watching import checked_site

    lines, sound = checked_site(workspace(context), name)
    print_lines(lines)
    if not sound:
        raise typer.Exit(3)


@sites.command("pages")
def save_site_pages(
    context: typer.Context, name: Name, out: Annotated[Path, typer.Option(help="Folder of the cases.")]
) -> None:
    """Save a few stored pages of a site as test cases and propose their reading for review.

    \b
    haoshao site pages shop-example --out tests/families
    """
    from haoshao.saving import save_pages

    print_lines(save_pages(workspace(context), name, out))


@sites.command("pause")
def pause_site(context: typer.Context, name: Name) -> None:
    """Leave a site out of every crawl until it is resumed.

    \b
    haoshao site pause shop-example
    """
    from haoshao.sites import set_paused

    set_paused(workspace(context).require_config(), name, paused=True)
    typer.echo(f"{name}: paused")


@sites.command("resume")
def resume_site(context: typer.Context, name: Name) -> None:
    """Crawl a paused site again.

    \b
    haoshao site resume shop-example
    """
    from haoshao.sites import set_paused

    set_paused(workspace(context).require_config(), name, paused=False)
    typer.echo(f"{name}: resumed")


@sites.command("remove")
def remove_one(context: typer.Context, name: Name) -> None:
    """Stop watching a site; what was recorded of it stays.

    \b
    haoshao site remove shop-example
    """
    from haoshao.sites import remove_site

    typer.echo(f"{name}: {remove_site(workspace(context).require_config(), name)} removed; its records stay")
