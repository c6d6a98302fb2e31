"""Learn config/topic-model.json, which tells the kind of goods where a title does not, from the project's own texts.

    python -m benchmarks.train_topics [--texts DIR] [--config DIR] [--report]

Multinomial logistic regression over the character n-grams that separate kinds most surely and the signs that the
reader finds (`signs_of`), trained by stochastic gradient descent (Adagrad) in a fixed order: everything is
deterministic. Learnt from are the labelled texts, the offers of `short_texts/` and `topic_phrases*.txt`, short adverts
in words that the lexicon need not know. The report is that of a five-fold cross-validation: how often the likeliest
kind is right.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.lexicon import load_lexicon, load_taxonomy
from benchmarks.short_texts import load_short_texts
from benchmarks.voice_samples import grams_of
from market.reading import Reader
from market.reading.document import Document
from market.reading.lineup import read_lines
from market.reading.titles import body_of, title_or_first
from market.reading.topics import TopicModel, signs_of

FOLDS = 5
ROUNDS = 12
STEP = 0.35
PRIOR = 1e-3
GRAMS = 4000
SCALE = 4.0
"""How much quicker n-grams learn than signs, which are few."""
LEAST_TEXTS = 4
LEAST_WEIGHT = 0.3
PHRASES = sorted(Path(__file__).parent.glob("topic_phrases*.txt"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One labelled offer or phrase: its n-grams and signs, and the kind that most of its offers have."""

    text: str
    grams: frozenset[str]
    signs: dict[str, float]
    kind: str
    is_phrase: bool


