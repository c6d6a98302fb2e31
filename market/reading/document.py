"""A text as the reader sees it: folded lines with the terms and figures that stand in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import repeat
from typing import Final

from market.handles import HandleScan
from market.lexicon import Hit
from market.model import Span
from market.prices.counting import BARE, COUNT, DIAL, MONEY, PERIOD, YEAR
from market.prices.figures import Figure
from market.quick import quick_dataclass
from market.reading.claims import Claims
from market.reading.memberships import without_terms
from market.reading.names import without_names
from market.reading.topics import TopicModel, signs_of
from market.taxonomy import Taxonomy
from market.text.folding import Folded
from market.wordlists import WordsFound

MESSENGERS: Final = frozenset(
    {
        "telegram",
        "whatsapp",
        "wechat",
        "qq",
        "line",
        "discord",
        "other:skype",
        "viber",
        "other:zalo",
        "facebook",
        "instagram",
    }
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_CARDS: Final = "stored_value"
_AGES: Final = frozenset({PERIOD, YEAR, DIAL, COUNT})
_COUNTED_CUES: Final = frozenset({"followers", "friends"})
_LABEL_GAP: Final = 24
_LABEL: Final = re.compile(
    r"[^\w\n]{0,6}(?:(?:link|direct|id|account|group|channel|客服|号|链接|群|频道|canal|бот|канал|bot|chat|support|"
    r"username|number|no|us|me|here|now|same name|same|name|too|works too|works|also|as well)"
    r"\W{0,4}){0,3}[^\w\n,;，。]{0,6}"
)
_LEADER: Final = re.compile(r"(?:\.{3}|…|·{3}|_{3}|-{3}) ?[\d.,]+ ?$")
_LEADER_REACH: Final = 40
"""Characters before a line's end in which leader dots and a price stand."""


@quick_dataclass(frozen=True, slots=True)
class Line:
    """One line of the folded text."""

    number: int
    """0 is the title."""
    start: int
    end: int
    text: str
    hits: Sequence[Hit]
    """Terms, without those that only label a handle."""
    figures: Sequence[Figure]

    hit_starts: Sequence[int] = ()
    """Where each of `hits` starts."""
    hit_ends: Sequence[int] = ()
    """Where each of `hits` ends."""
    figure_starts: Sequence[int] = ()
    """Where each of `figures` starts."""
    bare_prices: dict[int, bool] = field(default_factory=dict)
    """By its start, whether a number without currency may be a price; filled when first asked."""
    cues: frozenset[str] = frozenset()
    """Every cue that some term of the line plays."""
    has_han: bool = False
    """Whether Chinese characters stand in the line."""
    has_money: bool = False
    """Whether a figure names its currency."""
    has_bare: bool = False
    """Whether a number stands in the line of which only its place tells what it counts."""
    is_all: bool = False
    """True where the text has no other line: a title alone."""
    is_title: bool = False
    """Whether this is the listing's title."""
    cards: bool = False
    """True where the text as a whole deals in cards of a face value."""
    sells_cards: bool = False
    """Whether the line, or the text above it, deals in cards of a face value."""
    hands_over: bool = False
    """Whether words stand in the line that may say what is handed over or was checked (market/reading/handed.py)."""
    lists_stock: bool = False
    """Whether the text is a list of what there is: a count before a price is no lot."""

    @property
    def names_goods(self) -> bool:
        """Whether a word of the line says anything of goods, or the text is too short to say it elsewhere."""
        return (
            self.is_all
            or True in [hit.term.describes for hit in self.hits]
            or self.cards
            or not _COUNTED_CUES.isdisjoint(self.cues)
            or not _AGES.isdisjoint([figure.role for figure in self.figures])
        )

    @property
    def is_leader(self) -> bool:
        """Whether leader dots run to a number at the line's end, as in a price list."""
        text = self.text
        return (".." in text or "…" in text or "··" in text or "__" in text) and (
            _LEADER.search(text, max(0, len(text) - _LEADER_REACH)) is not None
        )


@quick_dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A listing's whole text."""

    folded: Folded
    lines: Sequence[Line]
    scan: HandleScan
    has_han: bool
    finance: frozenset[str] = frozenset()
    """Platforms at which "verified" means an identity."""
    cues: frozenset[str] = field(default_factory=frozenset)
    """Every cue that some term of the text plays."""
    topics: TopicModel | None = None
    """What tells a kind by the wording."""

    def kind_shares(self, title: Claims, body: Sequence[Claims]) -> dict[str, float]:
        """Return how likely each kind is by the wording of the whole text and the words found in it."""
        return self.topics.shares(self.folded.text, signs_of(title, body, self.cues)) if self.topics else {}

    @property
    def title(self) -> Line:
        """The first line: the title, perhaps empty."""
        return self.lines[0]


