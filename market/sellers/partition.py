"""Which nodes are one seller: components over edges, cut where a person says that two are different; pure.

Persons' words come first, the newest before the older, then the rules' edges from the strongest to the
weakest. An edge that would bring two together that a person keeps apart is left out, so that what is
cut is always the weakest edge between them. The result depends on the edges alone, not on the order in
which they became known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Generic[Node]):
    """Something that speaks for one seller behind two nodes."""

    a: Node
    b: Node
    strength: tuple[float, ...]
    """Compared from the first number on; greater is stronger. Has to differ from edge to edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Generic[Node]):
    """What a person says of two nodes."""

    a: Node
    b: Node
    same: bool
    order: int
    """Later words have greater numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition(Generic[Node]):
    """Nodes by seller, and what was not followed."""

    groups: tuple[frozenset[Node], ...]
    used: tuple[Edge[Node], ...]
    """The edges that hold the groups together, no more than needed."""
    cut: tuple[Edge[Node], ...]
    """Edges that persons' words forbid."""
    unheard: tuple[Word[Node], ...]
    """Words that later words contradict."""


class _Sets(Generic[Node]):
    """Disjoint sets that know which of them may never be joined."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.parent = {node: node for node in nodes}
        self.members = {node: [node] for node in self.parent}
        self.foes: defaultdict[Node, set[Node]] = defaultdict(set)
        """Root -> nodes (not roots) that it may not be joined with."""

    def root(self, node: Node) -> Node:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def are_foes(self, a: Node, b: Node) -> bool:
        one, other = self.root(a), self.root(b)
        fewer, target = (one, other) if len(self.foes[one]) <= len(self.foes[other]) else (other, one)
        return any(self.root(foe) == target for foe in self.foes[fewer])

    def part(self, a: Node, b: Node) -> bool:
        """Forbid a and b to meet; False where they are one already."""
        one, other = self.root(a), self.root(b)
        if one == other:
            return False
        self.foes[one].add(b)
        self.foes[other].add(a)
        return True

    def join(self, a: Node, b: Node) -> bool:
        """Join; False where they may not meet."""
        one, other = self.root(a), self.root(b)
        if one == other:
            return True
        if self.are_foes(a, b):
            return False
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        self.parent[other] = one
        self.members[one] += self.members.pop(other)
        self.foes[one] |= self.foes.pop(other, set())
        return True


def partition(nodes: Iterable[Node], edges: Sequence[Edge[Node]], words: Sequence[Word[Node]] = ()) -> Partition[Node]:
    """Return the groups of *nodes*; those that edges and words name have to be among them."""
    sets = _Sets(nodes)
    newest = sorted(words, key=lambda one: -one.order)
    unheard = [one for one in newest if not (sets.join(one.a, one.b) if one.same else sets.part(one.a, one.b))]
    used: list[Edge[Node]] = []
    cut: list[Edge[Node]] = []
    for edge in sorted(edges, key=lambda one: one.strength, reverse=True):
        if sets.root(edge.a) == sets.root(edge.b):
            continue
        (used if sets.join(edge.a, edge.b) else cut).append(edge)
    groups = tuple(frozenset(some) for some in sets.members.values())
    return Partition(groups=groups, used=tuple(used), cut=tuple(cut), unheard=tuple(unheard))
