"""`case …`: takedown work, from opening a case to its outcome."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from haoshao.cli.app import app, workspace

case = typer.Typer(no_args_is_help=True, help="Takedown work.", rich_markup_mode=None)
app.add_typer(case, name="case")

CaseId: TypeAlias = Annotated[str, typer.Argument(metavar="CASE", help="Number of a case, as listed.")]
NoticeId: TypeAlias = Annotated[str, typer.Argument(metavar="NOTICE", help="CASE.NUMBER, as in `case show`.")]
By: TypeAlias = Annotated[str | None, typer.Option(help="Who did it [HAOSHAO_USER, the login name].")]
At: TypeAlias = Annotated[str | None, typer.Option(help="When it happened; now by default.")]
Sellers: TypeAlias = Annotated[
    list[str] | None, typer.Option("--seller", help="By id, name or type:value of a contact; may be repeated.")
]
Offers: TypeAlias = Annotated[list[str] | None, typer.Option("--offers", help="Offer ids, separated by commas.")]
Note: TypeAlias = Annotated[str | None, typer.Option(help="A remark for the timeline.")]
Proof: TypeAlias = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, help="Copy of what was sent, or a receipt.")
]


@case.command("new")
def new_case(
    context: typer.Context,
    seller: Sellers = None,
    offers: Offers = None,
    title: Annotated[str | None, typer.Option(help="What the case is called.")] = None,
    by: By = None,
) -> None:
    """Open a case about sellers with all they offer, or about single offers.

    \b
    haoshao case new --seller s00c0ffee00c0ffee --title "bulk WeChat accounts"
    haoshao case new --offers o0123456789abcdef,o0fedcba987654321
    """
    from haoshao.case_acts import Desk, begin_case

    typer.echo(begin_case(Desk.at(workspace(context), by=by), title, seller or [], _split(offers)))


@case.command("add")
def add_to_case(
    context: typer.Context,
    case_id: CaseId,
    seller: Sellers = None,
    offers: Offers = None,
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
    extend_case(desk, case_number(case_id), sellers=seller or [], offers=_split(offers), note=note, files=file or [])


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
    for line in lines:
        typer.echo(line)


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
        typer.echo(json.dumps(case_json(facts.case), ensure_ascii=False, indent=1))
        return
    for line in case_story(facts, routes_of(desk, facts.case.id)):
        typer.echo(line)


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


@case.command("notice")
def notice(
    context: typer.Context,
    case_id: CaseId,
    to: Annotated[str, typer.Option(help="A recipient, as `case show` proposes them.")],
    offers: Offers = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; the recipient's own by default.")] = None,
    by: By = None,
) -> None:
    """Draft a notice to a recipient, about the offers it can act on.

    \b
    haoshao case notice 12 --to tencent
    """
    from haoshao.case_acts import Desk, case_number, draft_notice

    desk = Desk.at(workspace(context), by=by)
    typer.echo(draft_notice(desk, case_number(case_id), to, offers=_split(offers), language=lang))


@case.command("sent")
def sent(
    context: typer.Context,
    notice_id: NoticeId,
    proof: Proof,
    note: Note = None,
    by: By = None,
    at: At = None,
) -> None:
    """Record that a person has sent a notice; the proof is kept with its hash.

    \b
    haoshao case sent 12.1 --proof receipt.png
    """
    from haoshao.case_acts import Desk, record_sent

    typer.echo(f"{record_sent(Desk.at(workspace(context), by=by, at=at), notice_id, proof, note)}: sent")


@case.command("outcome")
def outcome(
    context: typer.Context,
    notice_id: NoticeId,
    state: Annotated[str, typer.Argument(help="acknowledged, refused or no-answer.")],
    proof: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="The answer.")] = None,
    note: Note = None,
    by: By = None,
    at: At = None,
) -> None:
    """Record a recipient's answer; that something is gone is concluded from looks at the site alone.

    \b
    haoshao case outcome 12.1 acknowledged --proof answer.eml
    """
    from haoshao.case_acts import Desk, record_outcome

    typer.echo(f"{record_outcome(Desk.at(workspace(context), by=by, at=at), notice_id, state, proof, note)}: {state}")


@case.command("check")
def check(context: typer.Context) -> None:
    """Compare the notices that were sent with the latest looks: gone, back, without an answer.

    \b
    haoshao case check
    """
    from haoshao.case_checks import check_cases, news_line

    for news in check_cases(workspace(context)):
        typer.echo(news_line(news))


@case.command("figures")
def figures(context: typer.Context) -> None:
    """Show by recipient how many targets went, after how long, and how many came back.

    \b
    haoshao case figures
    """
    from haoshao.case_acts import Desk
    from haoshao.case_lines import figures_table
    from storage.queries.figures import takedown_figures

    for line in figures_table(takedown_figures(Desk.at(workspace(context)).engine)):
        typer.echo(line)


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


def _split(said: list[str] | None) -> list[str]:
    """Return ids that stand one an option or several to a comma."""
    return [one.strip() for part in said or [] for one in part.split(",") if one.strip()]
