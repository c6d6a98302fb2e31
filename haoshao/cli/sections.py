"""How `--help` lists commands: by what they are for, each with its whole first sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from typer._click.core import Context
    from typer._click.formatting import HelpFormatter

WATCH = "Watch and read"
TELL = "Look and be told"
PROVE = "Take down and prove"
KEEP = "Set up and keep"

_ORDER = (WATCH, TELL, PROVE, KEEP)
_OTHER = "Commands"
_WHOLE = 1000
"""Longer than any first sentence: a sentence that ends in dots tells the reader nothing."""


class Sections(TyperGroup):
    """A group of commands whose help wraps long lines instead of cutting them."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands section by section, each in the order in which it was added."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is None or command.hidden:
                continue
            section = getattr(command, "rich_help_panel", None) or _OTHER
            sections.setdefault(section, []).append((name, command.get_short_help_str(_WHOLE)))
        for section in sorted(sections, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER)):
            with formatter.section(section):
                formatter.write_dl(sections[section])


def command_group(told: str) -> typer.Typer:
    """Return a group of commands whose help says *told*."""
    return typer.Typer(cls=Sections, no_args_is_help=True, help=told, rich_markup_mode=None)
