"""The labelled texts as the voice model sees them: what the reader finds in each, and its character n-grams."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from base.lexicon import load_lexicon, load_taxonomy
from base.voice import load_topics, load_voice_groups
from benchmarks.short_texts import load_short_texts
from market.handles import find_handles
from market.reading import Reader
from market.text.folding import fold
from market.voice import VoiceWords

GRAMS = 1500
GRAM_SIZES = (2, 3, 4, 5)
LEAST_TEXTS = 4


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One labelled text as the model sees it."""

    text: str
    is_offer: bool
    is_short: bool
    """Whether it was invented to teach words alone: both sides are made to look alike, which no market does."""
    values: dict[str, float]

    @cached_property
    def grams(self) -> frozenset[str]:
        """Character n-grams that may become features."""
        return grams_of(self.text)


def load_samples(texts: Path, config: Path) -> list[Sample]:
    """Return the texts that name something for sale, with the features that the current reader finds in them."""
    taxonomy = load_taxonomy(config)
    lexicon = load_lexicon(config, taxonomy)
    reader = Reader(lexicon, taxonomy, topics=load_topics(config))
    words = VoiceWords(load_voice_groups(config))
    samples = []
    for title, text, is_offer, is_short in _labelled(texts):
        offers = reader.read_text(title, text).offers
        if offers:
            folded = fold(f"{title}\n{text}")
            features, _ = words.read(folded, lexicon.hits(folded), offers, find_handles(folded))
            values = {name: value for name, value in features.values.items() if value}
            samples.append(Sample(text=folded.text, is_offer=is_offer, is_short=is_short, values=values))
    return samples


def _labelled(texts: Path) -> Iterator[tuple[str, str, bool, bool]]:
    """Return title, text, whether it is an offer, and whether it is one of the short texts."""
    for path in sorted(texts.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield row["title"] or "", row["text"], row["is_offer"], False
    for short in load_short_texts():
        yield short.title, short.text, short.kind is not None, True


def grams_of(text: str) -> frozenset[str]:
    """Return the character n-grams of a folded text that may become features: letters only, no digits."""
    found = set()
    for size in GRAM_SIZES:
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if not any(char.isdigit() or char in "\n@_" for char in gram) and any(map(str.isalpha, gram)):
                found.add(gram)
    return frozenset(found)


def telling_grams(samples: Sequence[Sample]) -> list[str]:
    """Return the n-grams that separate offers from the rest most surely (chi-square), none inside a better one."""
    offers: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for sample in samples:
        (offers if sample.is_offer else rest).update(sample.grams)
    wanted = sum(sample.is_offer for sample in samples)
    total = len(samples)
    scored = []
    for gram in offers.keys() | rest.keys():
        with_gram = offers[gram] + rest[gram]
        if with_gram >= LEAST_TEXTS:
            expected = with_gram * wanted / total
            spread = expected * (1 - wanted / total)
            scored.append(((offers[gram] - expected) ** 2 / spread, gram))
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    chosen: list[str] = []
    taken: set[str] = set()
    inside: set[str] = set()
    for _, gram in scored:
        parts = {gram[low:high] for low in range(len(gram)) for high in range(low + 1, len(gram) + 1)}
        if gram not in inside and parts.isdisjoint(taken):
            chosen.append(gram)
            taken.add(gram)
            inside |= parts
        if len(chosen) == GRAMS:
            break
    return chosen
