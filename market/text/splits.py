"""Words written apart (g m a i l, 微 信, face★book): the signs and blanks that were pushed into them."""

from __future__ import annotations

import re

from market.model import Span

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_PICTURES = (
    r"\U0001f200-\U0001f265\u25a0-\u25ff\u2600-\u26ff\u2701-\u2707\u2709-\u2775\u2780-\u27bf\u2b00-\u2b94\u2b96-\u2bff"
    r"\U0001f300-\U0001f3fa\U0001f400-\U0001faff\u2190\u2191\u2193-\u21ff\u00a4\u00a7\u203b\u3003-\u3007\u3012\u3013"
)
_ORNAMENT = r"*^_" + _PICTURES
"""Signs that stand between Chinese characters for show only; between Latin letters * ^ _ may mean something."""
_BETWEEN = r"[ ._*\-·~|/^+,'\"]"
_PLAIN_SPLITS = (
    (  # g m a i l
        re.compile(rf"{_BETWEEN}[a-z]{_BETWEEN}{{1,2}}[a-z](?!\w)"),
        re.compile(rf"(?<![a-z0-9@])[a-z](?:{_BETWEEN}{{1,2}}[a-z]){{2,60}}(?![a-z0-9@])"),
    ),
    (  # 1 9 3 3 0 0 7, 3 5 块
        re.compile(r" (?<=\d )\d(?!\w)"),
        re.compile(r"(?<![\d.,/])\d(?: \d){2,60}(?![\d.,])|(?<![\d.,/+])\d \d(?= ?(?:[块元米毛刀]|一[只个张条]))"),
    ),
    (  # 3|0|2|9|9|5
        re.compile(r"\|(?<=\d\|)\d\|\d\|"),
        re.compile(r"(?<![\d.,/|])\d(?:\|\d){5,60}(?![\d.,|])"),
    ),
)
"""Words written apart: a quick sign that there are some, and the slower pattern that finds them whole."""
_HAN_SPLITS = (
    *_PLAIN_SPLITS,
    (  # 微 信
        re.compile(rf" [{_HAN}](?![{_HAN}])"),
        re.compile(rf"(?<![{_HAN}])[{_HAN}](?: [{_HAN}]){{1,60}}(?![{_HAN}])"),
    ),
)
"""The same with Chinese characters."""
_ALL_SPLITS = (
    *_HAN_SPLITS,
    (  # т.е.л.е.г.р.а.м
        re.compile(rf"{_BETWEEN}[а-я]{_BETWEEN}{{1,2}}[а-я](?!\w)"),
        re.compile(rf"(?<![а-яa-z0-9@])[а-я](?:{_BETWEEN}{{1,2}}[а-я]){{2,60}}(?![а-яa-z0-9@])"),
    ),
)
"""The same with Cyrillic letters, too."""
_ORNAMENTS = re.compile(rf"[{_ORNAMENT}][{_ORNAMENT}]*")
"""The first sign stands apart so that the search skips to it."""
_MOST_ORNAMENTS = 3
_HAN_BESIDE = re.compile(rf"[{_HAN}]")
_LETTER_BESIDE, _NO_PICTURES = re.compile(r"[a-zа-я]"), frozenset("*^_")
_GLUE = re.compile(r"[^a-zа-я0-9\u3400-\u9fff]+")


def pushed_in(text: str, *, foreign: bool) -> list[Span]:
    """Return, in order, the ranges of a text that were pushed between the characters of one word.

    *foreign* is true where Greek or Cyrillic letters stand in it.
    """
    plain = text.isascii()
    ornaments = () if plain else _ORNAMENTS.finditer(text)
    cuts = [found.span() for found in ornaments if _is_inside_word(text, *found.span())]
    for sign, whole in _PLAIN_SPLITS if plain else _ALL_SPLITS if foreign else _HAN_SPLITS:
        if sign.search(text):
            for match in whole.finditer(text):
                at = match.start()
                cuts.extend((at + gap.start(), at + gap.end()) for gap in _GLUE.finditer(match[0]))
    cuts.sort()
    return cuts


def _is_inside_word(text: str, start: int, end: int) -> bool:
    """Whether the ornaments [start, end) were pushed into a word (企❤鹅, face★book)."""
    if not start or end - start > _MOST_ORNAMENTS:
        return False
    if _HAN_BESIDE.match(text, start - 1):
        return _HAN_BESIDE.match(text, end) is not None
    pictures = _LETTER_BESIDE.match(text, start - 1) and _NO_PICTURES.isdisjoint(text[start:end])
    return bool(pictures and _LETTER_BESIDE.match(text, end))
