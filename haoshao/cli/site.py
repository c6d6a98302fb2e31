"""`site add|list|show|pause|resume|remove`: the sites that are watched."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, workspace

sites = typer.Typer(no_args_is_help=True, help="Add, look at and control watched sites.", rich_markup_mode=None)
app.add_typer(sites, name="site")

Name = Annotated[str, typer.Argument(help="Name of the site, as `haoshao site list` shows it.")]


@sites.command("add")
def add_site(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the shop, board or channel.")],
    name: Annotated[str | None, typer.Option(help="Name of the site; drawn from the address by default.")] = None,
    family: Annotated[str, typer.Option(help="Shop software, see `haoshao site families`; auto finds it.")] = "auto",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Save without asking.")] = False,
    allow: Annotated[list[str] | None, typer.Option(help="Non-public range of a test site, e.g. 127.0.0.0/8.")] = None,
    why: Annotated[str, typer.Option(help="Basis: why this site is watched.")] = "",
    by: Annotated[str, typer.Option(help="Basis: who decided it.")] = "",
) -> None:
    """Watch a public site: write its site file.

    \b
    haoshao site add https://shop.example/ --family dujiaoka --yes
    haoshao site add http://127.0.0.1:8000/ --family auto --allow 127.0.0.0/8 --yes
    """
    from haoshao.sites import described_site, name_for, site_text, write_site

    config = workspace(context).require_config()
    said = described_site(url=url, name=name or name_for(url), family=family, allow=allow or [], why=why, by=by)
    if not yes:
        typer.echo(site_text(said))
        typer.confirm("Save it?", abort=True, err=True)
    site = write_site(config, said)
    typer.echo(f"{site.name}: saved; crawl it with `haoshao crawl {site.name}`")


@sites.command("show")
def show_site(context: typer.Context, name: Name) -> None:
    """Show a site file and how its last runs went.

    \b
    haoshao site show shop-example
    """
    from base.config import find_site
    from haoshao.sites import site_path

    config = workspace(context).require_config()
    find_site(config, name)
    typer.echo(site_path(config, name).read_text("utf-8").rstrip())


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
