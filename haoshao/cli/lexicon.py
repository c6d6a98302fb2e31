"""`lexicon suggest|accept|lint`: the words the reader knows."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import WATCH, command_group

lexicon = command_group("The words the reader knows.")
app.add_typer(lexicon, name="lexicon", rich_help_panel=WATCH)


@lexicon.command("suggest")
def suggest(
    context: typer.Context,
    most: Annotated[int, typer.Option(min=1, help="At most so many.")] = 30,
    least: Annotated[int, typer.Option(min=2, help="In at least so many listings.")] = 3,
) -> None:
    """Propose terms of the stored listings that the lexicon does not know, with examples.

    \b
    haoshao lexicon suggest --most 20
    """
    from haoshao.lexicon_work import suggestion_lines

    print_lines(suggestion_lines(workspace(context), most=most, least=least))


@lexicon.command("accept")
def accept(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="The word as sellers write it.")],
    kind: Annotated[str | None, typer.Option(help="What it sells, e.g. account.")] = None,
    platform: Annotated[str | None, typer.Option(help="Where, e.g. wechat or other:name.")] = None,
    attribute: Annotated[list[str] | None, typer.Option(help="What it says of the goods; may be repeated.")] = None,
    note: Annotated[str, typer.Option(help="For people.")] = "",
) -> None:
    """Write TERM into lexicon/accepted.yml of your configuration.

    \b
    haoshao lexicon accept 绿书 --platform wechat
    """
    from base.suggesting import Accepted, record_accepted

    entry = Accepted(term=term, kind=kind, platform=platform, attributes=tuple(attribute or ()), note=note)
    typer.echo(f"written: {record_accepted(workspace(context).require_config(), entry)}")


@lexicon.command("lint")
def lint(context: typer.Context) -> None:
    """Name entries that contradict each other or can never be meant; exit 1 where there are some.

    \b
    haoshao lexicon lint
    """
    from haoshao.lexicon_work import check_lines

    lines = check_lines(workspace(context).config_or_bundled())
    print_lines(lines)
    if lines:
        raise typer.Exit(1)
    typer.echo("nothing to mend")
