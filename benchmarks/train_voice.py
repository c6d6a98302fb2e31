"""Learn config/voice-model.json from the project's own labelled texts, and report how well it does.

    python -m benchmarks.train_voice [--texts DIR] [--config DIR] [--quick]

Plain logistic regression with an L2 prior over the features of market/voice (words by voice, shape, what the
reader found) and a few hundred character n-grams of the folded text. Everything is deterministic. The report says
what five-fold cross-validation gives with and without the n-grams, and how well the score is calibrated.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from base.voice import load_voice_groups
from benchmarks.voice_samples import Sample, grams_of, load_samples, telling_grams
from market.voice import VoiceModel

FOLDS = 5
EPOCHS = 40
PRIOR_FEATURE = 1.0
PRIOR_GRAM = 6.0
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01)
LEAST_WEIGHT = 0.005
LEAST_GRAM = 0.15
"""Weaker n-grams change no verdict and cost time at every text."""
GRAMS_MUST_GAIN = 0.03
"""Share of the cross-validated Brier score that n-grams must take away to be kept."""
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


def learn(samples: Sequence[Sample], grams: Iterable[str], signs: Mapping[str, int]) -> VoiceModel:
    """Return the weights that fit *samples* best under priors, each with the sign it may have (coordinate descent)."""
    grams = set(grams)
    rows = [_row(sample, grams) for sample in samples]
    weights: dict[str, float] = dict.fromkeys(sorted({name for row in rows for name in row}), 0.0)
    curvature = {name: 1e-9 + prior(name) + sum(row.get(name, 0.0) ** 2 for row in rows) / 4 for name in weights}
    holders = {name: [place for place, row in enumerate(rows) if name in row] for name in weights}
    odds = [0.0] * len(rows)
    bias = 0.0
    for _ in range(EPOCHS):
        step = sum(sample.is_offer - _share(raw) for raw, sample in zip(odds, samples, strict=True)) / (len(rows) / 4)
        bias += step
        odds = [raw + step for raw in odds]
        for name, held in holders.items():
            slope = sum((samples[place].is_offer - _share(odds[place])) * rows[place][name] for place in held)
            wanted = weights[name] + (slope - prior(name) * weights[name]) / curvature[name]
            step = _signed(wanted, signs.get(name.removeprefix("f:").removesuffix(" in title"), 0)) - weights[name]
            if step:
                weights[name] += step
                for place in held:
                    odds[place] += step * rows[place][name]
    return VoiceModel(
        bias=bias,
        weights={name[2:]: weight for name, weight in weights.items() if name[0] == "f"},
        grams={name[2:]: weight for name, weight in weights.items() if name[0] == "g"},
    )


def _row(sample: Sample, grams: set[str]) -> dict[str, float]:
    """Return features and n-grams of a text under one roof."""
    return {f"f:{name}": value for name, value in sample.values.items() if value} | {
        f"g:{gram}": 1.0 for gram in grams_of(sample.text) & grams
    }


def prior(name: str) -> float:
    """Return how strongly a weight is pulled to zero."""
    return PRIOR_GRAM if name.startswith("g:") else PRIOR_FEATURE


def _share(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def _signed(weight: float, sign: int) -> float:
    return weight if sign == 0 else sign * max(0.0, sign * weight)


def odds_of(model: VoiceModel, sample: Sample) -> float:
    """Return the uncalibrated log-odds of one text."""
    odds = model.bias + sum(model.weights.get(name, 0.0) * value for name, value in sample.values.items())
    return odds + sum(model.grams[gram] for gram in grams_of(sample.text) & model.grams.keys())


def held_out(samples: Sequence[Sample], signs: Mapping[str, int], *, with_grams: bool) -> list[float]:
    """Return for each text its log-odds under a model that never saw it."""
    odds = [0.0] * len(samples)
    for fold_number in range(FOLDS):
        train = [sample for place, sample in enumerate(samples) if place % FOLDS != fold_number]
        model = learn(train, telling_grams(train) if with_grams else (), signs)
        for place in range(fold_number, len(samples), FOLDS):
            odds[place] = odds_of(model, samples[place])
    return odds


def calibrated(odds: Sequence[float], samples: Sequence[Sample]) -> tuple[float, float]:
    """Return slope and offset that make held-out log-odds honest (Platt)."""
    slope, offset = 1.0, 0.0
    for _ in range(2000):
        slope_step = offset_step = 0.0
        for raw, sample in zip(odds, samples, strict=True):
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * raw + offset)))) - sample.is_offer
            slope_step += error * raw
            offset_step += error
        slope -= 0.02 * slope_step / len(samples)
        offset -= 0.02 * offset_step / len(samples)
    return slope, offset


def f1(odds: Sequence[float], samples: Sequence[Sample]) -> float:
    """Return the F1 of the verdicts that log-odds give."""
    true = sum(raw >= 0 and sample.is_offer for raw, sample in zip(odds, samples, strict=True))
    return 2 * true / (sum(raw >= 0 for raw in odds) + sum(sample.is_offer for sample in samples))


def brier(odds: Sequence[float], samples: Sequence[Sample]) -> float:
    """Return the mean squared error of the probabilities."""
    return sum((_share(raw) - sample.is_offer) ** 2 for raw, sample in zip(odds, samples, strict=True)) / len(samples)


def report(title: str, odds: Sequence[float], samples: Sequence[Sample]) -> str:
    """Return one line of figures: precision, recall and F1 of the verdicts, and the Brier score."""
    true = sum(raw >= 0 and sample.is_offer for raw, sample in zip(odds, samples, strict=True))
    said = sum(raw >= 0 for raw in odds)
    wanted = sum(sample.is_offer for sample in samples)
    figures = (
        f"P {true / said:.3f}  R {true / wanted:.3f}  F1 {f1(odds, samples):.3f}  Brier {brier(odds, samples):.3f}"
    )
    return f"{title:<24} {figures}"


def numbers(model: VoiceModel) -> dict[str, object]:
    """Return a model as plain numbers with three decimals, in the order of names; zeros left out."""
    return {
        "bias": round(model.bias, 3),
        "slope": round(model.slope, 3),
        "offset": round(model.offset, 3),
        "weights": _rounded(model.weights),
        "grams": _rounded(model.grams, LEAST_GRAM),
    }


def _rounded(weights: Mapping[str, float], least: float = LEAST_WEIGHT) -> dict[str, float]:
    return {name: round(weight, 3) for name, weight in sorted(weights.items()) if abs(weight) >= least}


def trained(
    samples: Sequence[Sample], signs: Mapping[str, int], *, try_grams: bool = True
) -> tuple[VoiceModel, list[str]]:
    """Return the calibrated model and the lines of its report; n-grams stay only where they pay."""
    plain = held_out(samples, signs, with_grams=False)
    wordy = held_out(samples, signs, with_grams=True) if try_grams else plain
    with_grams = brier(wordy, samples) < brier(plain, samples) * (1 - GRAMS_MUST_GAIN)
    odds = wordy if with_grams else plain
    slope, offset = calibrated(odds, samples)
    honest = [slope * raw + offset for raw in odds]
    lines = [
        f"{len(samples)} texts, {sum(sample.is_offer for sample in samples)} offers, {FOLDS}-fold cross-validation",
        report("words and shape", plain, samples),
        report("and character n-grams", wordy, samples) if try_grams else "n-grams not tried",
        report("calibrated", honest, samples),
        f"n-grams {'kept' if with_grams else 'left out: they gain too little'}",
        *calibration(honest, samples),
    ]
    model = learn(samples, telling_grams(samples) if with_grams else (), signs)
    here = sum(sample.is_offer for sample in samples) / len(samples)
    shift = math.log(SHARE_OF_OFFERS / (1 - SHARE_OF_OFFERS)) - math.log(here / (1 - here))
    lines.append(f"shifted by {shift:+.2f} to a share of offers of {SHARE_OF_OFFERS}")
    return replace(model, slope=slope, offset=offset + shift), lines


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
    parser.add_argument("--quick", action="store_true", help="try no n-grams: half the time")
    args = parser.parse_args()
    samples = load_samples(args.texts, args.config)
    model, lines = trained(samples, load_signs(args.config), try_grams=not args.quick)
    out = args.config / "voice-model.json"
    out.write_text(json.dumps(numbers(model), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print("\n".join(lines))
    print(f"written: {out}")


if __name__ == "__main__":
    main()
