"""Sellers who look alike though no handle ties them: found, scored, and told as verdicts of a rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from market.sellers.evidence import SUGGESTS, Likeness
from market.sellers.profile import Commonness, Profile
from market.sellers.scoring import MOST_OF_TIME, compare
from market.sellers.traits import Trait, kind_of
from storage.alarms import raise_alarm
from storage.bulk import upsert_rows
from storage.codes import Judgement
from storage.joining import Step
from storage.models import HandleRow, RecordRow, SellerRow, VerdictRow
from storage.profiles import load_profiles, sellers_of, with_stays
from storage.tangles import verdicts_at
from storage.ties import LIKENESS, NodeKey
from storage.traits import CROWD, Gained, count_holders, holders_of, record_traits

_TELLING = 3
"""Sentences in common from which on it is worth while to compare."""
_BY_ITSELF = frozenset({Trait.NAME, Trait.IMAGE, Trait.WHOLE, Trait.LOOK})
"""Kinds of which one is enough."""
MOST_COMPARED = 12
"""Others that one node is compared with, those with most in common first."""
MOST_NODES = 60
"""Records and handles beyond which likeness joins no more to a seller: a person decides."""
_PER_SELLER = 20
"""Parts of a name are looked up among one seller of so many, at least among CROWD."""


def find_alike(connection: Connection, step: Step, *, now: datetime) -> set[NodeKey]:
    """Keep what the listings of *step* give away, write verdicts about who looks alike, return whom that joins."""
    gained = record_traits(connection, step)
    pairs = compare_nodes(connection, gained, least=SUGGESTS)
    return _write(connection, pairs, now)


Pairs = list[tuple[Profile, Profile, Likeness]]


def compare_nodes(connection: Connection, gained: Mapping[NodeKey, Gained], *, least: float | None = None) -> Pairs:
    """Return how alike some nodes are to others that have rare traits in common with them.

    With *least*, pairs that come to fewer bits may be left out.
    """
    looked_up: dict[int, list[NodeKey] | None] = {}
    near = _near(connection, gained, looked_up)
    if not near:
        return []
    profiles = load_profiles(connection, {*near, *(other for some in near.values() for other in some)})
    pairs = {
        frozenset((node, other)): (profiles[node], profiles[other]) for node, others in near.items() for other in others
    }
    commonness = _commonness(connection, pairs.values(), looked_up)
    if least is not None:  # when they were seen costs most to look up, and adds little
        most = least - MOST_OF_TIME
        pairs = {key: pair for key, pair in pairs.items() if compare(*pair, commonness).bits >= most}
    seen = with_stays(connection, {one.key: one for pair in pairs.values() for one in pair}.values())
    whole = [(seen[a.key], seen[b.key]) for a, b in pairs.values() if a.key in seen and b.key in seen]
    return [(a, b, compare(a, b, commonness)) for a, b in whole]


def _near(
    connection: Connection, gained: Mapping[NodeKey, Gained], looked_up: dict[int, list[NodeKey] | None]
) -> dict[NodeKey, list[NodeKey]]:
    """Return those of other sellers that have most in common with each node; *looked_up* takes in who shows what."""
    met: dict[NodeKey, list[NodeKey]] = {}
    for node, told in gained.items():
        looked_up |= holders_of(connection, [trait for trait in told.finding if trait not in looked_up])
        count: Counter[NodeKey] = Counter()
        for trait in told.finding:
            weight = _TELLING if kind_of(trait) in _BY_ITSELF else 1
            for other in looked_up[trait] or ():
                count[other] += weight
        del count[node]
        worth = [other for other, total in count.most_common(4 * MOST_COMPARED) if total >= _TELLING]
        if worth:
            met[node] = worth
    owners = sellers_of(connection, {*met, *(other for some in met.values() for other in some)})
    near = {
        node: [one for one in others if owners.get(one, owners[node]) != owners[node]][:MOST_COMPARED]
        for node, others in met.items()
        if node in owners
    }
    return {node: others for node, others in near.items() if others}


def _commonness(
    connection: Connection, pairs: Iterable[tuple[Profile, Profile]], looked_up: dict[int, list[NodeKey] | None]
) -> Commonness:
    """Return how common all is that the two of a pair share."""
    total = connection.scalar(select(func.count()).where(SellerRow.merged_into_id.is_(None))) or 0
    shared = {trait for a, b in pairs for trait in a.traits & b.traits}
    looked_up |= holders_of(connection, [trait for trait in shared if trait not in looked_up])
    parts = [trait for trait in shared if looked_up[trait] is None and kind_of(trait) is Trait.NAME_PART]
    widely = max(CROWD, total // _PER_SELLER)
    counted = {
        trait: count for trait, count in count_holders(connection, parts, most=widely).items() if count <= widely
    }
    owners = sellers_of(connection, {node for trait in shared for node in looked_up[trait] or ()})
    holders: dict[int, frozenset[Any]] = {}
    for trait in shared:
        nodes = looked_up[trait]
        if nodes is not None:
            holders[trait] = frozenset(owners[node] for node in nodes if node in owners)
    crowded = {trait for trait in shared if looked_up[trait] is None} - counted.keys()
    return Commonness(sellers=total, holders=holders, crowded=crowded, counted=counted)


def _write(connection: Connection, pairs: Pairs, now: datetime) -> set[NodeKey]:
    """Write a verdict for each pair worth one; return the nodes of those that are joined by it."""
    told = [(*_by_age(a, b), likeness) for a, b, likeness in pairs if likeness.suggests]
    before = _standing(connection, {one.key for a, b, _ in told for one in (a, b)})
    growing = _Growing(_sizes(connection, {one.seller for a, b, likeness in told if likeness.joins for one in (a, b)}))
    rows, joined = [], set()
    for a, b, likeness in sorted(told, key=lambda one: -one[2].bits):
        known = before.get((a.key, b.key))
        if known is not None and (known.withdrawn_at is not None or known.verdict is Judgement.SAME):
            continue
        joins = likeness.joins
        if joins and not growing.join(a.seller, b.seller):
            joins = False
            detail = (
                f"{a.label} and {b.label} look alike, but a seller with more than {MOST_NODES} records and handles "
                "grows by a person's word only: `haoshao sellers join`"
            )
            raise_alarm(connection, "large_seller", detail, now=now)
        rows.append(_row(a, b, likeness, Judgement.SAME if joins else Judgement.UNSURE, now))
        if joins:
            joined |= {a.key, b.key}
    upsert_rows(
        connection,
        VerdictRow,
        rows,
        by=["a_kind", "a_id", "b_kind", "b_id", "rule"],
        change=["verdict", "score", "reasons", "at"],
    )
    return joined


class _Growing:
    """How large sellers become by what is joined in one go: many small ones may be one large one."""

    def __init__(self, sizes: Mapping[Any, int]) -> None:
        self.sizes = dict(sizes)
        self.into: dict[Any, Any] = {}

    def join(self, a: Any, b: Any) -> bool:  # noqa: ANN401 - ids of sellers
        """Join two; False where that would be more than a rule may make of a seller."""
        one, other = self._root(a), self._root(b)
        if one == other:
            return True
        total = self.sizes.get(one, 0) + self.sizes.get(other, 0)
        if total > MOST_NODES:
            return False
        self.into[other] = one
        self.sizes[one] = total
        return True

    def _root(self, seller: Any) -> Any:  # noqa: ANN401 - the same
        while seller in self.into:
            seller = self.into[seller]
        return seller


def _by_age(a: Profile, b: Profile) -> tuple[Profile, Profile]:
    """Return the older first, so that a pair has one row whoever is looked at."""
    return (a, b) if (a.key[0].value, a.key[1]) < (b.key[0].value, b.key[1]) else (b, a)


def _row(a: Profile, b: Profile, likeness: Likeness, verdict: Judgement, now: datetime) -> dict[str, Any]:
    return {
        "a_kind": a.key[0],
        "a_id": a.key[1],
        "b_kind": b.key[0],
        "b_id": b.key[1],
        "verdict": verdict,
        "rule": LIKENESS,
        "score": likeness.score,
        "reasons": orjson.dumps(likeness.reasons).decode(),
        "at": now,
    }


def _standing(connection: Connection, nodes: Iterable[NodeKey]) -> dict[tuple[NodeKey, NodeKey], Any]:
    """Return the rule's verdicts that there are on some nodes."""
    return {
        ((row.a_kind, row.a_id), (row.b_kind, row.b_id)): row
        for row in verdicts_at(connection, nodes)
        if row.rule == LIKENESS
    }


def _sizes(connection: Connection, seller_ids: set[Any]) -> Mapping[Any, int]:
    sizes: defaultdict[Any, int] = defaultdict(int)
    for row in (RecordRow, HandleRow):
        query = select(row.seller_id, func.count()).where(row.seller_id.in_(seller_ids)).group_by(row.seller_id)
        for seller_id, count in connection.execute(query):
            sizes[seller_id] += count
    return sizes
