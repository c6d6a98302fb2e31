"""What the words of one entry of a Chinese list say of its own: attributes denied, days it is sold for."""

from __future__ import annotations

import re
from typing import Final

from market.prices.counting import PERIOD
from market.reading.claims import Claims
from market.reading.clauses import Clause

_IDENTITY: Final = frozenset({"real_name"})
_OF_A_FIRM: Final = frozenset({"enterprise"})
_FOLLOWED: Final = frozenset({"with_followers"})
_DENIABLE: Final = _IDENTITY | _OF_A_FIRM | _FOLLOWED
_NO_FOLLOWERS: Final = re.compile(r"(?:没有?|无|零|(?<!\d)0) ?粉")
_NOT_NAMED: Final = re.compile(r"(?:没有?|未|无|非|不)(?:经|带|做|过)?实名")


def denied(attributes: frozenset[str], claims: Claims, text: str) -> frozenset[str]:
    """Return the inherited attributes that an item's own words deny (未实名, 个人)."""
    if attributes.isdisjoint(_DENIABLE):
        return frozenset()
    personal = "enterprise" not in claims.attributes and "个人" in text
    if _NO_FOLLOWERS.search(text):
        return _FOLLOWED
    return (_IDENTITY if _NOT_NAMED.search(text) else frozenset()) | (_OF_A_FIRM if personal else frozenset())


def only_days(clause: Clause) -> int | None:
    """Return the days that an entry is sold for, where its line names no other term (美国 30天 6.5); else None."""
    if not clause.line.has_han or any(cue.startswith("term_") for cue in clause.line.cues):
        return None
    periods = [figure for figure in clause.line.figures if figure.role is PERIOD]
    return int(periods[0].low) if len(periods) == 1 and periods[0].word == "day" and periods[0].low > 1 else None
