"""The text of a notice, from a template that an operator edits: `config/notices/`.

Templates run in a sandbox, and whatever they print is made inert on the way out, so that a seller's text can
neither be template code nor start a line of its own. Headings are lines of the template that begin with `# `.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from market.errors import MarketError
from takedown.texts import one_line

FOLDER = "notices"
LANGUAGES = ("zh", "en")
LONGEST = 2_000
"""Characters that one value may fill in a notice."""
_HEADING = "\ue000"
"""Private use: the outlet strips it from every value, so that only a template can write it."""
_HEADING_LINE = re.compile(r"^# ", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


class NoticeTemplateError(MarketError):
    """A template of a notice is missing, or is no template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or heading of a notice."""

    text: str
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeText:
    """A notice as written."""

    language: str
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The notice as plain text."""
        parts = [
            f"\n{block.text}\n{'=' * _width(block.text)}" if block.is_heading else block.text for block in self.blocks
        ]
        return "\n".join(parts).strip() + "\n"


def write_notice(config: Path, language: str, legal: Sequence[str], values: Mapping[str, Any]) -> NoticeText:
    """Return a notice in *language* on the grounds *legal*, with *values* filled in.

    Raises:
        NoticeTemplateError: a template is missing or wrong; names the file.
    """
    folder = config / FOLDER
    grounds = [_filled(folder / "legal" / f"{name}.{language}.txt", values).strip() for name in legal]
    text = _filled(folder / f"notice.{language}.txt", {**values, "legal": grounds})
    return NoticeText(language=language, blocks=tuple(_blocks(text)))


def _filled(path: Path, values: Mapping[str, Any]) -> str:
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # plain text: every value goes through `finalize`, PDF and mail get the whole as data
        undefined=StrictUndefined,
        finalize=_inert,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        source = path.read_text("utf-8").replace(_HEADING, "")
        return environment.from_string(_HEADING_LINE.sub(_HEADING, source)).render(values)
    except OSError as error:
        raise NoticeTemplateError(
            f"{path}: cannot be read ({error.strerror}); `haoshao init` brings it back"
        ) from error
    except (TemplateError, UnicodeDecodeError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        number = getattr(error, "lineno", None)
        line = f" line {number}" if number else ""
        raise NoticeTemplateError(f"{path}:{line} is no usable template: {error}") from error


def _inert(value: object) -> object:
    return one_line(value, LONGEST) if isinstance(value, str) else value


def _blocks(text: str) -> list[Block]:
    blocks = []
    for line in _BLANK_LINES.sub("\n\n", text.strip()).split("\n"):
        heading = line.startswith(_HEADING)
        blocks.append(Block(text=line.lstrip(_HEADING).rstrip(), is_heading=heading))
    return blocks


def _width(text: str) -> int:
    return min(70, sum(2 if ord(c) > 0x2E7F else 1 for c in text))  # noqa: PLR2004 - wide characters begin there
