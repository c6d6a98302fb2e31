"""How many texts a second one core reads: `python benchmarks/reading_speed.py [FOLDER_OF_JSONL]`.

Takes the project's own labelled texts of 250 to 450 characters (about 350 on average), reads each
several times in this process and prints the best rate and the share of each step.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from base.lexicon import load_reader  # noqa: E402 - the checkout is put on the path first

TEXTS = ROOT / "tests/market/reading/texts"
SHORTEST, LONGEST = 250, 450
ROUNDS = 7


def texts(folder: Path) -> list[tuple[str, str]]:
    """Return titles and texts of the wanted length."""
    rows = [json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    pairs = [(row["title"] or "", row["text"]) for row in rows]
    return [pair for pair in pairs if SHORTEST <= len(pair[0]) + len(pair[1]) <= LONGEST]


def best_of(act: Callable[[tuple[str, str]], Any], chosen: Sequence[tuple[str, str]]) -> float:
    """Return the least CPU seconds for one pass over the texts."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for pair in chosen:
            act(pair)
        best = min(best, time.process_time() - began)
    return best


def main() -> None:
    """Print start-up time and rate."""
    began = time.process_time()
    reader = load_reader(ROOT / "config")
    started = time.process_time() - began
    chosen = texts(Path(sys.argv[1]) if len(sys.argv) > 1 else TEXTS)
    seconds = best_of(lambda pair: reader.read_text(*pair), chosen)
    length = sum(len(title) + len(text) for title, text in chosen) / len(chosen)
    print(f"start-up {started:.2f} s CPU; {len(chosen)} texts of {length:.0f} characters on average")
    print(f"{len(chosen) / seconds:,.0f} texts/s, {seconds / len(chosen) * 1e6:,.0f} us each")


if __name__ == "__main__":
    main()
