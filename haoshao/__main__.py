"""`haoshao` and `python -m haoshao`: parse, run one command, state a failure in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from base.sinks import terminal
from market.errors import MarketError

GLOBAL_OPTIONS = ("--config", "--data", "--database")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code: 0 done, 1 stated failure, 2 wrong usage, 3 unhealthy sites."""
    from haoshao.cli import app  # noqa: PLC0415 - keeps `import haoshao.__main__` free of the whole tree

    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(hoisted(words), prog_name="haoshao")
    except MarketError as error:
        sys.stderr.write(f"haoshao: {terminal(str(error))}\n")
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output went away (`haoshao export … | head`): nothing to say to nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def hoisted(words: list[str]) -> list[str]:
    """Return *words* with --config, --data and --database in front, so that they may stand anywhere."""
    front: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word == "--":
            rest.extend(words[at:])
            break
        if word in GLOBAL_OPTIONS and at + 1 < len(words):
            front.extend(words[at : at + 2])
            at += 2
            continue
        (front if word.startswith(tuple(f"{option}=" for option in GLOBAL_OPTIONS)) else rest).append(word)
        at += 1
    return front + rest


if __name__ == "__main__":
    main()
