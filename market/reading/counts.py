"""What the numbers of a region say of its goods: friends and followers counted, countries by their dialling code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from market.lexicon import Hit
from market.prices.counting import DIAL, MONEY, PERIOD, YEAR
from market.prices.figures import Figure

_COUNTED: Final = {"friends": "with_friends", "followers": "with_followers"}
COUNTED_CUES: Final = frozenset(_COUNTED)


def counted_attributes(hits: Sequence[Hit], figures: Sequence[Figure]) -> frozenset[str]:
    """Return with_friends and with_followers where a count above zero stands beside the word."""
    found = set()
    told = [(hit.start, hit.end) for hit in hits if hit.term.attributes]
    free = [
        figure
        for figure in figures
        if figure.low == int(figure.low) and not any(low <= figure.start < high for low, high in told)
    ]
    for hit in hits:
        attribute = _COUNTED.get(hit.term.cue or "")
        if attribute and _counted_above_zero(hit, free):
            found.add(attribute)
    return frozenset(found)


_UNCOUNTED: Final = frozenset({MONEY, YEAR, PERIOD})


def _counted_above_zero(hit: Hit, figures: Iterable[Figure]) -> bool:
    for figure in figures:
        near = -2 <= hit.start - figure.end <= 14 or -len(hit.term.name) <= figure.start - hit.end <= 3  # noqa: PLR2004
        overlaps = figure.start < hit.end and hit.start < figure.end
        if (near or overlaps) and figure.low > 0 and figure.role not in _UNCOUNTED:
            return True
    return False


def dialled_countries(figures: Iterable[Figure]) -> list[str]:
    """Return the countries of dialling codes (+62); +1 alone is the US."""
    import phonenumbers  # noqa: PLC0415 - heavy, needed only where a code is written

    codes = []
    for figure in figures:
        if figure.role is DIAL and figure.low == int(figure.low) and figure.low < 1000:  # noqa: PLR2004
            region = phonenumbers.region_code_for_country_code(int(figure.low))
            if region not in {"ZZ", "001"}:
                codes.append(region)
    return codes
