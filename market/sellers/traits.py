"""What a listing gives away of the one who wrote it: sentences, templates, goods, prices, names; pure.

Each trait is one number, a digest whose last four bits say of what kind it is, so that those who
have it in common are found by equality. Handles, prices and stock are cut out of the words first:
they change while the hand that wrote the rest stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from market.model import HandleType, Span
from market.sharing_data import ESCROW_OFFERED
from market.text.folding import fold

LONGEST_WORDS: Final = 6000
"""Code points of one listing that are looked at: its beginning tells enough."""
MOST_CLAUSES: Final = 60
"""Sentences of one listing that are kept."""
_PIECES: Final = re.compile(r"[\n。；;，,！!？?、|/·•→]+|\.\s|\s[-–—*]+\s|[ \t]{3,}")
_LETTERS: Final = re.compile(r"[\W\d_]+")
_WORDLIKE: Final = re.compile(r"[\W_]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_TOKEN: Final = re.compile(r"[a-z\u00c0-\u052f]+|\d+|[\u3400-\u9fff]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_SHORTEST: Final = 10.0
_LONGEST: Final = 70.0
"""Weight of a sentence, from which on it is sketched: something in it will differ."""
_HAN_WEIGHT: Final = 2.5
_SHINGLE: Final = 5
_PERMUTATIONS: Final = 6
_FEWEST_FOR_WHOLE: Final = 2
_SHORTEST_STEM: Final = 6
_CUT_CLAIMS: Final = ("price", "currency", "stock", "min_quantity", "tiers", "sold")
_STEM_TYPES: Final = frozenset(
    {
        HandleType.WECHAT,
        HandleType.TELEGRAM,
        HandleType.EMAIL,
        HandleType.LINE,
        HandleType.SKYPE,
        HandleType.DISCORD,
        HandleType.JABBER,
    }
)


class Trait(IntEnum):
    """What kind of thing a trait is; the codes are stored and never reused."""

    NAME = 1
    """The whole name, letters and digits only."""
    NAME_PART = 2
    """A piece of it; how common the pieces are says how common the name is."""
    CLAUSE = 3
    """A sentence without its digits."""
    PHRASE = 4
    """A sentence with digits as they are: 24小时内包换."""
    SKETCH = 5
    """One of several minima over a long sentence's shingles: alike where the sentences are."""
    WHOLE = 6
    """All sentences of one listing: who has these in common copied, or posts the same advert."""
    PRODUCT = 7
    PRICED = 8
    """A product at a price."""
    IMAGE = 9
    LOOK = 10
    """What the eye sees of a handle: its look-alikes have it too."""
    WORK = 11
    """A part in the trade that no kind of offer stands for."""


Traits = frozenset[int]
BROKER_TRAIT: Final = 16 | 11
"""Somebody whose own advert offers escrow."""
_KIND_BITS: Final = 4
_PREFIX: Final = {kind: bytes((kind,)) for kind in Trait}


def digest(kind: Trait, said: str) -> int:
    """Return the trait of *kind* that *said* is: 63 bits, the same on every machine."""
    found = blake2b(_PREFIX[kind] + said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "big") >> 5 << _KIND_BITS | kind


def kind_of(trait: int) -> Trait:
    """Return of what kind a trait is."""
    return Trait(trait & 0xF)


def cut_spans(spans: Mapping[str, Sequence[int]]) -> Iterator[Span]:
    """Yield where an offer's price and stock stand: they change from day to day."""
    for name, (start, end) in spans.items():
        if name in _CUT_CLAIMS:
            yield start, end


def product_traits(product: str, price: Decimal | None, currency: str | None) -> Iterator[int]:
    """Yield the traits of one offer; *product* is kind, platform and attributes in one string."""
    yield digest(Trait.PRODUCT, product)
    if price is not None:
        yield digest(Trait.PRICED, f"{product} {price.normalize():f} {currency or ''}")