def document(
    folded: Folded,
    hits: Iterable[Hit],
    figures: Iterable[Figure],
    scan: HandleScan,
    handed: WordsFound,
    taxonomy: Taxonomy,
    topics: TopicModel | None = None,
) -> Document:
    """Return the lines of a folded text with what stands in each, handles and their labels left out.

    *handed* are the words that may say what is handed over.
    """
    text = folded.text
    free_hits, free_figures = list(hits), list(figures)
    if scan.occupied:
        taken = _Taken(text, scan.occupied)
        meets = taken.mask.find  # 1 stands where a handle does
        free_figures = [figure for figure in free_figures if meets(1, figure.start, figure.end) < 0]
        taken.add(scan.labels)
        free_hits = [
            hit
            for hit in free_hits
            if meets(1, hit.start, hit.end) < 0
            and not (hit.term.platform in MESSENGERS and taken.is_announced_at(hit.end))
        ]
    if not text.isascii():
        free_figures = without_names(free_figures, free_hits, text)
    free_figures = without_terms(text, free_hits, free_figures, taxonomy.memberships)
    cards = bool([hit for hit in free_hits if hit.term.kind == _CARDS and not hit.term.weak])
    has_han = not text.isascii() and _HAN.search(text) is not None
    lines = _lines(
        text, free_hits, free_figures, sorted([start for _, start, _ in handed[1]]), has_han=has_han, cards=cards
    )
    return Document(
        folded=folded,
        lines=lines,
        scan=scan,
        finance=taxonomy.finance,
        has_han=has_han,
        cues=_NO_CUES.union(*[line.cues for line in lines]),
        topics=topics,
    )


_NO_CUES: Final[frozenset[str]] = frozenset()


def _lines(
    text: str, hits: Sequence[Hit], figures: Sequence[Figure], handed: Sequence[int], *, has_han: bool, cards: bool
) -> list[Line]:
    """Return the lines of a text with the terms and figures that stand in each."""
    alone = not text.partition("\n")[2].strip()
    starts, ends = [hit.start for hit in hits], [hit.end for hit in hits]
    said = [hit.term.cue for hit in hits]
    figure_starts, roles = [figure.start for figure in figures], [figure.role for figure in figures]
    listed = "stock_list" in said
    kinds = () if cards else [hit.term.kind for hit in hits]
    deals = cards or _CARDS in kinds
    lines: list[Line] = []
    at = last = last_figure = 0
    for number, (part, gap) in enumerate(_parts(text)):
        end = at + len(part)
        first, last = last, bisect_left(starts, end, last)
        first_figure, last_figure = last_figure, bisect_left(figure_starts, end, last_figure)
        has_hits, has_figures = first < last, first_figure < last_figure
        own_roles = roles[first_figure:last_figure] if has_figures else ()
        lines.append(
            Line(
                number,
                at,
                end,
                part,
                hits[first:last] if has_hits else (),
                figures[first_figure:last_figure] if has_figures else (),
                starts[first:last] if has_hits else (),
                ends[first:last] if has_hits else (),
                figure_starts[first_figure:last_figure] if has_figures else (),
                {},
                frozenset(filter(None, said[first:last])) if has_hits else _NO_CUES,
                has_han and not part.isascii() and _HAN.search(part) is not None,
                MONEY in own_roles,
                BARE in own_roles,
                alone,
                number == 0,
                cards,
                deals and (cards or _CARDS in kinds[first:last]),
                bisect_left(handed, at) < bisect_left(handed, end) if handed else False,
                listed,
            )
        )
        at = end + gap
    return lines


_MAX_LINE: Final = 1500
"""Longer lines are read in parts, so that a text without line breaks takes no more time than one with them."""


def _parts(text: str) -> Iterable[tuple[str, int]]:
    """Return the lines of a text, long ones in parts cut at a blank, with the number of characters left out behind."""
    lines = text.split("\n")
    return _cut_lines(lines) if len(text) > _MAX_LINE else zip(lines, repeat(1))


def _cut_lines(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        rest = line
        while len(rest) > _MAX_LINE:
            cut = rest.rfind(" ", _MAX_LINE // 2, _MAX_LINE) + 1 or _MAX_LINE
            yield rest[:cut], 0
            rest = rest[cut:]
        yield rest, 1


class _Taken:
    """The places of a text that handles take."""

    def __init__(self, text: str, handles: Sequence[Span]) -> None:
        self._text = text
        self._starts = [start for start, _ in handles]
        self.mask = bytearray(len(text))
        self.add(handles)

    def add(self, spans: Iterable[Span]) -> None:
        """Take further places, which announce nothing."""
        for start, end in spans:
            self.mask[start:end] = b"\x01" * (end - start)

    def is_announced_at(self, place: int) -> bool:
        """Whether a handle begins soon behind *place* with only a label between (Telegram link: ...)."""
        at = bisect_left(self._starts, place)
        if at == len(self._starts):
            return False
        gap = self._text[place : self._starts[at]]
        return len(gap) <= _LABEL_GAP and bool(_LABEL.fullmatch(gap))
