"""Which channels an alert goes to by itself; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from market.newness import Severity

STEPS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What one channel is told as it happens."""

    channel: str
    audience: str
    rules: frozenset[str] = frozenset()
    """Empty: all rules that speak to the audience."""
    least: Severity = Severity.LOW
    machine: bool = False
    """A program reads it: it gets everything, whatever the cap of a rule."""

    def takes(self, rule: str, audiences: Sequence[str], severity: Severity) -> bool:
        """Return whether an alert goes there; rules named for a channel go there whoever they are for."""
        named = rule in self.rules if self.rules else self.audience in audiences
        return named and STEPS.index(severity) >= STEPS.index(self.least)


def routes_of(
    routes: Sequence[Route], rule: str, audiences: Sequence[str], severity: Severity
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the channels of people, then those of programs, that an alert goes to."""
    taking = [route for route in routes if route.takes(rule, audiences, severity)]
    people = tuple(route.channel for route in taking if not route.machine)
    return people, tuple(route.channel for route in taking if route.machine)
