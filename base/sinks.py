"""Seller text made inert for each place it is shown in: terminal, JSON, CSV, Markdown. HTML is left to autoescape.

Seller text is an attack until proven otherwise: control characters move a terminal's cursor, bidi marks
reorder a line, a leading `=` runs in a spreadsheet, Markdown makes links.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~@=-])")
_MARKDOWN_URL = re.compile(r"(?i)(https?|ftp|tg|mailto|javascript):")


def is_inert(character: str) -> bool:
    """Return whether *character* shows as itself: no control, format (bidi, zero-width), surrogate or private one."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def terminal(text: str, *, limit: int | None = None) -> str:
    """Return *text* in one line of printable characters; what is not is shown by its code point, as in U+202E.

    With *limit*, longer text ends in `…` and has at most that many characters.
    """
    shown = "".join(c if is_inert(c) else " " if c.isspace() else f"<U+{ord(c):04X}>" for c in text)
    shown = " ".join(shown.split())
    return shown if limit is None or len(shown) <= limit else shown[: limit - 1] + "…"


def columns(*cells: object, limit: int = 180) -> str:
    """Return *cells* side by side in one terminal line, two blanks between them; the padding of a cell stays."""
    shown = "  ".join(_padded(str(cell)) for cell in cells)
    return shown.rstrip() if len(shown) <= limit else shown[: limit - 1] + "…"


def _padded(cell: str) -> str:
    text = terminal(cell)
    return text + " " * (len(cell) - len(cell.rstrip(" "))) if text else cell


_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)


def json_text(
    value: object,
    *,
    indent: int | None = None,
    sort_keys: bool = False,
    default: Callable[[object], object] | None = None,
) -> str:
    """Return *value* as JSON that is safe to look at too: what reorders or hides its surroundings stands as escapes.

    Read back it is the same.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, sort_keys=sort_keys, default=default)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


_CHAT = str.maketrans({"<": "＜", ">": "＞", "@": "＠", "`": "ˋ"})
_SCHEME = re.compile(r"(?i)\bhttp(s?)://")
_OTHER_SCHEME = re.compile(r"(?i)\b(ftp|tg|mailto|weixin|magnet|javascript):")
_HOST_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2,})")


def chat(text: str, *, limit: int | None = None) -> str:
    """Return *text* as one line that no chat service takes for markup, a mention or a link.

    Addresses are shown the way analysts write them, `hxxps://shop[.]example`, so that nobody follows one by a slip.
    """
    shown = _HOST_DOT.sub("[.]", terminal(text, limit=limit))
    return _OTHER_SCHEME.sub(r"\1[:]", _SCHEME.sub(r"hxxp\1://", shown)).translate(_CHAT)


def csv_cell(value: object) -> object:
    """Return *value* as a spreadsheet may open it: a text that would run as a formula gets a leading quote."""
    if not isinstance(value, str):
        return value
    plain = value.replace("\n", "").replace("\t", "").isprintable()
    text = value if plain else "".join(c if is_inert(c) or c in "\n\t" else " " for c in value)
    if text.startswith(_FORMULA_START) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def markdown(text: str, *, limit: int | None = None) -> str:
    """Return *text* as one Markdown line that shows itself: no markup, no link, no mention."""
    return _MARKDOWN.sub(r"\\\1", _MARKDOWN_URL.sub("\\1\u200b:", terminal(text, limit=limit)))


def cells(text: str) -> int:
    """Return the terminal cells that *text* takes: a Chinese character takes two, a combining mark none."""
    wide = sum(unicodedata.east_asian_width(character) in {"W", "F"} for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return *text* filled with blanks to *width* terminal cells, on its left where *right* is set."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks
