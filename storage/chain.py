"""The hash chain beside a snapshot file: one JSON line a record, each committing to the one before.

A link's head is SHA-256 over the head before it and the digest of its own entry, both as hex:
so that a link can be shown by its digest alone, to prove a later one or because what it says was erased.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

SUFFIX = ".warc.gz"
START = "0" * 64
"""What the first entry commits to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One link that follows the one before it."""

    prev: str
    head: str
    digest: str
    entry: Mapping[str, Any] | None
    """What it says of its record; None where only its digest was kept."""


def chain_path(path: Path) -> Path:
    """Return where the chain of a snapshot file lies."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".chain.jsonl")


def canonical(said: Mapping[str, Any]) -> bytes:
    """Return *said* as the JSON that is hashed: keys sorted, no blanks, UTF-8."""
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def digest_of(said: Mapping[str, Any]) -> str:
    """Return the SHA-256 of *said* as canonical JSON, in hex."""
    return hashlib.sha256(canonical(said)).hexdigest()


def next_head(prev: str, digest: str) -> str:
    """Return the head of a link: SHA-256 over the 128 hex digits of the head before it and its own digest."""
    return hashlib.sha256(f"{prev}{digest}".encode("ascii", "replace")).hexdigest()


def chain_line(prev: str, entry: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return the head of a new link, and its line."""
    said = canonical(entry)
    head = next_head(prev, hashlib.sha256(said).hexdigest())
    return head, b'{"entry":%b,"head":"%b","prev":"%b"}\n' % (said, head.encode(), prev.encode())


def bare_line(link: ChainLink) -> bytes:
    """Return the line of a link whose words are to be forgotten: the chain still holds."""
    return canonical({"prev": link.prev, "head": link.head, "digest": link.digest}) + b"\n"


def read_link(line: bytes, prev: str) -> ChainLink | None:
    """Return the link of a chain line where it follows *prev*; None where it is torn or does not."""
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or said.get("prev") != prev or line.rstrip(b"\n") != canonical(said):
        return None
    entry = said.get("entry")
    if said.keys() == {"entry", "head", "prev"} and isinstance(entry, dict):
        digest = digest_of(entry)
    elif said.keys() == {"digest", "head", "prev"}:
        digest = str(said["digest"])
    else:
        return None
    if next_head(prev, digest) != said["head"]:
        return None
    return ChainLink(prev=prev, head=said["head"], digest=digest, entry=entry)


def read_chain(path: Path) -> Iterator[ChainLink | None]:
    """Yield the links of the chain file at *path*; the first broken one is None and the last."""
    head = START
    with path.open("rb") as file:
        for line in file:
            link = read_link(line, head) if line.endswith(b"\n") else None
            yield link
            if link is None:
                return
            head = link.head


def cut_to_chain(path: Path) -> None:
    """Cut a WARC file and its chain to the last record that both hold whole."""
    chain = chain_path(path)
    if not path.exists() or not chain.exists():
        return
    size, head, end, kept = path.stat().st_size, START, 0, 0
    for line in chain.read_bytes().splitlines(keepends=True):
        link = read_link(line, head) if line.endswith(b"\n") else None
        if link is None or link.entry is None or not isinstance(link.entry["end"], int) or link.entry["end"] > size:
            break
        head, end, kept = link.head, link.entry["end"], kept + len(line)
    os.truncate(chain, kept)
    os.truncate(path, end)


def write_all(file: int, data: bytes) -> None:
    """Write all of *data*; a short write (a disk that fills up) goes on until it is done or fails."""
    view = memoryview(data)
    while view:
        view = view[os.write(file, view) :]
