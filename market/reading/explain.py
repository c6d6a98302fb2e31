"""`read --explain`: a text with every claim marked, what said it, and what was considered and rejected.

Pure text out. Nothing of the input reaches the reader's terminal as a control:
control, format and direction characters are written out as escapes.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from market.lexicon import Term
from market.model import Offer, Price, Span
from market.prices.counting import MONEY
from market.prices.figures import Figure
from market.reading.trace import Trace

_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_OPEN, _CLOSE = "⟦", "⟧"
_LONGEST_QUOTE: Final = 60
_MOST_LINES: Final = 400


class Traced(Protocol):
    """A reader that tells how it came to its reading."""

    def trace(self, title: str, text: str) -> Trace:
        """Return the reading of a title and text with its way."""


class _Claim(NamedTuple):
    """A marked place of the raw text and what it says."""

    start: int
    end: int
    says: str


def explained(reader: Traced, title: str, text: str) -> str:
    """Return the explanation of a reading as lines of plain text."""
    trace = reader.trace(title, text)
    claims = sorted((*_terms(trace), *_figures(trace), *_handles(trace)), key=lambda claim: (claim.start, -claim.end))
    sections = [
        _verdict(trace),
        _marked(trace.folded.raw, claims),
        _section(
            "claims", [f"{number:>3}  {_quote(trace, claim)}: {claim.says}" for number, claim in _numbered(claims)]
        ),
        _section("folded", list(_folded(trace))),
        _section("offers" if trace.reading.is_offer else "would offer", [_offer(trace, o) for o in trace.candidates]),
        _section("considered and rejected", list(_rejected(trace))),
    ]
    return "\n".join(section for section in sections if section) + "\n"


def inert(text: str) -> str:
    """Return *text* with every control, format, direction and private character as a visible escape."""
    return "".join(f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _UNSEEN else char for char in text)


def _section(name: str, lines: Sequence[str]) -> str:
    return "\n".join([name, *(f"  {line}" for line in lines)]) if lines else ""


def _numbered(claims: Sequence[_Claim]) -> Iterator[tuple[int, _Claim]]:
    yield from enumerate(claims, start=1)


def _quote(trace: Trace, claim: _Claim) -> str:
    words = trace.folded.raw[claim.start : claim.end].replace("\n", " ⏎ ")
    cut = words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"
    return f"“{inert(cut)}”"


# --- what was said ---------------------------------------------------------


def _verdict(trace: Trace) -> str:
    reading = trace.reading
    head = f"{'OFFER' if reading.is_offer else 'no offer'}, score {reading.score}"
    return "\n".join([head, *(f"  {inert(reason)}" for reason in reading.reasons)])


def _marked(raw: str, claims: Sequence[_Claim]) -> str:
    """Return the raw text by lines, each claim in numbered brackets; one inside another stays unmarked."""
    parts: list[str] = []
    at = 0
    for number, claim in _numbered(claims):
        if claim.start < at:
            continue
        parts += [
            inert_lines(raw[at : claim.start]),
            f"{_OPEN}{number}:",
            inert_lines(raw[claim.start : claim.end]),
            _CLOSE,
        ]
        at = claim.end
    parts.append(inert_lines(raw[at:]))
    lines = "".join(parts).split("\n")
    shown = [f"  | {line}" for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        shown.append(f"  | … {len(lines) - _MOST_LINES} more lines")
    return "\n".join(["text", *shown])


def inert_lines(text: str) -> str:
    """Return *text* made inert, its line ends kept."""
    return "\n".join(inert(line) for line in text.split("\n"))


def _raw(trace: Trace, start: int, end: int) -> Span:
    return trace.folded.span(start, end)


def _terms(trace: Trace) -> Iterator[_Claim]:
    labels = _Ranges((*trace.scan.labels, *trace.scan.occupied))
    for hit in trace.hits:
        if not labels.meet(hit.start, hit.end):
            yield _Claim(
                *_raw(trace, hit.start, hit.end),
                f"term {inert(hit.term.name)} [{hit.term.source}]: {_meaning(hit.term)}",
            )


def _meaning(term: Term) -> str:
    said = [
        f"kind {term.kind}" if term.kind else "",
        f"platform {term.platform}" if term.platform else "",
        f"attribute {', '.join(sorted(term.attributes))}" if term.attributes else "",
        f"country {term.country}" if term.country else "",
        f"{term.months} months" if term.months is not None else "",
        f"cue {term.cue}" if term.cue else "",
        "weak" if term.weak else "",
    ]
    return ", ".join(filter(None, said)) or "takes the place of other terms"


def _figures(trace: Trace) -> Iterator[_Claim]:
    taken = _Ranges(trace.scan.occupied)
    for figure in trace.figures:
        if not taken.meet(figure.start, figure.end):
            yield _Claim(*_raw(trace, figure.start, figure.end), _figure(figure))


def _figure(figure: Figure) -> str:
    value = f"{figure.low}" if figure.low == figure.high else f"{figure.low} to {figure.high}"
    return " ".join(filter(None, [figure.role.value, value, figure.currency or "", inert(figure.word)]))


def _handles(trace: Trace) -> Iterator[_Claim]:
    for handle in trace.scan.handles:
        if handle.span is not None:
            yield _Claim(*handle.span, f"handle {handle.type} {inert(handle.value)}")
    for subject in trace.scan.subjects:
        yield _Claim(*subject.span, f"goods: {subject.type} {inert(subject.value)}")


def _folded(trace: Trace) -> Iterator[str]:
    """Yield the lines that folding changed in more than case."""
    folded = trace.folded
    at = 0
    for line in folded.text.split("\n"):
        start, end = folded.span(at, at + len(line))
        raw = folded.raw[start:end]
        if line and raw.lower() != line:
            yield f"{inert(raw)}  →  {inert(line)}"
        at += len(line) + 1


def _offer(trace: Trace, offer: Offer) -> str:
    said = [
        offer.kind,
        offer.platform or "no platform",
        f"[{', '.join(sorted(offer.attributes))}]" if offer.attributes else "",
        f"{offer.age_months} months" if offer.age_months is not None else "",
        _price(offer.price) if offer.price else "",
        f"rate {offer.rate.min}–{offer.rate.max}" if offer.rate else "",
        f"from {offer.min_quantity}" if offer.min_quantity is not None else "",
        f"stock {offer.stock}" if offer.stock is not None else "",
        offer.country or "",
    ]
    words = trace.folded.raw[slice(*offer.span)].replace("\n", " ⏎ ")[:_LONGEST_QUOTE]
    return f"{' · '.join(filter(None, said))}   ← “{inert(words)}”"


def _price(price: Price) -> str:
    amount = f"{price.min}" if price.min == price.max else f"{price.min}–{price.max}"
    pieces = f" of {price.pack_size}" if price.pack_size else ""
    return f"{amount} {price.currency or '?'} / {price.unit.value}{pieces}"


# --- what was not ----------------------------------------------------------


def _rejected(trace: Trace) -> Iterator[str]:
    raw = trace.folded.raw
    labels, taken = _Ranges(trace.scan.labels), _Ranges(trace.scan.occupied)
    for hit in trace.hits:
        words = inert(raw[slice(*_raw(trace, hit.start, hit.end))])
        if taken.meet(hit.start, hit.end):
            yield f"“{words}”: stands inside a handle or link, so it is not {_meaning(hit.term)}"
        elif labels.meet(hit.start, hit.end):
            yield f"“{words}”: labels a handle, so it is not {_meaning(hit.term)}"
    for handle in trace.scan.rejected:
        yield f"“{inert(handle.text)}”: no handle, it is {handle.reason}"
    prices = _Ranges([offer.spans["price"] for offer in trace.candidates if "price" in offer.spans])
    for figure in trace.figures:
        start, end = _raw(trace, figure.start, figure.end)
        if figure.role is MONEY and not prices.meet(start, end) and not taken.meet(figure.start, figure.end):
            yield f"“{inert(raw[start:end])}”: money, but no offer's price"
    if trace.candidates and not trace.reading.is_offer:
        yield f"{len(trace.candidates)} lines that would be offers: the speaker does not sell (see the reasons above)"


class _Ranges:
    """Ranges that can be asked whether another one meets them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]
        self._longest = max((end - start for start, end in self._spans), default=0)

    def meet(self, start: int, end: int) -> bool:
        """Return whether [start, end) shares a character with one of the ranges."""
        first, last = bisect_left(self._starts, start - self._longest), bisect_left(self._starts, end)
        return any(known_end > start for _, known_end in self._spans[first:last])
