"""Whether a handle that several parties show can be one seller's own, or is a go-between's or a site's; pure.

A seller who works under several names shows the same contacts again and again, so what his records
show hangs together. An escrow bot stands beside contacts that have nothing else to do with each
other. So does the footer of a site, in nearly all of that site's listings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from market.sharing_data import DEALS_THROUGH, GO_BETWEEN

NAMED_GO_BETWEEN = 2
"""Unrelated parties that make a handle shared where the words beside it say escrow."""
ON_ONE_SITE = 3
"""The same where all stand on one site and most of its listings show the handle."""
NEARLY_EVERYWHERE = 2
"""The same where nearly all listings of the site show it."""
ANYWHERE = 5
"""The same where nothing else speaks for it."""
_MOST = 0.6
_NEARLY_ALL = 0.9
_FEWEST_WITH_COMPANIONS = 3
_BEFORE = 24
_FAR_BEFORE = 40
_AFTER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One party that shows the handle in question."""

    party: Hashable
    site: int
    others: frozenset[int]
    """Its other handles, those left out that are known to be shared."""
    beside_go_between: bool = False
    """The words beside the handle name a go-between."""


def why_shared(showings: Sequence[Showing], site_share: Callable[[], float]) -> str | None:
    """Return why a handle can be nobody's own, None where it can.

    *site_share* gives in how much of the listings of its site it stands; asked only where all show it at one site.
    """
    unrelated = count_unrelated(showings)
    parted = related(without_companions(showings))
    apart = max(unrelated, len(parted))
    told = sum(any(one.beside_go_between for one in group) for group in parted)
    if told * 2 >= len(parted) >= NAMED_GO_BETWEEN:
        return f"{len(parted)} unrelated parties show it, {told} of them as a go-between's"
    if apart >= NEARLY_EVERYWHERE and len({one.site for one in showings}) == 1:
        share = site_share()
        needed = NEARLY_EVERYWHERE if share >= _NEARLY_ALL else ON_ONE_SITE
        if apart >= needed and share >= _MOST:
            return f"{apart} unrelated parties and most listings of one site show it"
    if unrelated >= ANYWHERE:
        return f"{unrelated} parties show it that have nothing else in common"
    return None


def without_companions(showings: Sequence[Showing]) -> list[Showing]:
    """Return the parties without the handles that nearly all of them show too: a footer may name two contacts."""
    telling = [one for one in showings if one.others]
    if len(telling) < _FEWEST_WITH_COMPANIONS:
        return telling
    counts = Counter(other for one in telling for other in one.others)
    companions = {other for other, count in counts.items() if count >= _NEARLY_ALL * len(telling)}
    return [replace(one, others=one.others - companions) for one in telling]


def count_unrelated(showings: Sequence[Showing]) -> int:
    """Return how many groups the parties with other handles fall into, joined by any handle they have in common."""
    return len(related(showings))


def related(showings: Sequence[Showing]) -> list[list[Showing]]:
    """Return the parties with other handles in groups, joined by any handle they have in common."""
    groups: list[tuple[set[int], list[Showing]]] = []
    for showing in showings:
        if not showing.others:
            continue
        handles, members = set(showing.others), [showing]
        apart = []
        for group in groups:
            if group[0] & handles:
                handles |= group[0]
                members += group[1]
            else:
                apart.append(group)
        groups = [*apart, (handles, members)]
    return [members for _, members in groups]


def is_beside_go_between(words: str, start: int, end: int) -> bool:
    """Return whether the words around a handle, in its own line, name a go-between or send deals through it."""
    line = words.rfind("\n", 0, start) + 1
    stop = words.find("\n", end)
    last = min(len(words) if stop < 0 else stop, end + _AFTER)
    beside = words[max(line, start - _BEFORE) : start].casefold() + " " + words[end:last].casefold()
    if any(word in beside for word in GO_BETWEEN):
        return True
    return DEALS_THROUGH.search(words[max(line, start - _FAR_BEFORE) : start].casefold()) is not None
