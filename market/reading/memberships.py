"""Terms of memberships, which are no ages: Netflix 1 month, ChatGPT Plus 一年."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from market.lexicon import Hit
from market.prices.counting import PERIOD
from market.prices.figures import Figure

_TERMS: Final = frozenset({"day", "week", "month", "year"})
_MOST: Final = 40
"""So many words around a period are looked at."""
_LETS: Final = frozenset({"sms_code", "tool", "account_service"})


def without_terms(
    text: str, hits: Sequence[Hit], figures: Sequence[Figure], memberships: frozenset[str]
) -> list[Figure]:
    """Return figures without the periods that stand at a platform whose accounts are sold for their membership.

    A line that calls its accounts old keeps its ages; rented and licensed things have terms of their own.
    """
    if not figures or memberships.isdisjoint([hit.term.platform for hit in hits]):
        return list(figures)
    if not _LETS.isdisjoint([hit.term.kind for hit in hits if not hit.term.weak]):
        return list(figures)
    starts = [hit.start for hit in hits]
    return [
        figure
        for figure in figures
        if figure.role is not PERIOD
        or figure.word not in _TERMS
        or not _is_term(figure, text, hits, starts, memberships)
    ]


def _is_term(
    figure: Figure, text: str, hits: Sequence[Hit], starts: Sequence[int], memberships: frozenset[str]
) -> bool:
    """Whether the platform that a period belongs to, the last one before it, sells memberships."""
    start, end = text.rfind("\n", 0, figure.start) + 1, text.find("\n", figure.end)
    first, last = bisect_left(starts, start), bisect_left(starts, end) if end >= 0 else len(hits)
    if any("aged" in hit.term.attributes for hit in hits[first:last][:_MOST]):
        return False
    before = bisect_left(starts, figure.start)
    for hit in reversed(hits[max(0, before - _MOST) : before]):
        if hit.term.platform:
            return hit.term.platform in memberships
    return any(hit.term.platform in memberships for hit in hits[before:last][:_MOST])
