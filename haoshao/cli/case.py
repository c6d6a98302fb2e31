"""`case …`: takedown work, from opening a case to its outcome."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from base.sinks import json_text
from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import PROVE, command_group

case = command_group("Takedown work.")
app.add_typer(case, name="case", rich_help_panel=PROVE)

CaseId: TypeAlias = Annotated[str, typer.Argument(metavar="CASE", help="Number of a case, as listed.")]
By: TypeAlias = Annotated[str | None, typer.Option(help="Who did it [HAOSHAO_USER, the login name].")]
Sellers: TypeAlias = Annotated[
    list[str] | None, typer.Option("--seller", help="By id, name or type:value of a contact; may be repeated.")
]
Offers: TypeAlias = Annotated[list[str] | None, typer.Option("--offers", help="Offer ids, separated by commas.")]
Alerts: TypeAlias = Annotated[list[int] | None, typer.Option("--alert", help="Alert ids; may be repeated.")]
Note: TypeAlias = Annotated[str | None, typer.Option(help="A remark for the timeline.")]


@case.command("new")
def new_case(
    context: typer.Context,
    seller: Sellers = None,
    offers: Offers = None,
    alert: Alerts = None,
    title: Annotated[str | None, typer.Option(help="What the case is called.")] = None,
    by: By = None,
) -> None:
    """Open a case about sellers with all they offer, about single offers, or about alerts.

    \b
    haoshao case new --seller s00c0ffee00c0ffee --title "bulk WeChat accounts"
    haoshao case new --offers o0123456789abcdef,o0fedcba987654321
    """
    from haoshao.case_acts import Desk, begin_case

    typer.echo(begin_case(Desk.at(workspace(context), by=by), title, seller or [], split(offers), alert or []))


@case.command("add")
def add_to_case(
    context: typer.Context,
    case_id: CaseId,
    seller: Sellers = None,
    offers: Offers = None,
    alert: Alerts = None,
    file: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="A screenshot, for instance.")
    ] = None,
    note: Note = None,
    by: By = None,
) -> None:
    """Add sellers, offers, files or a note to a case.

    \b
    haoshao case add 12 --file shop.png --note "front page as seen from Shenzhen"
    """
    from haoshao.case_acts import Desk, case_number, extend_case

    desk = Desk.at(workspace(context), by=by)
    extend_case(
        desk,
        case_number(case_id),
        sellers=seller or [],
        offers=split(offers),
        alerts=alert or [],
        note=note,
        files=file or [],
    )


@case.command("list")
def list_cases(
    context: typer.Context,
    due: Annotated[bool, typer.Option("--due", help="Only notices that wait for a person, the longest first.")] = False,
    closed: Annotated[bool, typer.Option("--closed", help="Closed cases too.")] = False,
) -> None:
    """List cases, newest first.

    \b
    haoshao case list
    haoshao case list --due
    """
    from haoshao.case_acts import Desk
    from haoshao.case_checks import check_cases
    from haoshao.case_lines import case_list, due_list
    from storage.database import reading
    from storage.queries.cases import case_lines
    from storage.queries.takedowns import due_notices

    desk = Desk.at(workspace(context))
    if due:
        check_cases(desk.place)
        with reading(desk.engine) as connection:
            lines = due_list(due_notices(connection, desk.act.now))
    else:
        lines = case_list(case_lines(desk.engine, with_closed=closed))
    print_lines(lines, none="no notice waits" if due else "no open case; open one with `haoshao case new`")


@case.command("show")
def show_case(
    context: typer.Context,
    case_id: CaseId,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Show a case: what is in it, who can act and what they lack, its notices and its timeline.

    \b
    haoshao case show 12
    """
    from haoshao.case_acts import Desk, case_number, facts_of, routes_of
    from haoshao.case_lines import case_json, case_story

    desk = Desk.at(workspace(context))
    facts = facts_of(desk, case_number(case_id))
    if form == "json":
        typer.echo(json_text(case_json(facts.case), indent=1))
        return
    print_lines(case_story(facts, routes_of(desk, facts.case.id)))


@case.command("freeze")
def freeze(
    context: typer.Context,
    case_id: CaseId,
    fresh: Annotated[bool, typer.Option("--fresh/--no-fresh", help="Look at the sites once more first.")] = True,
    by: By = None,
) -> None:
    """Freeze the evidence: look again at sites that are still watched, then hold the snapshots.

    \b
    haoshao case freeze 12
    """
    from haoshao.case_acts import Desk, case_number
    from haoshao.case_freezing import freeze_case

    desk = Desk.at(workspace(context), by=by)
    done = freeze_case(desk, case_number(case_id), lambda line: typer.echo(line, err=True), fresh=fresh)
    typer.echo(f"{done.snapshots} snapshots for {done.offers} offers, {done.fresh} of them looked at afresh")


@case.command("export")
def export_package(
    context: typer.Context,
    case_id: CaseId,
    out: Annotated[Path | None, typer.Option(help="Folder to make; data/packages/… by default.")] = None,
    zipped: Annotated[bool, typer.Option("--zip", help="One zip instead of a folder.")] = False,
    lang: Annotated[
        str | None, typer.Option(help="zh or en for every paper; by default each notice has its own.")
    ] = None,
    tier: Annotated[str, typer.Option(help="handles, third_party or raw; above handles give --reason.")] = "handles",
    reason: Annotated[str | None, typer.Option(help="Why more than public handles are needed; logged.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh/--no-fresh", help="Look once more before freezing.")] = True,
    by: By = None,
) -> None:
    """Write the signed package of a case and print where; its evidence is frozen first.

    \b
    haoshao case export 12 --lang zh --zip
    haoshao verify data/packages/case-12-20260305T093000Z.zip
    """
    from haoshao.case_acts import Desk, case_number
    from haoshao.case_exports import Wish, export_case
    from takedown.tiers import checked_tier

    wish = Wish(
        out=out,
        zipped=zipped,
        language=lang,
        tier=checked_tier(tier, reason),
        reason=(reason or "").strip(),
        fresh=fresh,
    )
    desk = Desk.at(workspace(context), by=by)
    typer.echo(str(export_case(desk, case_number(case_id), wish, lambda line: typer.echo(line, err=True))))


@case.command("accesses")
def list_accesses(context: typer.Context) -> None:
    """List who was given more than public handles, when, what and why.

    \b
    haoshao case accesses
    """
    from haoshao.case_acts import Desk
    from haoshao.case_lines import access_list
    from storage.access import accesses

    print_lines(
        access_list(accesses(Desk.at(workspace(context)).engine)), none="nobody was given more than public handles"
    )


@case.command("close")
def close(context: typer.Context, case_id: CaseId, note: Note = None, by: By = None) -> None:
    """Close a case: its evidence may be pruned by its class from now on.

    \b
    haoshao case close 12 --note "all gone for 30 days"
    """
    from haoshao.case_acts import Desk, case_number, end_case

    end_case(Desk.at(workspace(context), by=by), case_number(case_id), note or "closed")


@case.command("reopen")
def reopen(context: typer.Context, case_id: CaseId, note: Note = None, by: By = None) -> None:
    """Open a closed case again.

    \b
    haoshao case reopen 12
    """
    from haoshao.case_acts import Desk, case_number, resume_case

    resume_case(Desk.at(workspace(context), by=by), case_number(case_id), note or "opened again")


def split(said: list[str] | None) -> list[str]:
    """Return ids that stand one an option or several to a comma."""
    return [one.strip() for part in said or [] for one in part.split(",") if one.strip()]
