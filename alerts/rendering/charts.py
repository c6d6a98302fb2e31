"""Small charts as SVG that stands inside a mail; pure. What they show is always written beside them too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 300
HEIGHT = 64
_GAP = 3
_BASE = 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart, in its coordinates."""

    x: float
    y: float
    width: float
    height: float
    is_last: bool


def bars(counts: Sequence[int]) -> tuple[Bar, ...]:
    """Return a bar for each count, the highest as high as the chart; a zero is a line that can be seen."""
    if not counts:
        return ()
    step = WIDTH / len(counts)
    most = max(*counts, 1)
    return tuple(
        Bar(
            x=round(number * step, 1),
            y=round(_BASE - max(1.0, (_BASE - 4) * count / most), 1),
            width=round(max(1.0, step - _GAP), 1),
            height=round(max(1.0, (_BASE - 4) * count / most), 1),
            is_last=number == len(counts) - 1,
        )
        for number, count in enumerate(counts)
    )
