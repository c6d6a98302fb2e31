"""How many texts a second one core reads: `python -m benchmarks.reading_speed [FILE_OR_FOLDER_OF_JSONL …]`.

Two kinds of texts of 250 to 450 characters (about 350 on average): the project's own labelled ones, and invented price
lists as dense as sellers write them. With files or folders of other texts, those are measured as well.

All texts of a kind are read in turn, several times over, by the CPU time of this process. The table has two rates:
`in turn`, over all of that time, as a crawl or a loop over texts has it, with the machine's interruptions and cold
caches; and `at best`, from the least time that each text took. The least times follow: median, tenth and ninetieth
percentile in microseconds, and what two of the steps take of it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

from base.lexicon import load_reader
from market.handles import find_handles
from market.text.folding import fold

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "tests/market/reading/texts"
DENSE = ROOT / "benchmarks/dense_texts.jsonl"
"""Invented price lists with a number in every dozen characters."""
SHORTEST, LONGEST = 250, 450
ROUNDS = 9

Text = tuple[str, str]


def texts(places: Iterable[Path]) -> list[Text]:
    """Return titles and texts of the wanted length."""
    files = [file for place in places for file in (sorted(place.glob("*.jsonl")) if place.is_dir() else [place])]
    rows = [json.loads(line) for path in files for line in path.open(encoding="utf-8")]
    pairs = [(row["title"] or "", row["text"]) for row in rows]
    return [pair for pair in pairs if SHORTEST <= len(pair[0]) + len(pair[1]) <= LONGEST]


def rounds(act: Callable[[Any], object], chosen: Sequence[Any]) -> tuple[float, list[float]]:
    """Return the CPU seconds of reading all arguments in turn, on average, and for each the least that *act* took."""
    best = [float("inf")] * len(chosen)
    whole = 0.0
    for number, one in enumerate(chosen):
        began = time.process_time()
        act(one)
        best[number] = time.process_time() - began  # the first round, in which caches fill, counts for none
    for _ in range(ROUNDS):
        began = time.process_time()
        for one in chosen:
            act(one)
        whole += time.process_time() - began
        for number, one in enumerate(chosen):
            began = time.process_time()
            act(one)
            best[number] = min(best[number], time.process_time() - began)
    return whole / ROUNDS, best


def row(name: str, whole: float, seconds: Sequence[float], chosen: Sequence[Text]) -> str:
    """Return one line of the table."""
    length = sum(len(title) + len(text) for title, text in chosen) / len(chosen)
    tenths = quantiles(seconds, n=10) if len(seconds) > 1 else [seconds[0]] * 9
    low, middle, high = (tenths[place] * 1e6 for place in (0, 4, 8))
    in_turn, at_best = len(seconds) / whole, len(seconds) / sum(seconds)
    return (
        f"{name:12}{len(chosen):7}{length:12.0f}{in_turn:10,.0f}{at_best:10,.0f}{middle:12,.0f}{low:8,.0f}{high:8,.0f}"
    )


def main() -> None:
    """Print start-up time and rates."""
    began = time.process_time()
    reader = load_reader(ROOT / "config")
    print(f"start-up {time.process_time() - began:.2f} s CPU\n")
    kinds = {"labelled": texts([TEXTS]), "price lists": texts([DENSE])}
    if sys.argv[1:]:
        kinds["given"] = texts(map(Path, sys.argv[1:]))
    chosen = [text for some in kinds.values() for text in some]
    print(
        f"{'texts/s of':12}{'number':>7}{'characters':>12}{'in turn':>10}{'at best':>10}"
        f"{'median us':>12}{'10 %':>8}{'90 %':>8}"
    )
    for name, some in kinds.items():
        print(row(name, *rounds(lambda pair: reader.read_text(*pair), some), some))
    folded = [fold("\n".join(pair)) for pair in chosen]
    raw = ["\n".join(pair) for pair in chosen]
    print(
        "\nof it, us each: "
        + ", ".join(
            f"{name} {sum(rounds(act, some)[1]) / len(some) * 1e6:,.0f}"
            for name, act, some in (("folding", fold, raw), ("handles", find_handles, folded))
        )
    )


if __name__ == "__main__":
    main()
