"""What belongs together in one message to people; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from alerts.rules.model import GroupBy, Rule
from market.occasions import Gathering, Occasion


def gathering_of(name: str, rule: Rule, occasion: Occasion, people: Sequence[str]) -> Gathering | None:
    """Return with what an alert is told to the channels *people*; None where it is told by itself."""
    if rule.group is None or not people:
        return None
    shared = {by: _SHARED[by](occasion) for by in rule.group.by}
    key = ":".join((name, *(f"{by}={value}" for by, value in shared.items())))
    return Gathering(key=key, channels=tuple(people), wait=rule.group.waits)


def _joined(values: Iterable[str | None]) -> str:
    return ",".join(sorted({value or "" for value in values}))


_SHARED: dict[GroupBy, Callable[[Occasion], str]] = {
    "site": lambda occasion: occasion.site or "",
    "seller": lambda occasion: occasion.seller.public_id if occasion.seller else "",
    "platform": lambda occasion: _joined(one.platform for one in occasion.offers),
    "kind": lambda occasion: _joined(one.kind for one in occasion.offers),
    "country": lambda occasion: _joined(one.country for one in occasion.offers),
}
