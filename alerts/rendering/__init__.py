"""A digest laid out: terminal text, Markdown, self-contained HTML, JSON."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from alerts.digest import Digest
from alerts.rendering.html import as_html
from alerts.rendering.json import as_json
from alerts.rendering.markdown import as_markdown
from alerts.rendering.text import as_text
from alerts.words import Language

RENDERERS: dict[str, Callable[[Digest, Language, ZoneInfo], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_json,
}

__all__ = ["RENDERERS", "as_html", "as_json", "as_markdown", "as_text"]
