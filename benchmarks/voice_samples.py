"""The labelled texts as the voice model sees them: what the reader finds in each, and its character n-grams."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from base.lexicon import load_lexicon, load_taxonomy
from base.voice import load_topics, load_voice_groups
from market.handles import find_handles
from market.reading import Reader
from market.text.folding import fold
from market.voice import VoiceWords

GRAMS = 600
GRAM_SIZES = (2, 3, 4, 5)
LEAST_TEXTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One labelled text as the model sees it."""

    id: str
    text: str
    is_offer: bool
    values: dict[str, float]


def load_samples(texts: Path, config: Path) -> list[Sample]:
    """Return the labelled texts with the features that the current reader finds in them."""
    taxonomy = load_taxonomy(config)
    lexicon = load_lexicon(config, taxonomy)
    reader = Reader(lexicon, taxonomy, topics=load_topics(config))
    words = VoiceWords(load_voice_groups(config))
    samples = []
    for path in sorted(texts.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            folded = fold(f"{row['title'] or ''}\n{row['text']}")
            offers = reader.read_text(row["title"] or "", row["text"]).offers
            features, _ = words.read(folded, lexicon.hits(folded), offers, find_handles(folded))
            samples.append(
                Sample(id=row["id"], text=folded.text, is_offer=row["is_offer"], values=dict(features.values))
            )
    return samples


def grams_of(text: str) -> set[str]:
    """Return the character n-grams of a folded text that may become features: letters only, no digits."""
    found = set()
    for size in GRAM_SIZES:
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            if not any(char.isdigit() or char in "\n@_" for char in gram) and any(map(str.isalpha, gram)):
                found.add(gram)
    return found


def telling_grams(samples: Sequence[Sample]) -> list[str]:
    """Return the n-grams that separate offers from the rest most surely (chi-square), none inside a better one."""
    offers: Counter[str] = Counter()
    rest: Counter[str] = Counter()
    for sample in samples:
        (offers if sample.is_offer else rest).update(grams_of(sample.text))
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