def load_samples(texts: Path, reader: Reader) -> list[Sample]:
    """Return the labelled texts that offer something, and the phrases."""
    samples = []
    for path in sorted(texts.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["is_offer"] and row["offers"]:
                kind = Counter(offer["kind"] for offer in row["offers"]).most_common(1)[0][0]
                samples.append(_sample(reader.document_of(row["title"] or "", row["text"]), kind, is_phrase=False))
    kind = ""
    for line in [line for path in PHRASES for line in path.read_text("utf-8").splitlines()]:
        if line.startswith("["):
            kind = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            samples.append(_sample(reader.document_of("", line), kind, is_phrase=True))
    samples.extend(
        _sample(reader.document_of(short.title, short.text), short.kind, is_phrase=True)
        for short in load_short_texts()
        if short.kind
    )
    return samples


def _sample(document: Document, kind: str, *, is_phrase: bool) -> Sample:
    lines = read_lines(document)
    title = title_or_first(lines)
    text = document.folded.text
    return Sample(
        text=text,
        grams=frozenset(grams_of(text)),
        signs=signs_of(title.claims, body_of(lines, title), document.cues),
        kind=kind,
        is_phrase=is_phrase,
    )


def telling_grams(samples: Sequence[Sample]) -> list[str]:
    """Return the n-grams that speak for some kind most surely (chi-square)."""
    kinds = Counter(sample.kind for sample in samples)
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in samples:
        for gram in sample.grams:
            held[gram][sample.kind] += 1
    scored = []
    for gram, by_kind in held.items():
        count = by_kind.total()
        if count >= LEAST_TEXTS:
            scored.append((max(_surprise(by_kind[kind], count, kinds[kind], len(samples)) for kind in by_kind), gram))
    scored.sort(key=lambda entry: (-entry[0], entry[1]))
    return [gram for _, gram in scored[:GRAMS]]


def _surprise(found: int, count: int, of_kind: int, total: int) -> float:
    """Return by how much more texts of a kind hold a gram than chance would have it."""
    expected = count * of_kind / total
    return (found - expected) ** 2 / (expected * (1 - of_kind / total) + 1e-9) if found > expected else 0.0


def learn(samples: Sequence[Sample]) -> TopicModel:
    """Return the weights that fit *samples* best under the prior."""
    kinds = tuple(sorted({sample.kind for sample in samples}))
    grams = {gram: place for place, gram in enumerate(telling_grams(samples))}
    counts = Counter(sign for sample in samples for sign in sample.signs)
    signs = {sign: len(grams) + n for n, sign in enumerate(sorted(s for s in counts if counts[s] >= LEAST_TEXTS))}
    rows = [list(_row(sample, grams, signs)) for sample in samples]
    weights = [[0.0] * len(kinds) for _ in range(len(grams) + len(signs) + 1)]
    squares = [[1e-8] * len(kinds) for _ in weights]
    order = sorted(range(len(samples)), key=lambda place: (place * 7919) % len(samples))
    for _ in range(ROUNDS):
        for number in order:
            row = rows[number]
            odds = [sum([value * weights[place][k] for place, value in row]) for k in range(len(kinds))]
            errors = _shares(odds)
            errors[kinds.index(samples[number].kind)] -= 1
            for place, value in row:
                own, past = weights[place], squares[place]
                for k, error in enumerate(errors):
                    slope = error * value + PRIOR * own[k]
                    past[k] += slope * slope
                    own[k] -= STEP * slope / math.sqrt(past[k] + 1e-2)
    scaled = {gram: [SCALE * weight for weight in weights[place]] for gram, place in grams.items()}
    return TopicModel(
        kinds=kinds,
        bias=tuple(weights[-1]),
        grams={gram: row for gram, row in scaled.items() if max(map(abs, row)) >= LEAST_WEIGHT},
        signs={sign: weights[place] for sign, place in signs.items()},
    )


def _row(sample: Sample, grams: dict[str, int], signs: dict[str, int]) -> Iterator[tuple[int, float]]:
    """Yield places and values of what a sample holds, with that of the bias."""
    held = sorted(grams[gram] for gram in sample.grams & grams.keys())
    scale = SCALE / math.sqrt(len(held)) if held else 0.0
    yield from ((place, scale) for place in held)
    yield from ((signs[sign], value) for sign, value in sorted(sample.signs.items()) if sign in signs)
    yield len(grams) + len(signs), 1.0


def _shares(odds: Sequence[float]) -> list[float]:
    highest = max(odds)
    powers = [math.exp(one - highest) for one in odds]
    total = sum(powers)
    return [power / total for power in powers]


def report(samples: Sequence[Sample]) -> list[str]:
    """Return what cross-validation says of models that never saw the texts they judge."""
    right: Counter[tuple[bool, bool]] = Counter()
    for number in range(FOLDS):
        model = learn([sample for place, sample in enumerate(samples) if place % FOLDS != number])
        for sample in samples[number::FOLDS]:
            shares = model.shares(sample.text, sample.signs)
            right[sample.is_phrase, bool(shares) and max(shares, key=lambda kind: shares[kind]) == sample.kind] += 1
    return [
        f"{name}: kind right in {right[what, True]} of {right[what, True] + right[what, False]}"
        for what, name in ((False, "texts"), (True, "phrases"))
    ]


def numbers(model: TopicModel) -> dict[str, dict[str, list[float]]]:
    """Return a model's weights with two decimals, in the order of their names."""
    return {
        part: {name: [round(weight, 2) for weight in row] for name, row in sorted(rows.items())}
        for part, rows in (("signs", model.signs), ("grams", model.grams))
    }


def main() -> None:
    """Train, write the model, print the report where it is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, default=Path("tests/market/reading/texts"))
    parser.add_argument("--config", type=Path, default=Path("config"))
    parser.add_argument("--report", action="store_true", help="cross-validate first")
    args = parser.parse_args()
    taxonomy = load_taxonomy(args.config)
    samples = load_samples(args.texts, Reader(load_lexicon(args.config, taxonomy), taxonomy))
    if args.report:
        print("\n".join(report(samples)))
    model = learn(samples)
    head = json.dumps({"kinds": model.kinds, "bias": [round(one, 2) for one in model.bias]}, ensure_ascii=False)[:-1]
    parts = [
        f'"{part}": {{\n'
        + ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in rows.items())
        + "\n}"
        for part, rows in numbers(model).items()
    ]
    out = args.config / "topic-model.json"
    out.write_text(f"{head}, {', '.join(parts)}}}\n", "utf-8")
    print(f"{len(samples)} samples, {len(model.grams)} n-grams, written: {out}")


if __name__ == "__main__":
    main()
