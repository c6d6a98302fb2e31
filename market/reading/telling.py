"""Which lines of a text describe its goods, and which only speak around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from market.reading.document import Line
from market.reading.faces import is_stock_line
from market.reading.lines import LineRead

_LONG: Final = 260
_FIRST_LINES: Final = 4
_BULLET_MARK: Final = re.compile(r"\s*(?:[-*•·✓✔+▪◆●]|\d[.)])\s?")


def telling_lines(lines: Sequence[LineRead]) -> list[LineRead]:
    """Return the lines that describe the goods: not asides, not the prose and answers of a long text."""
    telling = []
    asked = False
    filled = [read for read in lines if read.line.text.strip()]
    for number, read in enumerate(filled):
        line, early = read.line, number <= _FIRST_LINES
        if not early and _is_question(line.text):
            asked = True
            continue
        if asked and is_heading_mark(line):
            asked = False
        fact = early or (len(line.text) <= _LONG and (not asked or _BULLET_MARK.match(line.text)))
        if fact and not is_aside(read) and "some_of" not in line.cues:
            telling.append(read)
    return telling


def _is_question(text: str) -> bool:
    """Whether a line asks: what follows answers rather than describes."""
    return text.rstrip(" *_#)\"'").endswith("?") or text.startswith(("faq", "q:", "问:", "вопрос"))


_MARKS: Final = frozenset("#*-•✓✔【[")


def is_heading_mark(line: Line) -> bool:
    """Whether a line begins like a heading or bullet."""
    return line.text.lstrip()[:1] in _MARKS


def without_price_in_title(lines: list[LineRead]) -> list[LineRead]:
    """Return lines without the title's price where the text below states prices too."""
    if not [read for read in lines if read.items and not read.line.is_title]:
        return lines
    title, *body = lines
    body = _without_title_again(title, _without_header_range(body))
    lines = [title, *body]
    if title.items and [item for read in body if read.items for item in read.items if item.asked or item.rate]:
        return [LineRead(line=title.line, claims=title.claims), *body]
    return lines


def _without_title_again(title: LineRead, body: list[LineRead]) -> list[LineRead]:
    """Return lines without the prices of one that only says the title again, where others state prices."""
    again = title.line.text.strip()
    if not again or again not in [read.line.text.strip() for read in body if read.items]:
        return body
    if not [read for read in body if read.items and read.line.text.strip() != again]:
        return body
    return [
        LineRead(line=read.line, claims=read.claims) if read.items and read.line.text.strip() == again else read
        for read in body
    ]


_PRICE_RANGE: Final = re.compile(
    r"\W*[^\W\d]{0,3}\W{0,2}[\d.,]+ ?[^\W\d]{0,4}\W{0,3} ?(?:[-–—~]|to|до) ?"
    r"\W{0,2}[^\W\d]{0,3}[\d.,]+ ?[^\W\d]{0,4}\W*"
)


def _without_header_range(body: list[LineRead]) -> list[LineRead]:
    """Return lines without the range "$14 - $1290" above a choice of priced options."""
    priced = [read for read in body if read.items]
    if len(priced) < 2 or not _PRICE_RANGE.fullmatch(priced[0].line.text.strip()):  # noqa: PLR2004 - range and options
        return body
    if any(item.quantity.figure is not None or item.claims.platforms for item in priced[0].items):
        return body
    return [LineRead(line=read.line, claims=read.claims) if read is priced[0] else read for read in body]


_DEFINES: Final = re.compile(r"】指的?是|】是指|指的是")
"""What speaks of the words of a search rather than of goods."""


def is_aside(read: LineRead) -> bool:
    """Whether a line speaks of surcharges or other things than the goods."""
    claims = read.claims
    if claims.outside and not (claims.attributes or claims.platforms or claims.kinds):
        return True
    if read.line.has_han and "指" in read.line.text and _DEFINES.search(read.line.text):
        return True
    return "surcharge" in read.line.cues or is_stock_line(read.line)


_LIST: Final = 4
"""So many short priced lines are a list, whose sentences only explain it."""
_LONG_ENTRY: Final = 16
_EXPLAINS: Final = re.compile(
    r"\W*(?:问|答|q ?\d*[:.、]|a ?\d*[:.、]|"
    r"注意|说明|声明|须知|提示|规则|[一二三四五六七八九十]{1,2}[、.]|\d{1,2}-\d{1,2} )"
)


def without_small_print(lines: list[LineRead]) -> list[LineRead]:
    """Return lines without the sums that the sentences around a Chinese price list mention (最低提 10 元。)."""
    priced = [read for read in lines if read.items]
    if len(priced) <= _LIST or sum(not _is_small_print(read) for read in priced) < _LIST:
        return lines
    return [LineRead(read.line, read.claims) if read.items and _is_small_print(read) else read for read in lines]


def _is_small_print(read: LineRead) -> bool:
    """Whether a line is sentences that explain, and names goods nowhere before its first price."""
    text = read.line.text
    if len(text) < _LONG_ENTRY or not ("。" in text or ";" in text or _EXPLAINS.match(text)):
        return False
    return bool(_EXPLAINS.match(text)) or not any(
        item.claims.platforms or item.claims.strong_kind for item in read.items
    )
