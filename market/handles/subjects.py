"""Identifiers of the thing sold that are no contacts: user numbers, number prefixes, invitation codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from market.linear import Pattern, holds_one, linear
from market.model import Span, Subject
from market.text.folding import Folded

_NUMBERED: Final = frozenset({"sim_card", "sms_code", "account"})
"""Kinds of which a number's first digits may be stated."""
_MOST: Final = 40
_UID: Final = linear(
    r"(?:\b|\p{Han})(?:uid|user ?id|steam ?id|account ?id|用户id|账号id|玩家id|角色id|айди|id номер)(?: ?[:=#] ?| )"
    r"([1-9]\d{3,16})"
)
_INVITE: Final = linear(
    r"(?:邀请码|邀请代码|激活邀请|invite code|invitation code|invite key|инвайт[- ]?код|код приглашения)(?: ?[:=] ?| )"
    r"([a-z0-9][a-z0-9-]{3,23})"
)
_PREFIX: Final = linear(
    r"(1[3-9]\d{1,2}(?: ?[/、,] ?1[3-9]\d{1,2}){0,11}) ?(?:[/、,]? ?(?:等)?(?:号段|段|开头|字头|虚商))"
    r"|(?:号段|区号|area codes?|prefix(?:es)?|code area|код города|префикс|номера с кодом)[ :=]{0,3}"
    r"(\d{3,4}(?: ?(?:[/、,]|or|and|или) ?\d{3,4}){0,11})"
)
_DIGITS: Final = linear(r"\d{3,4}")
_UID_SIGNS: Final = ("id", "айди")
_INVITE_SIGNS: Final = ("invit", "邀请", "инвайт", "приглашения")
_PREFIX_SIGNS: Final = ("段", "开头", "字头", "虚商", "区号", "area", "prefix", "города", "префикс", "кодом")
"""Words of which a text must hold one before its pattern is worth a search."""


def find_subjects(folded: Folded, kinds: Iterable[str], occupied: Sequence[Span]) -> tuple[Subject, ...]:
    """Return the user numbers, number prefixes and invitation codes that a text of goods of *kinds* offers.

    *occupied* are the folded places of contacts, which are none.
    """
    sold = set(kinds)
    found: list[tuple[str, str, Span]] = []
    if "account" in sold and holds_one(folded.text, _UID_SIGNS):
        found += _labelled(folded, "uid", _UID)
    if holds_one(folded.text, _INVITE_SIGNS):
        found += _labelled(folded, "invite", _INVITE)
    if sold & _NUMBERED and holds_one(folded.text, _PREFIX_SIGNS):
        found += _prefixes(folded)
    free = [one for one in found if not any(low < one[2][1] and one[2][0] < high for low, high in occupied)]
    unique = {(kind, value): place for kind, value, place in reversed(free)}
    ordered = sorted(unique.items(), key=lambda entry: entry[1])[:_MOST]
    return tuple(Subject(type=kind, value=value, span=folded.span(*place)) for (kind, value), place in ordered)


def _labelled(folded: Folded, kind: str, pattern: Pattern) -> Iterator[tuple[str, str, Span]]:
    for match in pattern.finditer(folded.text):
        place = match.span(1)
        value = folded.raw[slice(*folded.span(*place))] if kind == "invite" else match[1]
        if kind != "invite" or any(map(str.isdigit, value)) or value.isupper():
            yield kind, value, place


def _prefixes(folded: Folded) -> Iterator[tuple[str, str, Span]]:
    for match in _PREFIX.finditer(folded.text):
        start, end = match.span(1 if match[1] else 2)
        for digits in _DIGITS.finditer(folded.text[start:end]):
            yield "number_prefix", digits[0], (start + digits.start(), start + digits.end())
