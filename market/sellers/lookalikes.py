"""Handles made to be mistaken for another's: the same to the eye, not to the messenger; pure.

Such a twin is no sign of the same seller but of one who wants to be taken for him.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from market.sellers.traits import Trait, digest
from market.text.folding import fold

_ALIKE: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "3": "e", "8": "b", "2": "z", "_": "", ".": ""})
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SHORTEST: Final = 5
_NUMBERS: Final = frozenset({"qq", "qq_group", "phone", "whatsapp", "wallet"})
"""Types whose values are all digits or random: two of them are alike by chance only."""


def skeleton(value: str) -> str:
    """Return what the eye sees of a handle: twins have the same."""
    seen = fold(value).text.replace(" ", "").translate(_ALIKE)
    for two, one in _PAIRS:
        seen = seen.replace(two, one)
    return seen


def look_trait(kind: str, value: str) -> int | None:
    """Return the trait by which twins of a handle are found; None where it can have none."""
    if kind in _NUMBERS or len(value) < _SHORTEST:
        return None
    return digest(Trait.LOOK, f"{kind}:{skeleton(value)}")


def twins(first: Iterable[tuple[str, str]], second: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Return type and both values of each pair of look-alike handles, one of each side.

    A handle that both sides have is not a twin, and neither are two that one seller counts up (shop1, shop2).
    """
    seen: dict[tuple[str, str], list[str]] = {}
    ours, theirs = set(first), set(second)
    for kind, value in ours - theirs:
        if kind not in _NUMBERS and len(value) >= _SHORTEST:
            seen.setdefault((kind, skeleton(value)), []).append(value)
    found: list[tuple[str, str, str]] = []
    for kind, value in sorted(theirs - ours):
        alike = seen.get((kind, skeleton(value)), ()) if kind not in _NUMBERS else ()
        found += [(kind, other, value) for other in alike if not _is_counted_up(other, value)]
    return found


def _is_counted_up(one: str, other: str) -> bool:
    """Return whether two handles differ in their last digits only."""
    return one.rstrip("0123456789") == other.rstrip("0123456789") and one[-1:].isdigit() and other[-1:].isdigit()
