"""Learn config/voice-model.json from the project's own labelled texts, and report how well it does.

    python -m benchmarks.train_voice [--texts DIR] [--config DIR]

Logistic regression with an L2 prior over the features of market/voice (words by voice, shape, what the reader found),
over the products of two of them that weigh most, and over character n-grams of the folded text. Everything is
deterministic. The short invented texts (benchmarks/short_texts) teach words and wordings only: what shape says of
them has weights of its own, which are thrown away. The report says what cross-validation gives for each part, and how
well the score is calibrated. numpy is needed for training alone.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations_with_replacement, pairwise
from pathlib import Path

from base.voice import load_voice_groups
from benchmarks.logistic import Priors, Row, fitted, table_of
from benchmarks.voice_samples import Sample, load_samples, telling_grams
from market.voice import AND, VoiceModel

FOLDS = 5
BLOCK = 20
"""Neighbouring texts that are held out together: they are often alike."""
KEPT = {"pair": 400, "gram": 300}
"""So many of a part are kept; the weaker ones change few verdicts and cost time at every text."""
LEAST_HOLDERS = 60
"""Texts that must show a feature before its products with others are tried."""
PRIORS = {"value": 1.0, "own": 1.0, "pair": 5.0, "gram": 6.0}
TRIED_PAIR = 10.0
"""The prior of products before the strongest are chosen."""
SHORT_TEXT = 0.5
"""What a short text counts beside a whole one."""
PARTS = ("value", "pair", "gram")
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01)
LEAST_WEIGHT = 0.005
SHARE_OF_OFFERS = 0.65
"""Of what a watched site publishes; the labelled texts hold fewer, to show every other voice."""


SPEAKS_FOR = (
    "title names goods", "messenger", "contact block", "priced", "stocked", "offers", "kinds",
    "platforms", "attributes", "rate",
)  # fmt: skip
SPEAKS_AGAINST = (
    "unpriced",
    "unpriced, nobody to write to",
    "only a platform",
    "wanted first",
    "title asks",
    "text asks",
    "quoted figure",
    "prose",
    "code lines",
    "mail only",
    "phone only",
)
STRUCTURE_SIGNS = dict.fromkeys(SPEAKS_FOR, 1) | dict.fromkeys(SPEAKS_AGAINST, -1)
"""Which way a feature of the shape may weigh: what people know and a few hundred texts cannot teach."""


def load_signs(config: Path) -> dict[str, int]:
    """Return the sign that each weight must have, by feature name."""
    groups = {group.name: 1 if group.side == "for" else -1 for group in load_voice_groups(config)}
    return groups | STRUCTURE_SIGNS


def learn(samples: Sequence[Sample], signs: Mapping[str, int], parts: Sequence[str] = PARTS) -> VoiceModel:
    """Return the weights that fit *samples* best, of the *parts* asked for."""
    grams = frozenset(telling_grams(samples)) if "gram" in parts else frozenset()
    rows: list[Row] = [_row(sample, grams) for sample in samples]
    if len(parts) > 1:
        kept = _strongest(rows, samples, signs, parts)
        rows = [
            {name: value for name, value in row.items() if name[:5] != "gram:" or name in kept} | products(sample, kept)
            for row, sample in zip(rows, samples, strict=True)
        ]
    weights = _fitted(rows, samples, signs, PRIORS)
    by_part: dict[str, dict[str, float]] = {part: {} for part in PRIORS}
    bias = weights.pop("")
    for name, weight in weights.items():
        part, _, plain = name.partition(":")
        by_part[part][plain] = weight
    return VoiceModel(bias=bias, weights=by_part["value"], pairs=by_part["pair"], grams=by_part["gram"])


def _row(sample: Sample, grams: frozenset[str]) -> Row:
    """Return features and n-grams of a text under one roof; a short text shows its shape apart, too."""
    row = {f"value:{name}": value for name, value in sample.values.items()}
    if sample.is_short:
        row |= {f"own:{name}": value for name, value in sample.values.items()} | {"own:bias": 1.0}
    return row | {f"gram:{gram}": 1.0 for gram in sample.grams & grams}


def products(sample: Sample, kept: frozenset[str] | None = None, among: frozenset[str] | None = None) -> Row:
    """Return the products of each two features of a text, those of *kept* and of features *among* these."""
    values = sample.values
    found = sorted(values if among is None else values.keys() & among)
    return {
        name: values[first] * values[second]
        for first, second in combinations_with_replacement(found, 2)
        if (name := f"pair:{first}{AND}{second}") and (kept is None or name in kept)
    }


def _strongest(
    rows: Sequence[Row], samples: Sequence[Sample], signs: Mapping[str, int], parts: Sequence[str]
) -> frozenset[str]:
    """Return the products and n-grams that weigh most, by how much they move the odds from text to text."""
    held = held_by(samples)
    among = frozenset(name for name, count in held.items() if count >= LEAST_HOLDERS)
    wide = [row | products(sample, among=among) for row, sample in zip(rows, samples, strict=True)]
    weights = _fitted(wide, samples, signs, PRIORS | {"pair": TRIED_PAIR})
    table = table_of(wide)
    moves = sorted(
        (-abs(weights[name]) * spread, name) for name, spread in zip(table.names, table.spread.tolist(), strict=True)
    )
    of_part = {part: [name for _, name in moves if name.startswith(f"{part}:")] for part in parts}
    return frozenset(name for part, count in KEPT.items() for name in of_part.get(part, ())[:count])


def _fitted(
    rows: Sequence[Row], samples: Sequence[Sample], signs: Mapping[str, int], pulls: Mapping[str, float]
) -> dict[str, float]:
    table = table_of(rows)
    parts = [name.partition(":")[::2] for name in table.names]
    priors = Priors(
        pull=[pulls.get(part, 0.0) for part, _ in parts],
        sign=[signs.get(plain.removesuffix(" in title"), 0) if part == "value" else 0 for part, plain in parts],
    )
    importance = [SHORT_TEXT if sample.is_short else 1.0 for sample in samples]
    return fitted(table, [sample.is_offer for sample in samples], priors, importance)


def odds_of(model: VoiceModel, sample: Sample) -> float:
    """Return the uncalibrated log-odds of one text."""
    odds = model.bias + sum(model.weights.get(name, 0.0) * value for name, value in sample.values.items())
    kept = frozenset(f"pair:{name}" for name in model.pairs)
    odds += sum(model.pairs[name.removeprefix("pair:")] * value for name, value in products(sample, kept).items())
    return odds + sum(model.grams[gram] for gram in sample.grams & model.grams.keys())


def held_out(samples: Sequence[Sample], signs: Mapping[str, int], parts: Sequence[str]) -> list[float]:
    """Return for each whole text its log-odds under a model that never saw it or its neighbours."""
    folds = [place // BLOCK % FOLDS for place in range(len(samples))]
    odds: dict[int, float] = {}
    for fold in range(FOLDS):
        model = learn([sample for sample, its in zip(samples, folds, strict=True) if its != fold], signs, parts)
        for place, sample in enumerate(samples):
            if folds[place] == fold and not sample.is_short:
                odds[place] = odds_of(model, sample)
    return [odds[place] for place in sorted(odds)]


def calibrated(odds: Sequence[float], samples: Sequence[Sample]) -> tuple[float, float]:
    """Return slope and offset that make held-out log-odds honest (Platt)."""
    slope, offset = 1.0, 0.0
    for _ in range(2000):
        slope_step = offset_step = 0.0
        for raw, sample in zip(odds, samples, strict=True):
            error = _share(slope * raw + offset) - sample.is_offer
            slope_step += error * raw
            offset_step += error
        slope -= 0.02 * slope_step / len(samples)
        offset -= 0.02 * offset_step / len(samples)
    return slope, offset


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def report(title: str, odds: Sequence[float], samples: Sequence[Sample]) -> str:
    """Return one line of figures: precision, recall and F1 of the verdicts, and the Brier score."""
    true = sum(raw >= 0 and sample.is_offer for raw, sample in zip(odds, samples, strict=True))
    said = sum(raw >= 0 for raw in odds)
    wanted = sum(sample.is_offer for sample in samples)
    brier = sum((_share(raw) - sample.is_offer) ** 2 for raw, sample in zip(odds, samples, strict=True)) / len(samples)
    f1 = 2 * true / (said + wanted)
    return f"{title:<24} P {true / said:.3f}  R {true / wanted:.3f}  F1 {f1:.3f}  Brier {brier:.3f}"


def held_by(samples: Sequence[Sample]) -> Counter[str]:
    """Return for each feature how many texts show it."""
    return Counter(name for sample in samples for name in sample.values)


def numbers(model: VoiceModel, held: Mapping[str, int]) -> dict[str, object]:
    """Return a model as plain numbers with three decimals, in the order of names; zeros left out.

    The rarer feature of a pair stands first: the reader looks for its partners only where it occurs.
    """
    pairs = {
        AND.join(sorted(pair.split(AND), key=lambda name: (held[name], name))): by for pair, by in model.pairs.items()
    }
    return {
        "bias": round(model.bias, 3),
        "slope": round(model.slope, 3),
        "offset": round(model.offset, 3),
        "weights": _rounded(model.weights),
        "pairs": _rounded(pairs),
        "grams": _rounded(model.grams),
    }


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in sorted(weights.items()) if abs(weight) >= LEAST_WEIGHT}


def trained(samples: Sequence[Sample], signs: Mapping[str, int]) -> tuple[VoiceModel, list[str]]:
    """Return the calibrated model and the lines of its report."""
    whole = [sample for sample in samples if not sample.is_short]
    number = sum(sample.is_offer for sample in whole)
    lines = [
        f"{len(whole)} texts that name goods, {number} offers, and {len(samples) - len(whole)} short texts",
        f"{FOLDS}-fold cross-validation over blocks of {BLOCK}",
    ]
    odds: list[float] = []
    for title, parts in (("words and shape", PARTS[:1]), ("and products of two", PARTS[:2]), ("and n-grams", PARTS)):
        odds = held_out(samples, signs, parts)
        lines.append(report(title, odds, whole))
    slope, offset = calibrated(odds, whole)
    honest = [slope * raw + offset for raw in odds]
    lines += [report("calibrated", honest, whole), *calibration(honest, whole)]
    shift = math.log(SHARE_OF_OFFERS / (1 - SHARE_OF_OFFERS)) - math.log(number / (len(whole) - number))
    lines.append(f"shifted by {shift:+.2f} to a share of offers of {SHARE_OF_OFFERS}")
    return replace(learn(samples, signs), slope=slope, offset=offset + shift), lines


def calibration(odds: Sequence[float], samples: Sequence[Sample]) -> list[str]:
    """Return, for each band of the score, how many held-out texts it holds and how many of them are offers."""
    lines = []
    for low, high in pairwise(BANDS):
        band = [sample for raw, sample in zip(odds, samples, strict=True) if low <= _share(raw) < high]
        offers = sum(sample.is_offer for sample in band) / max(1, len(band))
        lines.append(f"score {low:.1f}-{high:.1f}: {len(band):>4} texts, {offers:.2f} are offers")
    return lines


def main() -> None:
    """Train, write the model, print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, default=Path("tests/market/reading/texts"))
    parser.add_argument("--config", type=Path, default=Path("config"))
    args = parser.parse_args()
    samples = load_samples(args.texts, args.config)
    model, lines = trained(samples, load_signs(args.config))
    out = args.config / "voice-model.json"
    out.write_text(json.dumps(numbers(model, held_by(samples)), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print("\n".join(lines))
    print(f"written: {out}")


if __name__ == "__main__":
    main()
