"""The hash chain beside a snapshot file: one JSON line a record, each committing to the one before."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import orjson

SUFFIX = ".warc.gz"
START = "0" * 64
"""What the first entry commits to."""


def chain_path(path: Path) -> Path:
    """Return where the chain of a snapshot file lies."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".chain.jsonl")


def head_of(entry: dict[str, object]) -> str:
    """Return the digest that the next entry commits to."""
    return hashlib.sha256(orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)).hexdigest()


def whole_entry(line: bytes, head: str) -> dict[str, object] | None:
    """Return the entry of a chain line where it follows *head*; None where it is torn or does not."""
    try:
        entry = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(entry, dict) or entry.get("prev") != head:
        return None
    rest = {key: value for key, value in entry.items() if key != "head"}
    return entry if head_of(rest) == entry.get("head") else None


def cut_to_chain(path: Path) -> None:
    """Cut a WARC file and its chain to the last record that both hold whole."""
    chain = chain_path(path)
    if not path.exists() or not chain.exists():
        return
    size, head, end, kept = path.stat().st_size, START, 0, 0
    for line in chain.read_bytes().splitlines(keepends=True):
        entry = whole_entry(line, head) if line.endswith(b"\n") else None
        if entry is None or not isinstance(entry["end"], int) or entry["end"] > size:
            break
        head, end, kept = str(entry["head"]), entry["end"], kept + len(line)
    os.truncate(chain, kept)
    os.truncate(path, end)


def write_all(file: int, data: bytes) -> None:
    """Write all of *data*; a short write (a disk that fills up) goes on until it is done or fails."""
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
