"""Learn config/topic-model.json, which tells the kind of goods by the wording, from the project's labelled texts.

    python -m benchmarks.train_topics [--texts DIR] [--config DIR]

Multinomial logistic regression over the character n-grams that separate kinds most surely, trained by gradient
descent with momentum; everything is deterministic. The reader asks the model only where neither title nor words name
a kind. The report is that of a five-fold cross-validation over all offers: how often the likeliest kind is right, and
how often one other than account is.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.voice_samples import grams_of
from market.reading.topics import TopicModel
from market.text.folding import fold

FOLDS = 5
ROUNDS = 120
STEP = 6.0
MOMENTUM = 0.9
PRIOR = 1e-4
GRAMS = 1500
LEAST_TEXTS = 4
ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One labelled offer: its n-grams and the kind that most of its offers have."""

    text: str
    grams: frozenset[str]
    kind: str


def load_samples(texts: Path) -> list[Sample]:
    """Return the labelled texts that offer something."""
    samples = []
    for path in sorted(texts.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["is_offer"] and row["offers"]:
                kind = Counter(offer["kind"] for offer in row["offers"]).most_common(1)[0][0]
                text = fold(f"{row['title'] or ''}\n{row['text']}").text
                samples.append(Sample(text=text, grams=frozenset(grams_of(text)), kind=kind))
    return samples


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
    rows = [sorted(grams[gram] for gram in sample.grams & grams.keys()) for sample in samples]
    wanted = [kinds.index(sample.kind) for sample in samples]
    weights = [[0.0] * len(kinds) for _ in grams]
    speed = [[0.0] * len(kinds) for _ in grams]
    bias = [0.0] * len(kinds)
    for _ in range(ROUNDS):
        slope = [[PRIOR * weight for weight in row] for row in weights]
        lean = [0.0] * len(kinds)
        for held, kind in zip(rows, wanted, strict=True):
            scale = 1 / math.sqrt(len(held)) if held else 0.0
            errors = _shares([b + scale * sum(weights[place][k] for place in held) for k, b in enumerate(bias)])
            errors[kind] -= 1
            steps = [scale * error / len(samples) for error in errors]
            for place in held:
                row = slope[place]
                for k, step in enumerate(steps):
                    row[k] += step
            lean = [old + error / len(samples) for old, error in zip(lean, errors, strict=True)]
        bias = [old - step for old, step in zip(bias, lean, strict=True)]
        for row, moved, by in zip(weights, speed, slope, strict=True):
            for k, step in enumerate(by):
                moved[k] = MOMENTUM * moved[k] + step
                row[k] -= STEP * moved[k]
    return TopicModel(kinds=kinds, bias=tuple(bias), grams=dict(zip(grams, weights, strict=True)))


def _shares(odds: Sequence[float]) -> list[float]:
    highest = max(odds)
    powers = [math.exp(one - highest) for one in odds]
    total = sum(powers)
    return [power / total for power in powers]


def report(samples: Sequence[Sample]) -> list[str]:
    """Return what cross-validation says of models that never saw the texts they judge."""
    right: Counter[bool] = Counter()
    special: Counter[bool] = Counter()
    for number in range(FOLDS):
        model = learn([sample for place, sample in enumerate(samples) if place % FOLDS != number])
        for sample in samples[number::FOLDS]:
            kind = model.kind_of(sample.text) or ACCOUNT
            right[kind == sample.kind] += 1
            if kind != ACCOUNT:
                special[kind == sample.kind] += 1
    return [
        f"{len(samples)} offers, {FOLDS}-fold cross-validation",
        f"kind right: {right[True] / right.total():.3f}",
        f"kinds other than {ACCOUNT} right: {special[True] / max(1, special.total()):.3f} of {special.total()}",
    ]


def numbers(model: TopicModel) -> dict[str, object]:
    """Return a model as plain numbers with two decimals, in the order of n-grams."""
    grams = {gram: [round(weight, 2) for weight in weights] for gram, weights in sorted(model.grams.items())}
    return {"kinds": list(model.kinds), "bias": [round(one, 2) for one in model.bias], "grams": grams}


def main() -> None:
    """Train, write the model, print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, default=Path("tests/market/reading/texts"))
    parser.add_argument("--config", type=Path, default=Path("config"))
    args = parser.parse_args()
    samples = load_samples(args.texts)
    print("\n".join(report(samples)))
    said = numbers(learn(samples))
    grams = ",\n".join(
        f"  {json.dumps(gram, ensure_ascii=False)}: {json.dumps(row)}" for gram, row in said["grams"].items()
    )
    head = json.dumps({key: said[key] for key in ("kinds", "bias")}, ensure_ascii=False)[1:-1]
    out = args.config / "topic-model.json"
    out.write_text(f'{{{head}, "grams": {{\n{grams}\n}}}}\n', "utf-8")
    print(f"written: {out}")


if __name__ == "__main__":
    main()
