"""Which offer of a listing is which: by its raw line, never by our reading of it; pure.

A price edit, a sale or another contact leaves the line the same offer, so prices, stock and
handles are cut out before the line is digested. The rules are docs/adr/0005.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from market.model import Offer, Reading, Span

LONGEST_LINE = 600
_CUT_CLAIMS = frozenset({"price", "currency", "rate", "stock", "min_quantity", "tiers", "sold"})
_NUMBER = r"\d[\d.,]*"
_CURRENCY = r"(?:元|块|圆|rmb|cny|usdt?|eur|rub|руб\w*|р\.|u(?![a-z])|[¥$€£₽])"
_MONEY = re.compile(rf"[¥$€£₽]\s?{_NUMBER}|{_NUMBER}\s?(?:-|~|–)?\s?(?:{_NUMBER})?\s?{_CURRENCY}", re.IGNORECASE)
_LEFT = "库存|现货|剩余|还剩|余量|已售|销量|stock|in stock|left|sold|в наличии|наличие|остаток|осталось"
_STOCK = re.compile(rf"(?:{_LEFT})\s*[:：]?\s*{_NUMBER}", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_NOISE = re.compile(r"[\W_]+")
_PIECES = re.compile(r"[\n。；;，,、|/!！?？•·▶✅]+")
_STILL = 0.7
"""A line of which so much is still there has not left its listing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineKey:
    """What tells one offer of a listing from the others."""

    digest: int
    """63 bits over the raw line with prices, stock and handles cut out."""
    ordinal: int
    """Counts offers whose lines are the same, from 0."""
    variant: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOffer:
    """An offer of a listing as it was read before."""

    key: LineKey
    span: Span
    product: tuple[str, str | None]
    """Kind and platform."""


def line_keys(words: str, reading: Reading) -> tuple[LineKey, ...]:
    """Return the key of each offer of *reading*, in its order; *words* are title, line break, text."""
    holes = _holes(reading)
    lines = [_line(words, offer.span) for offer in reading.offers]
    starts = Counter(lines)
    ties: Counter[tuple[int, str | None]] = Counter()
    keys: list[LineKey] = []
    for offer, line in zip(reading.offers, lines, strict=True):
        region = line if starts[line] == 1 else offer.span
        digest = _digest(_with_holes(words, region, holes))
        keys.append(LineKey(digest=digest, ordinal=ties[digest, offer.variant], variant=offer.variant))
        ties[digest, offer.variant] += 1
    return tuple(keys)


def paired(
    stored: Sequence[KnownOffer], offers: Sequence[Offer], keys: Sequence[LineKey], *, same_words: int, reread: bool
) -> dict[int, int]:
    """Return which of *stored* each of *offers* is, by position; one that is left out is new.

    First by variant or line; then, as far as the words are the same (*same_words* code points
    from the start), by the place they stand at; last, a listing of one offer then and now
    keeps it where the product is the same or only the reader changed (*reread*).
    """
    pairs = same_line(stored, offers, keys)
    left = [i for i in range(len(offers)) if i not in pairs]
    free = [j for j in range(len(stored)) if j not in set(pairs.values())]
    for i in list(left):
        span = offers[i].span
        match = next((j for j in free if _overlap(stored[j].span, span, same_words)), None)
        if match is not None and stored[match].key.variant == offers[i].variant:
            pairs[i] = match
            left.remove(i)
            free.remove(match)
    if len(stored) == len(offers) == len(left) == 1:
        product = (offers[0].kind, offers[0].platform)
        if reread or stored[0].product == product:
            pairs[0] = 0
    return pairs


def same_line(stored: Sequence[KnownOffer], offers: Sequence[Offer], keys: Sequence[LineKey]) -> dict[int, int]:
    """Return which of *stored* each of *offers* is by its variant or its line alone, by position."""
    by_variant = {known.key.variant: j for j, known in enumerate(stored) if known.key.variant is not None}
    by_line = {(known.key.digest, known.key.ordinal): j for j, known in enumerate(stored) if known.key.variant is None}
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for i, key in enumerate(keys):
        variant = offers[i].variant
        match = by_line.get((key.digest, key.ordinal)) if variant is None else by_variant.get(variant)
        if match is not None and match not in taken:
            pairs[i] = match
            taken.add(match)
    return pairs


def _overlap(first: Span, second: Span, same_words: int) -> bool:
    return first[0] < second[1] and second[0] < first[1] and max(first[1], second[1]) <= same_words


def _line(words: str, span: Span) -> Span:
    """Return the line or lines that *span* touches, cut to a bearable length."""
    start = words.rfind("\n", 0, span[0]) + 1
    end = words.find("\n", max(span[0], span[1] - 1))
    end = len(words) if end < 0 else end
    return (max(start, span[0] - LONGEST_LINE), min(end, max(span[1], start) + LONGEST_LINE))


def _holes(reading: Reading) -> list[Span]:
    holes = [handle.span for handle in reading.handles if handle.span is not None]
    for offer in reading.offers:
        holes += [span for name, span in offer.spans.items() if name in _CUT_CLAIMS]
    return sorted(set(holes))


def _with_holes(words: str, region: Span, holes: Sequence[Span]) -> str:
    parts: list[str] = []
    at = region[0]
    for start, end in holes:
        if end <= at or start >= region[1]:
            continue
        parts.append(words[at : max(at, start)])
        at = min(end, region[1])
    parts.append(words[at : region[1]])
    return " ".join(parts)


def _digest(line: str) -> int:
    folded = unicodedata.normalize("NFKC", line).lower()
    if _DIGIT.search(folded):
        folded = _STOCK.sub(" ", _MONEY.sub(" ", folded))
    bare = _NOISE.sub("", folded)
    said = blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(said, "big") >> 1


def still_says(words: str, span: Span, new_words: str) -> bool:
    """Return whether what stood at *span* of a listing's *words* is still in its *new_words*, prices and stock apart.

    Then no offer has left the listing: it is only read otherwise.
    """
    pieces = [_bare(piece) for piece in _PIECES.split(words[span[0] : span[1]])]
    total = sum(map(len, pieces))
    now = _bare(new_words)
    return total > 0 and sum(len(piece) for piece in pieces if piece in now) >= _STILL * total


def _bare(text: str) -> str:
    return _NOISE.sub("", _STOCK.sub(" ", _MONEY.sub(" ", unicodedata.normalize("NFKC", text).lower())))
