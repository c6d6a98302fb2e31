"""Terms: the entries of the lexicon, where they stand in a text, and what forbids them there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from market.errors import MarketError
from market.quick import quick_dataclass
from market.spellings import is_han

_LINE_REACH: Final = 300
"""So far at most a line is looked through for words that forbid a term."""
_TEXT_REACH: Final = 20_000
"""So far from a text's beginning words are looked for that a term needs."""


class LexiconError(MarketError):
    """An entry of the lexicon cannot be used; the text names it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Term:
    """One meaning and the ways of writing it."""

    name: str
    """How the entry is called: its first form."""
    forms: tuple[str, ...]
    """`accoun~` also takes a plural s, `аккаунт*` any ending, a blank also `-` or nothing."""
    lang: str | None = None
    kind: str | None = None
    platform: str | None = None
    attributes: frozenset[str] = frozenset()
    country: str | None = None
    months: int | None = None
    """The age that the word states (满月 1, 半年 6)."""
    cue: str | None = None
    """The part it plays when it names no product: `stock`, `minimum`, `sell`, `wanted`, ..."""
    weak: bool = False
    """True where it tells something only beside stronger words."""
    not_before: tuple[str, ...] = ()
    """It is not meant where one of these follows at once."""
    not_after: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    """It is not meant in a line that holds one of these."""
    only_before: tuple[str, ...] = ()
    """It is meant only where one of these follows, or one of `only_after` precedes it, at once."""
    only_after: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    """It is meant only in a text that holds one of these."""
    cased: bool = False
    """True for abbreviations that count in capitals only (US, not "us")."""
    source: str = ""
    """File of the entry, for reports."""
    describes: bool = field(init=False, default=False)
    """Whether it says anything of goods, more than the part it plays as a cue."""

    def __post_init__(self) -> None:
        says = self.platform or self.kind or self.attributes or self.country or self.months is not None
        object.__setattr__(self, "describes", bool(says))

    @property
    def is_plain(self) -> bool:
        """Whether no context can forbid it."""
        return not (
            self.not_before or self.not_after or self.not_with or self.only_before or self.only_after or self.only_with
        )


@quick_dataclass(frozen=True, slots=True)
class Hit:
    """A term where it stands in a folded text."""

    term: Term
    start: int
    end: int


def may_be_meant(term: Term, text: str, start: int, end: int, needs: dict[Term, bool]) -> bool:
    """Whether the surroundings of [start, end) let *term* be meant; *needs* remembers what the text holds."""
    after = text[end : end + 24].lstrip() if term.not_before or term.only_before else ""
    if term.not_before and after.startswith(term.not_before):
        return False
    before = text[max(0, start - 24) : start].rstrip() if term.not_after or term.only_after else ""
    if term.not_after and before.endswith(term.not_after):
        return False
    if term.not_with:
        low = max(0, start - _LINE_REACH)
        line = text[max(low, text.rfind("\n", low, start) + 1) : _line_end(text, end)]
        if any(word in line for word in term.not_with):
            return False
    if term.only_with:
        met = needs.get(term)
        if met is None:
            met = needs[term] = any(text.find(word, 0, _TEXT_REACH) >= 0 for word in term.only_with)
        if not met:
            return False
    if not (term.only_before or term.only_after) or after.startswith(term.only_before):
        return True
    named = term.platform and (_GOODS_BEHIND.match(after) or _is_foreign_name(text, start, end))
    return before.endswith(term.only_after) or bool(named)


_LONG_NAME: Final = 4


_HOLDING: Final = frozenset("带含有送玩")
"""Before what an account holds rather than is (带 CSGO 全套)."""
_OPERATORS: Final = frozenset({"verizon", "vodafone", "smart", "globe", "orange", "sprint", "mint", "lyca"})
"""Names of mobile operators, which say whose number it is rather than whose account."""
_HELD: Final = frozenset("皮饰刀枪箱蝴")
"""Begin the names of things in a game, which are no account of it."""


def _is_foreign_name(text: str, start: int, end: int) -> bool:
    """Whether a platform is written as a Latin word, which beside Chinese characters is nothing else (epic 二步)."""
    name = text[start:end]
    if len(name) < _LONG_NAME or not name.isascii() or name in _OPERATORS:
        return False
    before = text[max(0, start - 2) : start].rstrip()[-1:]
    after = text[end : end + 2].lstrip()[:1]
    return before not in _HOLDING and after not in _HELD and (is_han(before) or is_han(after))


_GOODS_BEHIND: Final = re.compile(
    r"(?:(?:accounts?|accs?|accts?|logins?|profiles?|handles|tokens?|sessions?|pva|otp|verified|autoreg|aged \d)"
    r"(?![a-z])|"
    r"(?:uk|usa?|eu|germany|poland|france|spain|italy|netherlands|canada|austria|belgium|lithuania|estonia|turkey|"
    r"brazil|mexico|india|australia|ukraine|ireland|portugal|czech|romania)"
    r" ?(?:[-—–|:,(]|$|\n|personal|business|accounts?)|"
    r"\+\d{1,3}(?!\d)|[\U0001f1e6-\U0001f1ff]{2}|аккаунт|акки|акков|учетк|профил|прогрет|пустые |"
    r"(?:[老白新]|满月|实名|成品|直登|协议|[半一两三]年)号|号(?![码段卡主商称池源]))"
)
"""What makes any name before it that of a platform, be it an everyday word elsewhere (Line +66, Signal logins)."""


def _line_end(text: str, at: int) -> int:
    high = at + _LINE_REACH
    end = text.find("\n", at, high)
    return high if end < 0 else end


_ENTRY_HEAD: Final = re.compile(r"(?:^|\n)(?:[^\w\n]{0,4}|[a-z]{0,2}\d{1,4}[ \t|.、)]{1,4})$")
_ENTRY_TAIL: Final = re.compile(
    r"(?:[\t|,(:]| ?[-|.…]{2,}| [-|/] |  +| [^\n]{1,30}?(?: [-—–] |…|\.\.))"
    r"[^\n]{0,80}?\d[^\n\w]{0,3}(?:[a-zа-я元块]{1,4}\b[^\n]{0,20})?(?:\n|$)|"
    r"[^\w\n]{0,3}(?:\n|$)"
)


def heads_entry(hit: Hit, text: str) -> bool:
    """Whether a guarded name begins an entry of a price list, or is a heading of its own."""
    return (
        _ENTRY_HEAD.search(text[max(0, hit.start - 12) : hit.start]) is not None
        and _ENTRY_TAIL.match(text, hit.end) is not None
    )
