"""What a line inherits: from its heading, the title and the notes that hold for the whole text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from market.reading.claims import ACCOUNT, Claims, Place
from market.reading.document import Line

_HEADING: Final = re.compile(r"^\s*(?:#{1,4} |【|\[|《|<|[*=~\-—·•▪️◆●■★☆]{1,3} ?)|[:】\]>]\s*$")
_MAX_HEADING: Final = 60
_AGE_WORDS: Final = frozenset({"aged", "fresh"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for the lines below a heading."""

    platforms: tuple[str, ...] = ()
    kind: str | None = None
    attributes: frozenset[str] = frozenset()
    months: int | None = None
    country: str | None = None
    outside: bool = False


def title_context(claims: Claims, body: Iterable[Claims]) -> Context:
    """Return what the title says, with the kind that the whole text speaks of."""
    said = list(body)
    platforms = [place.value for place in claims.platforms] or _common_platform(said)
    return Context(
        platforms=tuple(platforms),
        kind=claims.strong_kind or _voted_kind(claims, said),
        attributes=inheritable(claims.attributes),
        months=claims.months,
        country=only(claims.countries),
        outside=claims.outside,
    )


def _common_platform(said: Sequence[Claims]) -> list[str]:
    """Return the only platform that the body names, or nothing."""
    named = {place.value for claims in said for place in claims.platforms}
    return list(named) if len(named) == 1 else []


def _voted_kind(title: Claims, said: Sequence[Claims]) -> str | None:
    """Return the kind that most words of the text speak for."""
    votes: Counter[str] = Counter()
    for kind, weight in title.kinds:
        votes[kind] += 2 * weight
    if title.attributes or title.has_age:
        votes[ACCOUNT] += 2
    if title.platforms:
        votes[ACCOUNT] += 1
    for place, claims in enumerate(said):
        early = 2 if place == 0 else 1
        for kind, weight in set(claims.kinds):
            votes[kind] += weight * early
        votes[ACCOUNT] += bool(claims.attributes) * 2
    return votes.most_common(1)[0][0] if votes else None


def inheritable(attributes: frozenset[str]) -> frozenset[str]:
    """Return the attributes that lines inherit: not both ages, which a list of grades names in its title."""
    return attributes - _AGE_WORDS if attributes >= _AGE_WORDS else attributes


def only(countries: Sequence[str]) -> str | None:
    """Return the one country; None where none or several are named."""
    return countries[0] if len(countries) == 1 else None


def is_heading(line: Line, claims: Claims) -> bool:
    """Whether a line without price sets what the lines below are about."""
    if not line.text.strip() or len(line.text) > _MAX_HEADING * 2:
        return False
    if claims.platforms or claims.strong_kind:
        return len(line.text) <= _MAX_HEADING or bool(_HEADING.search(line.text))
    return False


def below(context: Context, claims: Claims, title: Context) -> Context:
    """Return the context below a heading that makes *claims*."""
    same = not claims.platforms or {place.value for place in claims.platforms} <= set(title.platforms)
    return Context(
        platforms=tuple(place.value for place in claims.platforms) or context.platforms,
        kind=claims.strong_kind or (title.kind or claims.weak_kind),
        attributes=inheritable(claims.attributes) | (title.attributes if same else frozenset()),
        months=claims.months if claims.has_age else title.months,
        country=only(claims.countries) or (title.country if not claims.countries else None),
        outside=claims.outside,
    )


def platform_places(claims: Claims) -> tuple[Place, ...]:
    """Return where the platforms of a region stand."""
    return claims.platforms
