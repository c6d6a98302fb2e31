"""A list with a single card: what stands around the only price of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.families.records.clusters import Cluster, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.families.records.atoms import Atom

MAX_PRICES = 4
MAX_CARD = 600
_LEAST_LETTERS = 4
_MAX_STEPS = 8
_AWAY = ("cart", "basket", "footer", "balance")


def lone_cluster(atoms: Sequence[Atom]) -> Cluster | None:
    """Return the card around the plainest price of a page with few; None where nothing like a card stands there."""
    usable = [
        a
        for a in atoms
        if not a.embedded and a.weight >= 1 and not any(n in p.css for p in a.element.ancestors() for n in _AWAY)
    ]
    if not usable or len(usable) > MAX_PRICES:
        return None
    best = max(usable, key=lambda a: (a.weight, -a.element.order))
    card = best.element
    for _, at in zip(range(_MAX_STEPS), best.element.ancestors(), strict=False):
        if len(at.text) > MAX_CARD or at.tag == "body":
            break
        card = at
        letters = sum(c.isalpha() for c in at.text.replace(best.element.text, ""))
        if letters >= _LEAST_LETTERS and at.first("a", "h1", "h2", "h3", "h4", "h5", "h6") is not None:
            return Cluster(records=(Record(roots=(card,), atoms=tuple(a for a in atoms if card.holds(a.element))),))
    return None
