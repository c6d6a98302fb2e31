"""Score the reader on the project's labelled texts, by language and page type, with 95 % bootstrap intervals.

    python -m benchmarks.eval_reading [--texts PATH…] [--config DIR] [--misses N] [--record]

Ends with 1 when a figure fell by more than a point below `eval_reading.json`; `--record` writes that file anew.
Figures: detection over texts; offers (kind, platform and price), product (kind and platform) and price over offers,
paired one to one with the most similar; rate over offers that state one; attributes of offers that agree in product;
handles as type and value over texts. A gold currency of null agrees with any; all `other:` brands are equal.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

from base.lexicon import load_reader
from market.model import Offer, Price, Reading

FIGURES: Final = ("detection", "offers", "product", "price", "rate", "attributes", "handles")
RECORDED: Final = Path(__file__).with_suffix(".json")
TEXTS: Final = Path("tests/market/reading/texts")
TOLERANCE: Final = 0.01
RESAMPLES: Final = 400
LEAST_WANTED: Final = 25
"""Groups with fewer things to find are shown and not held to their recorded figure."""

Counts: TypeAlias = tuple[int, int, int]
"""True, said and wanted."""
PriceKey: TypeAlias = tuple[Decimal, Decimal, str | None, str, int | None]
Label: TypeAlias = Mapping[str, Any]
"""One offer of a labelled text, as its JSON says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One labelled text with what the reader made of it."""

    id: str
    groups: tuple[str, ...]
    counts: Mapping[str, Counts]
    agreed: bool
    text: str


def product_of(kind: str, platform: str | None) -> tuple[str, str | None]:
    """Return kind and platform; brands without an id of their own are one."""
    return kind, "other" if platform and platform.startswith("other:") else platform


def price_of_label(label: Label) -> PriceKey | None:
    """Return the comparable form of a labelled price; None where there is none."""
    said = label.get("price")
    if not said:
        return None
    return _price_key(said["min"], said["max"], said["currency"], said["unit"], said["pack_size"])


def price_of_offer(price: Price | None) -> PriceKey | None:
    """Return the comparable form of a price that was read."""
    if price is None:
        return None
    return _price_key(price.min, price.max, price.currency, price.unit.value, price.pack_size)


def _price_key(low: object, high: object, currency: str | None, unit: str, size: int | None) -> PriceKey:
    pieces = size or (1000 if unit == "thousand" else None)
    same = "pack" if unit == "thousand" else unit
    return Decimal(str(low)).normalize(), Decimal(str(high)).normalize(), currency, same, pieces


def same_price(label: Label, offer: Offer) -> bool:
    """Return whether two prices agree; an unlabelled currency agrees with any."""
    wanted, said = price_of_label(label), price_of_offer(offer.price)
    if wanted is None or said is None:
        return wanted is said
    return (wanted[:2], wanted[3:]) == (said[:2], said[3:]) and wanted[2] in {None, said[2]}


def same_product(label: Label, offer: Offer) -> bool:
    """Return whether kind and platform agree."""
    return product_of(label["kind"], label["platform"]) == product_of(offer.kind, offer.platform)


def same_rate(label: Label, offer: Offer) -> bool:
    """Return whether a labelled share of the face value was read."""
    said = label.get("rate")
    if not said or offer.rate is None:
        return False
    low, high = (said["min"], said["max"]) if isinstance(said, dict) else (said, said)
    return (Decimal(low), Decimal(high)) == (offer.rate.min, offer.rate.max)


def paired(labels: Sequence[Label], offers: Sequence[Offer]) -> list[tuple[Label, Offer]]:
    """Return labels and offers paired one to one, the most similar first."""
    ranked = sorted(
        ((_likeness(label, offer), i, j) for i, label in enumerate(labels) for j, offer in enumerate(offers)),
        key=lambda entry: (-entry[0][0], -entry[0][1], entry[1], entry[2]),
    )
    used_labels: set[int] = set()
    used_offers: set[int] = set()
    pairs = []
    for (points, _), i, j in ranked:
        if points and i not in used_labels and j not in used_offers:
            used_labels.add(i)
            used_offers.add(j)
            pairs.append((labels[i], offers[j]))
    return pairs


def _likeness(label: Label, offer: Offer) -> tuple[int, int]:
    points = 4 * (price_of_label(label) is not None and same_price(label, offer))
    points += 3 * same_product(label, offer) + (label["kind"] == offer.kind)
    return points, len(offer.attributes & set(label["attributes"]))


def score(row: Mapping[str, Any], reading: Reading) -> Scored:
    """Return what agreed between a labelled text and its reading."""
    labels: Sequence[Label] = row["offers"] if row["is_offer"] else ()
    pairs = paired(labels, reading.offers)
    right = [(label, offer) for label, offer in pairs if same_product(label, offer)]
    whole = sum(same_price(label, offer) for label, offer in right)
    priced = sum(price_of_label(label) is not None and same_price(label, offer) for label, offer in pairs)
    wanted = {(handle["type"], handle["value"].lower()) for handle in row["handles"]}
    said = {(handle.type.value, handle.value.lower()) for handle in reading.handles}
    counts: dict[str, Counts] = {
        "detection": (int(row["is_offer"] and reading.is_offer), int(reading.is_offer), int(row["is_offer"])),
        "offers": (whole, len(reading.offers), len(labels)),
        "product": (len(right), len(reading.offers), len(labels)),
        "price": (priced, _count(offer.price for offer in reading.offers), _count(label["price"] for label in labels)),
        "rate": (
            sum(same_rate(label, offer) for label, offer in pairs),
            _count(offer.rate for offer in reading.offers),
            _count(label["rate"] for label in labels),
        ),
        "attributes": (
            sum(len(offer.attributes & set(label["attributes"])) for label, offer in right),
            sum(len(offer.attributes) for _, offer in right),
            sum(len(set(label["attributes"])) for label, _ in right),
        ),
        "handles": (len(wanted & said), len(said), len(wanted)),
    }
    agreed = row["is_offer"] == reading.is_offer and whole == len(labels) == len(reading.offers) and wanted == said
    groups = ("all", f"lang={row['lang']}", f"page={row['page']}")
    return Scored(id=row["id"], groups=groups, counts=counts, agreed=agreed, text=f"{row['title']}\n{row['text']}")


def _count(values: Iterable[object]) -> int:
    return sum(value is not None for value in values)


def f1(rows: Sequence[Scored], figure: str) -> float:
    """Return the F1 of one figure over *rows*; 1 where there is nothing to find and nothing was said."""
    true = sum(row.counts[figure][0] for row in rows)
    said_and_wanted = sum(row.counts[figure][1] + row.counts[figure][2] for row in rows)
    return 2 * true / said_and_wanted if said_and_wanted else 1.0


def interval(rows: Sequence[Scored], figure: str) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a figure, texts drawn with replacement; same seed, same answer."""
    dice = random.Random(figure)  # noqa: S311 - a resampling, no secret
    pairs = [(row.counts[figure][0], row.counts[figure][1] + row.counts[figure][2]) for row in rows]
    drawn = []
    for _ in range(RESAMPLES):
        sample = dice.choices(pairs, k=len(pairs))
        below = sum(pair[1] for pair in sample)
        drawn.append(2 * sum(pair[0] for pair in sample) / below if below else 1.0)
    drawn.sort()
    return drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES) - 1]


