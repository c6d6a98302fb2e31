"""What a verification found: problems, the first of them the first broken link, and what else should be known."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Findings:
    """Filled while something is verified."""

    problems: list[str] = field(default_factory=list)
    """What is broken, in the order in which it was met."""
    notes: list[str] = field(default_factory=list)
    """What is in order but not self-evident: pruned bodies, runs under way, stamps that could not be checked."""
    counts: dict[str, int] = field(default_factory=dict)

    def broken(self, what: str) -> None:
        """Add a problem."""
        self.problems.append(what)

    def note(self, what: str) -> None:
        """Add a note, once."""
        if what not in self.notes:
            self.notes.append(what)

    def count(self, what: str, number: int = 1) -> None:
        """Count something that is in order."""
        self.counts[what] = self.counts.get(what, 0) + number
