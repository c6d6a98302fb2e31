"""`case notice|mail|sent|outcome|check|figures`: notices of cases and what becomes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from haoshao.cli.app import print_lines, workspace
from haoshao.cli.case import By, CaseId, Note, Offers, case, split

NoticeId: TypeAlias = Annotated[str, typer.Argument(metavar="NOTICE", help="CASE.NUMBER, as in `case show`.")]
At: TypeAlias = Annotated[str | None, typer.Option(help="When it happened; now by default.")]
Proof: TypeAlias = Annotated[
    Path, typer.Option(exists=True, dir_okay=False, help="Copy of what was sent, or a receipt.")
]


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
    typer.echo(draft_notice(desk, case_number(case_id), to, offers=split(offers), language=lang))


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

    print_lines(figures_table(takedown_figures(Desk.at(workspace(context)).engine)))


@case.command("mail")
def mail(
    context: typer.Context,
    notice_id: NoticeId,
    to: Annotated[str | None, typer.Option(help="An address of mail.allowed; the recipient's own by default.")] = None,
    package: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A zip to attach.")] = None,
    really: Annotated[bool, typer.Option("--send/--preview", help="Send it; a preview by default.")] = False,
    by: By = None,
) -> None:
    """Show the mail of a notice; --send sends it where config/takedown.yml allows that.

    \b
    haoshao case mail 12.1 --preview
    """
    from haoshao.case_acts import Desk
    from haoshao.case_mails import mail_notice

    desk = Desk.at(workspace(context), by=by)
    mail_notice(desk, notice_id, typer.echo, to=to, package=package, really=really)
