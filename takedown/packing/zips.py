"""A zip that is the same bytes for the same members: stored, sorted, no dates, nothing beside."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from market.errors import MarketError

_STEP = 1024 * 1024
_LIMIT = 0xFFFFFFFF
_DOS_DAY = 0x21
"""1 January 1980, the first day that a zip can name."""
_UNIX_FILE = 0o100644 << 16
_VERSION = 20
_MADE_BY = (3 << 8) | _VERSION


class ZipTooLargeError(MarketError):
    """The members do not fit into a plain zip."""


def write_zip(folder: Path, out: Path) -> Path:
    """Write every file of *folder* to the zip *out*, under its path within *folder*, and return *out*.

    Raises:
        ZipTooLargeError: more than 4 GiB.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    with out.open("wb") as file:
        for piece in canonical_zip({name: (folder / name).open("rb") for name in names}):
            file.write(piece)
    return out


def canonical_zip(members: Mapping[str, BinaryIO]) -> Iterator[bytes]:
    """Yield the bytes of a zip of *members*, which are read twice and closed.

    Raises:
        ZipTooLargeError: more than 4 GiB.
    """
    directory = bytearray()
    place = 0
    for name, file in members.items():
        with file:
            checksum, size = _checksum(file)
            label = name.encode("ascii")
            facts = struct.pack("<HHHHHIIIHH", _VERSION, 0, 0, 0, _DOS_DAY, checksum, size, size, len(label), 0)
            if place + size + len(directory) > _LIMIT - 1000:
                raise ZipTooLargeError("the package is larger than 4 GiB; hand over the folder, or split the case")
            directory += struct.pack("<IH", 0x02014B50, _MADE_BY) + facts
            directory += struct.pack("<HHHII", 0, 0, 0, _UNIX_FILE, place) + label
            head = struct.pack("<I", 0x04034B50) + facts + label
            yield head
            place += len(head) + size
            file.seek(0)
            while piece := file.read(_STEP):
                yield piece
    yield bytes(directory)
    count = len(members)
    yield struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), place, 0)


def _checksum(file: BinaryIO) -> tuple[int, int]:
    checksum = size = 0
    while piece := file.read(_STEP):
        checksum = zlib.crc32(piece, checksum)
        size += len(piece)
    return checksum, size
