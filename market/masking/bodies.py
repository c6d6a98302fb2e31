"""Third-party personal data in a body as it came: HTML and JSON, in one line or in many.

A text says a person a line. A page says them in table rows, list items or JSON objects, often without
a single line break. Here a body is first laid out as such a text, then looked at with the finders of texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from market.linear import linear
from market.masking.finders import FINDERS, MASK, count_proven, digit_runs, rows_in, searchable
from market.masking.people import Piece, find_people

_ROWS_END: Final = re.compile(
    r"</(?:tr|li|p|div|dd|dl|h[1-6]|article|section|option|pre)\s*>|<(?:br|hr)\s*/?>|\}\s*,\s*\{|\]\s*,\s*\[|(?:\\r)?\\n",
    re.IGNORECASE,
)
_TABLE_ROW: Final = re.compile(r"<tr[\s>].*?(?:</tr\s*>|(?=<tr[\s>])|\Z)", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[a-zA-Z/!][^<>]{0,400}>")
_KEY: Final = re.compile(
    r'"(?:[a-z]{0,12}[_-]?(?:name|phone|mobile|cell|tel|telephone|addr|address|receiver|consignee|contact|user|city|street)'
    r'|姓名|名字|收件人|收货人|机主|电话|手机|手机号码?|联系电话|地址|收货地址|住址)"\s*:',
    re.IGNORECASE,
)
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_LETTER: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\w")
_SIGN: Final = linear(
    (
        r"1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}|[0-9]{3}-[0-9]{2}-[0-9]{4}|\+[0-9]{1,3}[ (-]{0,2}[0-9]{3}"
        r"|\([0-9]{3}\) ?[0-9]{3}|[0-9]{3}-[0-9]{3}-[0-9]{4}|[A-Z]{2}[0-9]{2} ?[0-9A-Z]{4} ?[0-9]{4}"
        r"|[A-Za-z0-9]@[A-Za-z0-9-]+\.[A-Za-z.]+(?::|\||--)|验证码|校验码|动态|身份证|护照|\\u9a8c\\u8bc1\\u7801"
        r"|(?i:\bcode|\botp\b|\bpin\b|passport|\bssn)|код|паспорт"
    ).encode()
)
"""A row of a person or a message has such a sign; a shop's own page has few of them."""
_LOOKED_AT: Final = 400
"""Long numbers of a body that tell whether its numbers are identities or something else."""
_TRUE_SHARE: Final = 3
"""Of the long numbers of a body every third has to prove itself, or they are numbers of another kind."""


def has_bulk_data(text: str, rows: int) -> bool:
    """Return whether a body carries personal data of at least *rows* third parties; quick where it cannot."""
    plain = searchable(text)
    proven, long = count_proven(plain, _LOOKED_AT)
    if proven >= rows and proven * _TRUE_SHARE >= long:
        return True
    signs = _SIGN.finditer(plain.encode("utf-8", "replace"))
    return sum(1 for _ in islice(signs, rows)) >= rows and count_bulk_data(text) >= rows


def count_bulk_data(text: str) -> int:
    """Return of how many third parties a body carries personal data: rows of people, or numbers and messages alone."""
    laid, _ = _laid_out(text)
    proven, long = count_proven(laid, _LOOKED_AT)
    by_chance = proven * _TRUE_SHARE < long
    finders = [find for find in FINDERS if find is not digit_runs or not by_chance]
    alone = [sum(1 for _ in find(laid)) for find in finders if find is not find_people]
    return max(rows_in(laid.split("\n"), finders), *alone)


def masked_body(text: str) -> str:
    """Return *text* with the personal data of third parties starred out, at the same length."""
    laid, places = _laid_out(text)
    pieces = [_placed(piece, places) for find in FINDERS for piece in find(laid)]
    pieces += [piece for find in FINDERS for piece in find(searchable(text))]
    out: list[str] = []
    done = 0
    for start, end in _merged(pieces):
        out += (text[done:start], _LETTER.sub(_stars, text[start:end]))
        done = end
    return "".join((*out, text[done:]))


def _stars(match: re.Match[str]) -> str:
    said = match.group()
    return MASK * len(said) if len(said) > 1 or said.isalnum() else said


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for start, end in sorted(pieces):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _laid_out(text: str) -> tuple[str, Sequence[int] | None]:
    """Return a body as a text with a row a line, and where each of its characters stands; None where all stay put."""
    places: Sequence[int] | None = None
    if _ESCAPE.search(text):
        text, places = _unescaped(text)
    laid = searchable(text)
    if "<" in laid:
        laid = _TABLE_ROW.sub(lambda match: match.group().replace("\n", " ").replace("\r", " "), laid)
    laid = _ROWS_END.sub(lambda match: " " * (len(match.group()) - 1) + "\n", laid)
    laid = _KEY.sub(lambda match: " " * len(match.group()), laid)
    laid = _TAG.sub(lambda match: " " * len(match.group()), laid)
    return laid.replace('"', " "), places


def _unescaped(text: str) -> tuple[str, list[int]]:
    """Return *text* with its JSON escapes as the characters they stand for, and where each of those began."""
    out: list[str] = []
    places: list[int] = []
    done = 0
    for match in _ESCAPE.finditer(text):
        start, end = match.span()
        out.append(text[done:start])
        places.extend(range(done, start))
        out.append(chr(int(match.group(1), 16)))
        places.append(start)
        done = end
    out.append(text[done:])
    places.extend(range(done, len(text) + 1))
    return "".join(out), places


def _placed(piece: Piece, places: Sequence[int] | None) -> Piece:
    return piece if places is None else (places[piece[0]], places[piece[1]])
