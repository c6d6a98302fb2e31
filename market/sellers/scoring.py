"""How likely two who offer in two places are one seller, and why; pure.

Every observation adds bits to the log-odds (after Fellegi and Sunter): what both have in common says
the more the fewer others have it, what tells them apart takes bits away. Words, goods, prices and
pictures can be copied by anybody, so together they never say more than "as likely as not", unless one
template is put to different goods in both places, which a copy of adverts does not explain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Final

from market.sellers.evidence import Clue, Evidence, Likeness
from market.sellers.lookalikes import twins
from market.sellers.profile import Commonness, Profile
from market.sellers.traits import Trait, stem_of

_MOST_NAME: Final = 20.0
_MOST_PART: Final = 8.0
_MOST_TEXT: Final = 30.0
_OTHER_NAME: Final = -2.0
_OTHER_SPELLING: Final = 4.0
"""Off for a name that only its letters have in common: Jolly_Store, JollyStore."""
_SHORT_NAME: Final = 6
_LONG_NAME: Final = 12
"""Code points from which on a name may have two slips."""
_MOST_STEM: Final = 9.0
_SUCCESSION: Final = 5.0
_SUCCESSION_HERE: Final = 7.0
"""The same at one site: one comes in the place of the other."""
MOST_OF_TIME: Final = _SUCCESSION_HERE
"""Bits that the times at which two were seen add at most."""
_SUCCESSION_WITHIN: Final = timedelta(days=7)
_SIDE_BY_SIDE: Final = -8.0
_TWIN: Final = -12.0
_OTHER_HANDLES: Final = -2.0
_OTHER_WORDS: Final = -4.0
_ENOUGH_CLAUSES: Final = 4
_FEW_CLAUSES: Final = 3
"""Fewer sentences in common say less than their rarity."""
_COVERED: Final = 0.72
_COPIED: Final = 0.4
_TEMPLATE_OF_MANY: Final = 2
"""Other sellers that have most of the sentences too: then it is a template of the trade."""
_MOST_OF: Final = 0.7
_PHRASE_EXTRA: Final = 0.5


def compare(first: Profile, second: Profile, commonness: Commonness) -> Likeness:
    """Return how likely two profiles are one seller's, and why; times only count where both are known."""
    old, new = sorted((first, second), key=_age)
    evidence = [
        one
        for one in (
            _name(old, new, commonness),
            _stem(old, new, commonness),
            *_copyable(old, new, commonness),
            _time(old, new),
            _apart(old, new),
            *_twins(old, new),
        )
        if one is not None
    ]
    return Likeness(bits=commonness.prior + sum(one.bits for one in evidence), evidence=tuple(evidence))


def _age(profile: Profile) -> tuple[datetime, str]:
    return (datetime.min.replace(tzinfo=UTC) if profile.stay is None else profile.stay.first_at), profile.label


def _name(first: Profile, second: Profile, commonness: Commonness) -> Evidence | None:
    if not first.names or not second.names:
        return None
    common = first.of(Trait.NAME) & second.of(Trait.NAME)
    if common:
        others = min(commonness.others(trait, first, second) for trait in common)
        parts = first.of(Trait.NAME_PART) & second.of(Trait.NAME_PART)
        said = sum(min(_MOST_PART, commonness.bits(commonness.others(part, first, second))) for part in parts)
        bits = min(_MOST_NAME, said)
        if others:
            bits = min(bits, commonness.bits(others))
        if not set(first.spelt) & set(second.spelt):
            bits -= _OTHER_SPELLING
        shared = f", which {others} others bear too" if others else ""
        name = next(iter(set(first.names) & set(second.names)), first.names[-1])
        return Evidence(clue=Clue.NAME, bits=bits, reason=f"same name {name}{shared}")
    near = _near_name(first.names, second.names)
    if near is not None:
        parts = first.of(Trait.NAME_PART) & second.of(Trait.NAME_PART)
        said = sum(min(_MOST_PART, commonness.bits(commonness.others(part, first, second))) for part in parts)
        return Evidence(clue=Clue.NAME, bits=min(6.0, said / 2), reason=f"names alike: {near[0]}, {near[1]}")
    return Evidence(clue=Clue.NAME, bits=_OTHER_NAME, reason=f"different names: {first.names[-1]}, {second.names[-1]}")