def word_traits(words: str, holes: Iterable[Span] = ()) -> Traits:
    """Return the traits of plain words, *holes* left out."""
    title, _, text = _with_holes(words[:LONGEST_WORDS], holes).partition("\n")
    letters, found = _clauses(text if text.strip() else title)
    if _offers_escrow(title):
        found |= {BROKER_TRAIT}
    if len(letters) >= _FEWEST_FOR_WHOLE:
        named = _LETTERS.sub("", fold(title).text)
        found |= {digest(Trait.WHOLE, "\x1f".join((named, *letters)))}
    return found


@lru_cache(maxsize=2048)
def _clauses(text: str) -> tuple[tuple[str, ...], Traits]:
    """Return the letters of each sentence, sorted, and the traits of the sentences; sellers use the same again."""
    found: set[int] = set()
    letters: set[str] = set()
    for piece in _PIECES.split(fold(text).text):
        bare = _LETTERS.sub("", piece)
        weight = _weight(bare)
        if weight < _SHORTEST or bare in letters:
            continue
        letters.add(bare)
        if weight > _LONGEST:
            found.update(_sketch(bare))
        else:
            found.add(digest(Trait.CLAUSE, bare))
            spelt = _WORDLIKE.sub("", piece)
            if spelt != bare:
                found.add(digest(Trait.PHRASE, spelt))
        if len(letters) >= MOST_CLAUSES:
            break
    return tuple(sorted(letters)), frozenset(found)


def _offers_escrow(title: str) -> bool:
    """Return whether an advert is for the services of a go-between: its title names them and no goods beside."""
    said = title.casefold()
    return any(word in said for word in ESCROW_OFFERED)


def name_traits(name: str) -> Traits:
    """Return the traits of a display name; none where it has no letters."""
    whole = _WORDLIKE.sub("", fold(name).text)
    if not _LETTERS.sub("", whole):
        return frozenset()
    parts = (digest(Trait.NAME_PART, part) for part in name_parts(name))
    return frozenset({digest(Trait.NAME, whole), *parts})


def folded_name(name: str) -> str:
    """Return a name as it is compared: folded, letters and digits only."""
    return _WORDLIKE.sub("", fold(name).text)


def name_parts(name: str) -> tuple[str, ...]:
    """Return the words, numbers and pairs of Chinese characters that a name is made of."""
    found: list[str] = []
    for token in _TOKEN.findall(fold(_CAMEL.sub(" ", name)).text):
        if _HAN.match(token) and len(token) > 2:  # noqa: PLR2004 - a pair stays whole
            found += [token[at : at + 2] for at in range(0, len(token) - 1, 2)]
            if len(token) % 2:
                found.append(token[-2:])
        else:
            found.append(token)
    return tuple(dict.fromkeys(found))


def stem_of(kind: str, value: str) -> str | None:
    """Return a handle's name without its messenger; None where it is a number or too short to say anything."""
    if kind not in _STEM_TYPES:
        return None
    local = value.partition("@")[0]
    return local if len(local) >= _SHORTEST_STEM and _LETTERS.sub("", local) else None


def image_trait(address: str) -> int:
    """Return the trait of a picture by its address or the digest of its bytes."""
    return digest(Trait.IMAGE, address)


def _with_holes(words: str, holes: Iterable[Span]) -> str:
    """Return *words* with a break of sentence in place of each hole."""
    kept, at = [], 0
    for start, end in sorted(holes):
        if start > at:
            kept.append(words[at:start])
        kept.append("，")
        at = max(at, end)
    kept.append(words[at:])
    return "".join(kept)


def _weight(letters: str) -> float:
    """Return how much a sentence says: Latin letters count one, Chinese characters as a syllable each."""
    han = len(_HAN.findall(letters))
    return len(letters) + han * (_HAN_WEIGHT - 1)


def _sketch(letters: str) -> Iterator[int]:
    """Yield a few minima over the shingles of a long sentence; each is the same with the chance of their overlap."""
    from rensa import RMinHash  # noqa: PLC0415 - most sentences are short

    minima = RMinHash(num_perm=_PERMUTATIONS, seed=7)
    minima.update([letters[at : at + _SHINGLE] for at in range(max(1, len(letters) - _SHINGLE + 1))])
    for place, least in enumerate(minima.digest()):
        yield digest(Trait.SKETCH, f"{place}:{least}")
