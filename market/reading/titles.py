"""How a text is built: titles that list grades, blocks of labelled lines that each end in a price."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from market.reading.lines import LineRead

_GRADE: Final = re.compile(r"[^/、|·+&]+")
_ENDS: Final = ("号", "号段", "账号", "id", "accounts", "accs", "аккаунты", "акки")


def shared_attributes(title: LineRead) -> frozenset[str]:
    """Return the attributes of a title that all grades it lists share (抖音白号 / 千粉号 / 橱窗号 share none)."""
    line = title.line
    grades: list[frozenset[str]] = []
    for part in _GRADE.finditer(line.text):
        low, high = line.start + part.start(), line.start + part.end()
        if part[0].rstrip(" )]】!~").endswith(_ENDS):
            inside = [hit for hit in line.hits if low <= hit.start < high]
            grades.append(frozenset(name for hit in inside for name in hit.term.attributes))
    if len(grades) < 2:  # noqa: PLR2004 - one product is no list
        return title.claims.attributes
    return frozenset.intersection(*grades)


BLOCK_LABEL: Final = re.compile(r"[^\w\n]{0,6}([^\W\d]{2,14}) ?:")

_MANY: Final = 2


def in_blocks(lines: Sequence[LineRead]) -> bool:
    """Whether each of several prices ends a block of lines with the same labels (rest: 3 months, geo: US, price: 5)."""
    labels: list[set[str]] = [set()]
    for read in lines[1:]:
        if read.items:
            labels.append(set())
        elif (label := BLOCK_LABEL.match(read.line.text)) and read.claims.describes:
            labels[-1].add(label[1])
    return len(labels) > _MANY and bool(set.intersection(*labels[:-1]))
