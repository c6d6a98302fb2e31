"""What a title that lists grades says of all of them."""

from __future__ import annotations

import re
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
