"""Write config/background.json: how often n-grams occur in ordinary texts that the project owns.

    python -m benchmarks.build_background

The texts are the labelled ones that offer nothing, and the documentation's paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from market.suggestions import background_of

TEXTS = Path("tests/market/reading/texts")
DOCS = (Path("README.md"), Path("docs"))
OUT = Path("config/background.json")


def ordinary_texts() -> Iterator[str]:
    """Yield texts in which nobody sells."""
    for path in sorted(TEXTS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if not row["is_offer"]:
                yield f"{row['title']}\n{row['text']}"
    for place in DOCS:
        for path in sorted(place.rglob("*.md")) if place.is_dir() else [place]:
            yield from path.read_text("utf-8").split("\n\n")


def main() -> None:
    """Count, write, say how large."""
    background = background_of(ordinary_texts())
    said = {"texts": background.texts, "grams": dict(background.grams)}
    OUT.write_text(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{OUT}: {background.texts} texts, {len(background.grams)} n-grams, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
