"""How a text is built: titles that list grades, blocks of labelled lines that each end in a price."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from market.reading.brands import brand_of_accounts, titled_brand
from market.reading.claims import Claims
from market.reading.clauses import whole
from market.reading.context import Context, joined, on_shelf, title_context
from market.reading.document import Document
from market.reading.items import enumerated, is_bundle
from market.reading.lines import LineRead

_GRADE: Final = re.compile(r"[^/、|·+&]+")
_ENDS: Final = ("号", "号段", "账号", "id", "accounts", "accs", "аккаунты", "акки")


_TOLD_APART: Final = frozenset({"enterprise"})
"""What a title names of some entries only where entries name it themselves (Accounts & Business Wallets)."""


def tells_apart(said: Sequence[frozenset[str]]) -> bool:
    """Whether what a title may name of some entries only is said by some of them and not by others."""
    return any(0 < sum(name in attributes for attributes in said) < len(said) for name in _TOLD_APART)


def shared_attributes(lines: Sequence[LineRead]) -> frozenset[str]:
    """Return the attributes of a title that all goods below share (抖音白号 / 千粉号 / 橱窗号 share none)."""
    own = frozenset().union(*[item.claims.attributes for read in lines for item in read.items])
    return _of_all_grades(lines[0]) - (_TOLD_APART & own)


def _of_all_grades(title: LineRead) -> frozenset[str]:
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


_GRADES: Final = frozenset({"aged", "fresh", "with_followers", "with_friends", "real_name", "enterprise"})


def graded_attributes(attributes: frozenset[str], lines: Sequence[LineRead]) -> frozenset[str]:
    """Return those of a title's attributes that some entries of its list state again, and others with words do not."""
    if attributes.isdisjoint(_GRADES):
        return attributes & _GRADES
    entries = [read for read in lines[1:] if len(read.items) == 1]
    stated = [read.claims.attributes for read in entries]
    some = frozenset().union(*stated) if stated else frozenset()
    others = [read for read in entries if read.items[0].has_words]
    return frozenset(
        name for name in attributes & some & _GRADES if any(name not in read.claims.attributes for read in others)
    )


BLOCK_LABEL: Final = re.compile(r"[^\w\n]{0,6}([^\W\d]{2,14}) ?:")

_MANY: Final = 2


def in_blocks(lines: Sequence[LineRead]) -> bool:
    """Whether each of several prices ends a block of lines with the same labels (rest: 3 months, geo: US, price: 5)."""
    labels: list[set[str]] = [set()]
    for read in lines[1:]:
        if read.items:
            labels.append(set())
        elif ":" in read.line.text and (label := BLOCK_LABEL.match(read.line.text)) and read.claims.describes:
            labels[-1].add(label[1])
    return len(labels) > _MANY and bool(set.intersection(*labels[:-1]))


_LETS: Final = re.compile(r"(?<![不拒非勿])(?<![零0低免无]月)租")
_LONGEST_FIRST: Final = 90


def title_or_first(lines: Sequence[LineRead]) -> LineRead:
    """Return the title, or where it is empty the first line, if that names goods without a price."""
    title = lines[0]
    if title.line.text.strip():
        return title
    first = next((read for read in lines[1:] if read.line.text.strip()), title)
    counted = "(" in first.line.text and first.line.figures
    named = (first.claims.strong_kind or first.claims.platforms) and not counted
    return first if named and not first.items and len(first.line.text) <= _LONGEST_FIRST else title


def body_of(lines: Sequence[LineRead], title: LineRead) -> list[Claims]:
    """Return what the lines other than the title claim."""
    return [read.claims for read in lines[1:] if read is not title and read.line.text.strip()]


def title_of(lines: Sequence[LineRead], document: Document, category: Claims | None) -> Context:
    """Return what the title says, and the shelf and the text where it is silent."""
    title = title_or_first(lines)
    body = body_of(lines, title)
    heading = whole(title.line)
    named = enumerated(heading, title.claims.strong_kind)
    if len(named) > 1 and is_bundle(heading):
        named = [None]
    if not named and (brand := titled_brand(title.line) or brand_of_accounts(heading)):
        named = [brand]
    text = document.folded.text
    rented = "rented" in document.cues or ("租" in text and _LETS.search(text) is not None)
    found = title_context(
        title.claims,
        named,
        body,
        document.finance,
        rented=rented,
        has_han=document.has_han,
        kind_shares=document.kind_shares,
    )
    return on_shelf(found, title.claims, category)


def whole_context_of(title: Context, telling: Iterable[LineRead]) -> Context:
    """Return title and text as one description; lines that name other platforms are left out."""
    named = set(title.platforms)
    said = [read.claims for read in telling if not named or {place.value for place in read.claims.platforms} <= named]
    return joined(title, said, single=True)


_LONGEST_STRIP_HEAD: Final = 16


def strip_of(lines: Sequence[LineRead]) -> int:
    """Return the number of the line from which on a page shows other goods than its own; their count where none."""
    for read in lines[1:]:
        line = read.line
        heads = [hit for hit in line.hits if hit.term.cue == "strip"]
        if heads and not any(map(str.isalnum, line.text[: heads[0].start - line.start])):
            rest = line.text[heads[0].end - line.start :]
            if len(rest.strip()) <= _LONGEST_STRIP_HEAD or read.items:
                return line.number
    return len(lines)


def on_strip(title: Context) -> Context:
    """Return what holds for other goods that a page shows below its own: the kind alone."""
    return Context(kind=title.kind, sure=title.sure, finance=title.finance)