def _near_name(first: Iterable[str], second: Iterable[str]) -> tuple[str, str] | None:
    """Return two names that differ by a slip or two, not by a number."""
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 - few pairs come this far

    for one, other in product(first, second):
        slips = 1 if len(one) < _LONG_NAME else 2
        if min(len(one), len(other)) < _SHORT_NAME or _digits(one) != _digits(other):
            continue
        if DamerauLevenshtein.distance(one, other, score_cutoff=slips) <= slips:
            return one, other
    return None


def _digits(name: str) -> list[str]:
    return [char for char in name if char.isdigit()]


def _stem(first: Profile, second: Profile, commonness: Commonness) -> Evidence | None:
    """Return what it says that both have the same name on different messengers."""
    ours = {stem: kind for kind, value in sorted(first.handles) if (stem := stem_of(kind, value))}
    theirs = {stem: kind for kind, value in sorted(second.handles) if (stem := stem_of(kind, value))}
    for stem in sorted(ours.keys() & theirs.keys(), key=lambda one: (-len(one), one)):
        if ours[stem] != theirs[stem]:
            bits = min(_MOST_STEM, commonness.bits(0))
            return Evidence(clue=Clue.STEM, bits=bits, reason=f"{stem} on {ours[stem]} and on {theirs[stem]}")
    return None


def _copyable(first: Profile, second: Profile, commonness: Commonness) -> list[Evidence]:
    """Return what anybody could copy: words, goods, prices, pictures."""
    words = _words(first, second, commonness)
    rest = [
        _common(first, second, commonness, Trait.PRICED, Clue.PRICES, "products at the same price", 6.0, 0.5),
        _common(first, second, commonness, Trait.IMAGE, Clue.IMAGES, "same pictures", 8.0, 1.0),
        _goods(first, second, commonness),
    ]
    found = [one for one in (words, *rest) if one is not None]
    if words is not None and words.clue is Clue.TEXT:
        return found
    room = -commonness.prior
    said = sum(one.bits for one in found if one.bits > 0)
    if said <= room:
        return found
    return [
        Evidence(clue=one.clue, bits=one.bits * room / said if one.bits > 0 else one.bits, reason=one.reason)
        for one in found
    ]


def _words(first: Profile, second: Profile, commonness: Commonness) -> Evidence | None:
    """Return what the sentences say: a template at work in both places, a copy, or different hands."""
    ours, theirs = _sentences(first), _sentences(second)
    common = ours & theirs
    if not common:
        if min(len(ours), len(theirs)) >= _ENOUGH_CLAUSES:
            return Evidence(clue=Clue.TEXT, bits=_OTHER_WORDS, reason="no sentence in common")
        return None
    weights = {trait: commonness.bits(commonness.others(trait, first, second)) for trait in common}
    phrases = first.of(Trait.PHRASE) & second.of(Trait.PHRASE)
    bits = sum(bits if trait & 0xF == Trait.CLAUSE else bits / 3 for trait, bits in weights.items())
    bits += _PHRASE_EXTRA * sum(commonness.bits(commonness.others(trait, first, second)) for trait in phrases)
    covered = len(common) / max(len(ours), len(theirs))
    wholes = first.of(Trait.WHOLE) & second.of(Trait.WHOLE)
    fewest = min(len(first.of(Trait.WHOLE)), len(second.of(Trait.WHOLE)))
    copied = len(wholes) / fewest if fewest else 0.0
    rivals = _rivals(common, first, second, commonness)
    said = f"{len(common)} sentences in common, {covered:.0%} of what both write"
    if (
        covered >= _COVERED
        and copied <= _COPIED
        and len(common) >= _ENOUGH_CLAUSES
        and fewest > 1
        and rivals < _TEMPLATE_OF_MANY
    ):
        return Evidence(clue=Clue.TEXT, bits=min(_MOST_TEXT, bits * covered), reason=f"{said}, about different goods")
    if rivals >= _TEMPLATE_OF_MANY:
        said += f", a template that {rivals} others use too"
    elif copied > _COPIED:
        said += ", whole adverts the same"
    return Evidence(clue=Clue.COPY, bits=bits * covered * min(1.0, len(common) / _FEW_CLAUSES), reason=said)