def grouped(rows: Sequence[Scored]) -> dict[str, list[Scored]]:
    """Return the rows by group, the whole first, then languages, then page types."""
    groups: dict[str, list[Scored]] = {}
    for row in rows:
        for name in row.groups:
            groups.setdefault(name, []).append(row)
    return dict(sorted(groups.items(), key=lambda entry: (entry[0] != "all", entry[0])))


def table(groups: Mapping[str, Sequence[Scored]]) -> str:
    """Return the figures of every group, one line each; the whole with intervals."""
    lines = [f"{'':<18}{'texts':>6}" + "".join(f"{figure:>12}" for figure in FIGURES)]
    for name, rows in groups.items():
        lines.append(f"{name:<18}{len(rows):>6}" + "".join(f"{f1(rows, figure):>12.3f}" for figure in FIGURES))
        if name == "all":
            bounds = [interval(rows, figure) for figure in FIGURES]
            lines.append(f"{'  95 % interval':<24}" + "".join(f"{low:>6.2f}-{high:.2f} "[:12] for low, high in bounds))
    return "\n".join(lines)


def recordable(groups: Mapping[str, Sequence[Scored]]) -> dict[str, dict[str, float]]:
    """Return the figures that later runs are held to: of the whole and of each language with enough to find."""
    return {
        name: {
            figure: round(f1(rows, figure), 4)
            for figure in FIGURES
            if sum(row.counts[figure][2] for row in rows) >= LEAST_WANTED
        }
        for name, rows in groups.items()
        if not name.startswith("page=")
    }


def losses(now: Mapping[str, Mapping[str, float]], recorded: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return a line for each figure that fell by more than a point below the recorded one."""
    return [
        f"{group}: {figure} fell from {was:.3f} to {now.get(group, {}).get(figure, 0.0):.3f}"
        for group, figures in recorded.items()
        for figure, was in figures.items()
        if now.get(group, {}).get(figure, 0.0) < was - TOLERANCE
    ]


def load_rows(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the labelled texts of files and folders, without those marked ambiguous."""
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) if path.is_dir() else [path])]
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [row for row in rows if not row.get("ambiguous")]


def main() -> int:
    """Read, score, print; 1 when a figure fell."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, nargs="+", default=[TEXTS])
    parser.add_argument("--config", type=Path, default=Path("config"))
    parser.add_argument("--misses", type=int, default=0, help="show the first N texts that disagree")
    parser.add_argument("--record", action="store_true", help="take today's figures as those to keep")
    args = parser.parse_args()
    reader = load_reader(args.config)
    rows = [score(row, reader.read_text(row["title"] or "", row["text"])) for row in load_rows(args.texts)]
    groups = grouped(rows)
    print(table(groups))
    for row in [row for row in rows if not row.agreed][: args.misses]:
        print(f"--- {row.id}: {row.text[:300]}")
    if args.record:
        RECORDED.write_text(json.dumps(recordable(groups), indent=1) + "\n", "utf-8")
        return 0
    if args.texts != [TEXTS]:
        return 0
    fallen = losses(recordable(groups), json.loads(RECORDED.read_text("utf-8")))
    print("\n".join(fallen) if fallen else "no figure fell")
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
