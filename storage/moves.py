"""Where the records of a snapshot file lie after some of its bodies were pruned or redacted.

References, chains and revisits name a record by the offset at which it was written. A file that was
made smaller has a map beside it, from that offset to where the record lies now or to why it is gone.
The ledger commits to the digest of each map, so that the map is a signed list of tombstones.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from market.errors import MarketError
from storage.chain import SUFFIX, canonical

FORMAT = "haoshao-map/1"


class Fate(StrEnum):
    """What became of the records of a part of a file."""

    KEPT = "kept"
    REDACTED = "redacted"
    """Replaced by a record without what had to be erased."""
    PRUNED = "pruned"
    """Gone by a rule of retention."""
    ERASED = "erased"
    """Gone at a person's request."""


GONE = frozenset({Fate.PRUNED, Fate.ERASED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Records that lie one behind the other and share one fate; a redacted one stands alone."""

    offset: int
    """Where it was written."""
    end: int
    fate: Fate
    now: int
    """Where it lies now; where it would, for what is gone."""
    length: int
    """Bytes it takes now."""
    rule: str = ""
    """The rule of retention, or the erasure, that decided."""
    when: str = ""
    block: str = ""
    """SHA-256 of the block that stands in for a redacted record."""
    payload: str = ""
    """SHA-256 of the body that stands in."""
    stored: str = ""
    """SHA-256 of all bytes that stand in, packed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """The map of one file."""

    warc: str
    was: int
    """Size as it was written."""
    size: int
    """Size now."""
    parts: tuple[Part, ...]

    def part_at(self, offset: int) -> Part | None:
        """Return the part that the record written at *offset* belongs to; None where none was written there."""
        place = bisect_right(self.parts, offset, key=lambda part: part.offset) - 1
        return self.parts[place] if place >= 0 and offset < self.parts[place].end else None

    def encoded(self) -> bytes:
        """Return the map as canonical JSON."""
        parts = [
            {
                "offset": part.offset,
                "end": part.end,
                "fate": str(part.fate),
                "now": part.now,
                "length": part.length,
                **{
                    key: value
                    for key in ("rule", "when", "block", "payload", "stored")
                    if (value := getattr(part, key))
                },
            }
            for part in self.parts
        ]
        return canonical({"format": FORMAT, "warc": self.warc, "was": self.was, "size": self.size, "parts": parts})


class BrokenMapError(MarketError):
    """A map of moved records cannot be understood."""


def moves_path(path: Path) -> Path:
    """Return where the map of a snapshot file lies."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".map.json")


def next_moves_path(path: Path) -> Path:
    """Return where the map of a snapshot file lies until the file itself has been exchanged."""
    return moves_path(path).with_name(moves_path(path).name + ".new")


def load_moves(path: Path) -> Moves | None:
    """Return the map of the snapshot file at *path*; None where nothing was ever taken out of it.

    Raises:
        BrokenMapError: it is no such map, or one of another file.
    """
    found = find_moves(path)
    return None if found is None else found[0]


def find_moves(path: Path) -> tuple[Moves, bytes] | None:
    """Return the map that fits the file as it is, with its bytes; None where nothing was taken out of it yet.

    While a file is exchanged two maps lie beside it: they name different sizes, and so the file tells which holds.

    Raises:
        BrokenMapError: it is no such map, or one of another file.
    """
    last = False
    for place in (moves_path(path), next_moves_path(path)):
        try:
            said = place.read_bytes()
        except FileNotFoundError:
            continue
        moves = decode_moves(said, place.name)
        if moves.size == path.stat().st_size:
            return moves, said
        last = last or place == moves_path(path)
    if last:
        raise BrokenMapError(f"{path.name}: has not the size that its map says")
    return None


def decode_moves(said: bytes, name: str) -> Moves:
    """Return the map that *said* holds.

    Raises:
        BrokenMapError: it is no such map.
    """
    try:
        read = orjson.loads(said)
        parts = tuple(_part(one) for one in read["parts"])
        moves = Moves(warc=str(read["warc"]), was=int(read["was"]), size=int(read["size"]), parts=parts)
        whole = read["format"] == FORMAT and _is_whole(moves)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BrokenMapError(f"{name}: is no map of moved records ({type(error).__name__})") from error
    if not whole:
        raise BrokenMapError(f"{name}: does not account for every byte of its file")
    return moves


def merged_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return *parts* with neighbours of one fate, rule and time made one; redacted records stay alone."""
    out: list[Part] = []
    for part in parts:
        last = out[-1] if out else None
        alike = last is not None and (last.fate, last.rule, last.when) == (part.fate, part.rule, part.when)
        if last is not None and alike and part.fate is not Fate.REDACTED:
            out[-1] = Part(
                offset=last.offset,
                end=part.end,
                fate=part.fate,
                now=last.now,
                length=last.length + part.length,
                rule=part.rule,
                when=part.when,
            )
        else:
            out.append(part)
    return tuple(out)


def _part(said: dict[str, Any]) -> Part:
    return Part(**{**said, "fate": Fate(said["fate"])})


def _is_whole(moves: Moves) -> bool:
    written = now = 0
    for part in moves.parts:
        if (part.offset, part.now) != (written, now) or part.end <= part.offset or part.length < 0:
            return False
        if part.fate is Fate.KEPT and part.length != part.end - part.offset:
            return False
        if part.fate in GONE and part.length:
            return False
        written, now = part.end, now + part.length
    return (written, now) == (moves.was, moves.size)
