"""Why an alert was raised, in the reader's language.

The database holds the English sentences of market/newness.py; each has its Chinese form here.
"""

from __future__ import annotations

import re
from typing import Final

from alerts.words import Language

_IN_CHINESE: Final = (
    (re.compile(r"first seen at (?P<site>.+), after the site's baseline"), "在 {site} 的基线之后首次出现"),
    (re.compile(r"never seen before: (?P<handles>.+)"), "从未见过：{handles}"),
    (re.compile(r"the site itself tells it apart; it shows no contact"), "站点自身将其区分，未留联系号"),
    (re.compile(r"(?P<count>\d+) offers?: (?P<products>.+)"), "{count} 个供应项：{products}"),
)


def reason(said: str, language: Language) -> str:
    """Return one reason in *language*; one that has no Chinese form is shown as it is stored."""
    if language == "en":
        return said
    for pattern, chinese in _IN_CHINESE:
        if found := pattern.fullmatch(said):
            return chinese.format(**found.groupdict())
    return said
