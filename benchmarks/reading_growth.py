"""Whether hostile texts take time in proportion to their length: `python -m benchmarks.reading_growth [CHARACTERS]`.

Each kind of text is read at a sixteenth, a quarter and the whole of the length (1,000,000 unless told); the table has
the CPU seconds and how many times longer the whole takes than the quarter. Linear is about 4; the command fails where
one takes more than 8 times as long.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from base.lexicon import load_reader
from market.reading import Reader

ROOT = Path(__file__).resolve().parent.parent
LENGTH = 1_000_000
MOST = 8.0
"""Times longer that four times the text may take: twice the linear share, for what a busy machine adds."""
INSTANT = 0.05
"""Seconds below which a ratio says nothing."""


def repeated(piece: str) -> Callable[[int], str]:
    """Return a maker of texts of one piece again and again, on one line unless the piece breaks it."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def chance(characters: str) -> Callable[[int], str]:
    """Return a maker of texts of random characters."""
    return lambda length: "".join(random.Random(7).choices(characters, k=length))  # noqa: S311 - no secret


KINDS: dict[str, Callable[[int], str]] = {
    "one letter": repeated("a"),
    "blanks": repeated(" "),
    "digits": repeated("7"),
    "prices on one line": repeated("微信 26元 "),
    "prices on lines": repeated("Telegram account 2.5 usd\n"),
    "bare numbers": repeated("1 2,5 3. "),
    "open brackets": repeated("((【「[“'\""),
    "table bars": repeated("a | 5\t| 6 "),
    "words written apart": repeated("g m a i l 微 信 т.е.л.е.г "),
    "mixed scripts": repeated("fасеbооk Telegгаm "),
    "handles": repeated("微信：abc_12 @name_1 +8613800000000 qq 1234567 "),
    "labels only": repeated("qq/微信/tg/wa:"),
    "links": repeated("t.me/abc https://a.b.c.example/?x=1&y=2 "),
    "dots and dashes": repeated(".-~—·"),
    "numerals in words": repeated("一百二十三万twenty-five "),
    "shares": repeated("京东 97% 九七折 100面值给86 "),
    "lone surrogates": repeated("\ud800\udfff微"),
    "bidi marks": repeated("\u202e\u2066微\u2069信\u202c5元"),
    "control characters": chance("".join(map(chr, range(0x20)))),
    "bytes as text": chance("".join(map(chr, range(0x100)))),
    "any character": chance("".join(map(chr, range(0x20, 0x3000))) + "微信号元块"),
}


def seconds(reader: Reader, text: str) -> float:
    """Return the CPU time of one reading."""
    began = time.process_time()
    reader.read_text("", text)
    return time.process_time() - began


def main() -> int:
    """Print the table; return 1 where a kind grows faster than its length."""
    length = int(sys.argv[1]) if len(sys.argv) > 1 else LENGTH
    reader = load_reader(ROOT / "config")
    reader.read_text("warm", "微信 26元 t.me/abc +8613800000000")
    steep = []
    print(f"{'CPU s of a text of':22}{length // 16:>12,}{length // 4:>12,}{length:>12,}{'ratio':>8}")
    for kind, made in KINDS.items():
        small, middle, whole = (seconds(reader, made(size)) for size in (length // 16, length // 4, length))
        ratio = whole / max(middle, INSTANT / 4)
        steep += [kind] if ratio > MOST and whole > INSTANT else []
        print(f"{kind:22}{small:12.3f}{middle:12.3f}{whole:12.3f}{ratio:8.1f}", flush=True)
    print(f"steep: {', '.join(steep)}" if steep else "all linear")
    return bool(steep)


if __name__ == "__main__":
    sys.exit(main())