def _rivals(common: frozenset[int], first: Profile, second: Profile, commonness: Commonness) -> int:
    """Return how many other sellers have most of the same sentences."""
    shown: Counter[Hashable] = Counter()
    for trait in common:
        shown.update(commonness.holders.get(trait, frozenset()))
    counted = [trait for trait in common if trait not in commonness.crowded]
    if not counted:
        return _TEMPLATE_OF_MANY
    return sum(n >= _MOST_OF * len(counted) for who, n in shown.items() if who not in {first.seller, second.seller})


def _sentences(profile: Profile) -> frozenset[int]:
    return profile.of(Trait.CLAUSE) | profile.of(Trait.SKETCH)


def _common(
    first: Profile,
    second: Profile,
    commonness: Commonness,
    kind: Trait,
    clue: Clue,
    what: str,
    most: float,
    part: float,
) -> Evidence | None:
    common = first.of(kind) & second.of(kind)
    if not common:
        return None
    said = part * sum(commonness.bits(commonness.others(trait, first, second)) for trait in common)
    return Evidence(clue=clue, bits=min(most, said), reason=f"{what}: {len(common)}")


def _goods(first: Profile, second: Profile, commonness: Commonness) -> Evidence | None:
    ours, theirs = first.of(Trait.PRODUCT), second.of(Trait.PRODUCT)
    if min(len(ours), len(theirs)) < 2:  # noqa: PLR2004 - one product says nothing
        return None
    common = ours & theirs
    said = sum(max(0.0, commonness.bits(commonness.others(trait, first, second)) - 3) for trait in common) / 2
    bits = min(3.0, said) if common else -1.0
    return Evidence(clue=Clue.GOODS, bits=bits, reason=f"{len(common)} products of {min(len(ours), len(theirs))} alike")


def _time(old: Profile, new: Profile) -> Evidence | None:
    """Return what it says that one vanished shortly before the other appeared, or that both stand side by side."""
    before, after = old.stay, new.stay
    if before is None or after is None:
        return None
    if before.is_gone and before.last_at <= after.first_at <= before.last_at + _SUCCESSION_WITHIN:
        bits = _SUCCESSION_HERE if before.site == after.site else _SUCCESSION
        return Evidence(
            clue=Clue.SUCCESSION, bits=bits, reason=f"{old.label} vanished shortly before {new.label} appeared"
        )
    overlap = min(before.last_at, after.last_at) >= max(before.first_at, after.first_at)
    if before.site == after.site and overlap and not set(old.spelt) & set(new.spelt):
        return Evidence(
            clue=Clue.SIDE_BY_SIDE, bits=_SIDE_BY_SIDE, reason="both at one site at the same time under other names"
        )
    return None


def _apart(old: Profile, new: Profile) -> Evidence | None:
    """Return what it says that both show handles of one type, and not the same."""
    ours, theirs = {kind for kind, _ in old.handles}, {kind for kind, _ in new.handles}
    if old.handles & new.handles or not ours & theirs:
        return None
    kinds = ", ".join(sorted(ours & theirs))
    return Evidence(clue=Clue.HANDLES, bits=_OTHER_HANDLES, reason=f"different {kinds}")


def _twins(old: Profile, new: Profile) -> list[Evidence]:
    return [
        Evidence(
            clue=Clue.TWIN, bits=_TWIN, reason=f"{kind}:{theirs} looks like {kind}:{ours} and is not: an imitation"
        )
        for kind, ours, theirs in twins(old.handles, new.handles)[:1]
    ]
