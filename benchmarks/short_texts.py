"""Short invented texts, each with who speaks and what kind of goods: what the voice and the topics learn from besides.

A file of `benchmarks/short_texts/` holds blocks: a line `%% LANG KIND`, then the text. KIND `-` is no offer; a first
line that begins with `# ` is the title.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "short_texts"
_NO_OFFER = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortText:
    """One invented text with its label."""

    lang: str
    kind: str | None
    """What is mainly offered; None for a text that offers nothing."""
    title: str
    text: str


def load_short_texts(folder: Path = FOLDER) -> list[ShortText]:
    """Return the texts of all files, in order; texts that look alike stand side by side."""
    return [
        _parse_block(block)
        for path in sorted(folder.glob("*.txt"))
        for block in ("\n" + path.read_text("utf-8")).split("\n%% ")[1:]
    ]


def _parse_block(block: str) -> ShortText:
    head, _, body = block.partition("\n")
    lang, kind = head.split()
    first, _, rest = body.partition("\n")
    title, text = (first[2:], rest) if first.startswith("# ") else ("", body)
    return ShortText(lang=lang, kind=None if kind == _NO_OFFER else kind, title=title, text=text.strip())
