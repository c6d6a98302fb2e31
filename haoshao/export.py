"""Where exports are written to: a file, or the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from market.errors import MarketError
from takedown.formats.text import BOM, write_csv, write_jsonl

__all__ = ["BOM", "ExportError", "opened", "write_csv", "write_jsonl"]


class ExportError(MarketError):
    """An export cannot be written where it was asked for."""


@contextmanager
def opened(out: Path | None, stdout: IO[str]) -> Iterator[IO[str]]:
    """Yield the text stream to write to: the file *out*, or *stdout* where it is None.

    Raises:
        ExportError: the file cannot be written.
    """
    if out is None:
        yield stdout
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise ExportError(f"{out}: cannot be written ({error.strerror})") from error
