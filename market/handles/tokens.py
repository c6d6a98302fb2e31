"""Labels and contact cues in a text: the words around which handles stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from market.handles import labels_data as table
from market.model import HandleType
from market.wordlists import WordLists, WordsFound

OTHER: Final = "other"
"""Type of labels that name a contact we do not keep (an Instagram name is no handle)."""
CUE: Final = "cue"

_OTHER_LABELS: Final = [
    "instagram",
    "insta",
    "ig",
    "twitter",
    "youtube",
    "yt",
    "tiktok",
    "facebook",
    "fb",
    "snapchat",
    "snap",
    "kakaotalk",
    "kakao",
    "threads",
    "公众号",
    "github",
    "twitch",
    "инста",
    "инстаграм",
    "вк",
    "vk",
    "抖音号",
    "小红书号",
    "微博",
    "b站",
    "支付宝",
    "username",
    "юзернейм",
    "npm",
]


class Token(NamedTuple):
    """One label or cue where it stands in the folded text."""

    type: str
    """A handle type, `other` or `cue`."""
    weak: bool
    start: int
    end: int


def find_tokens(text: str, labels: WordsFound | None = None) -> list[Token]:
    """Return labels and cues of *text* in order, the longest of each place, none overlapping.

    *labels* are those of `label_words`, where they were looked for already.
    """
    meanings = _labels()[1]
    first, places = labels or _lists().find(text)[0]
    tokens = []
    last = len(text)
    taken = 0
    for start, minus_end, index in sorted([(start, -end, index) for index, start, end in places]):
        if start < taken:
            continue
        taken = end = -minus_end
        parted = (not start or text[start - 1] in _GAPS) and (end == last or text[end] in _GAPS)
        if parted or _stands_alone(text, start, end):
            kind, weak, length = meanings[index - first]
            tokens.append(Token(kind, weak, start, start + length))
    return tokens


def label_words() -> Sequence[str]:
    """Return all labels and cues, folded."""
    return _labels()[0]


@cache
def _lists() -> WordLists:
    return WordLists(label_words())


@cache
def _labels() -> tuple[list[str], list[tuple[str, bool, int]]]:
    """Return the words, and for each its type, whether it is weak and its length."""
    meanings: dict[str, tuple[str, bool]] = dict.fromkeys(table.CUES, (CUE, False))
    meanings.update(dict.fromkeys(_OTHER_LABELS, (OTHER, False)))
    for weak, labels in ((True, table.WEAK), (False, table.STRONG)):
        for kind, names in labels.items():
            meanings.update((name, (HandleType(kind).value, weak)) for name in names)
    words = list(meanings)
    return words, [(*meanings[word], len(word.rstrip(" :"))) for word in words]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether the word is not the inside of a longer one (Latin, Cyrillic and Greek have such)."""
    before = text[start - 1] if start else " "
    if before not in _GAPS and _is_letter(text[start]) and (_is_letter(before) or before in "@_" or before.isdecimal()):
        return False
    after = text[end : end + 1]
    if not after or after in _GAPS or not "a" <= text[end - 1] <= "z":
        return True
    return not ("a" <= after <= "z" or after == "_" or (after == "-" and text[end + 1 : end + 2].isalnum()))


_GAPS: Final = frozenset(" \n\t,.:;/|()，。：；、！")
"""Characters that part words wherever they stand: most that stand beside one."""


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z" or "\u00c0" <= char <= "\u052f"


def label_before(tokens: list[Token], position: int) -> int:
    """Return the index of the last token that ends at or before *position*; -1 where none does."""
    index = bisect_left(tokens, position, key=lambda token: token.end)
    while index < len(tokens) and tokens[index].end <= position:
        index += 1
    return index - 1
