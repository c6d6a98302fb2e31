"""`rules list|test`: what is told, and what a rule would have said."""

from __future__ import annotations

from typing import Annotated

import typer

from haoshao.cli.app import app, print_lines, workspace
from haoshao.cli.sections import TELL, command_group

rules = command_group("What people are told of.")
app.add_typer(rules, name="rules", rich_help_panel=TELL)


@rules.command("list")
def list_rules(context: typer.Context) -> None:
    """List the rules of rules.yml, whom they tell, and how much they said in the last 30 days.

    \b
    haoshao rules list
    """
    from haoshao.rules_work import rule_lines

    print_lines(rule_lines(workspace(context)))


@rules.command("test")
def try_rule(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The rule's name in rules.yml.")],
    since: Annotated[str, typer.Option(help="From when: 24h, 30d, a date or a time.")] = "30d",
    most: Annotated[int, typer.Option(min=1, help="At most so many lines.")] = 50,
) -> None:
    """Show what a rule, switched on or not, would have said of what was recorded; nothing is written or sent.

    \b
    haoshao rules test stock_surge --since 30d
    """
    from haoshao.rules_work import tested_rule

    print_lines(tested_rule(workspace(context), name, since=since, most=most))
