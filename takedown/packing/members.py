"""The members of a package, be it a folder or a zip: what is there, under which names, and nothing else."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from market.errors import MarketError
from takedown.packing.zips import canonical_zip

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
KEY = "key.pub"
MOST_MEMBERS = 10_000
MOST_BYTES = 4 * 1024**3 - 1
LONGEST_NAME = 200
_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_STEP = 1024 * 1024


class PackageError(MarketError):
    """A package cannot be read or made; says which member and why."""


class Members(Protocol):
    """What is in a package."""

    @property
    def names(self) -> tuple[str, ...]:
        """Their paths, sorted."""
        ...

    def open(self, name: str) -> BinaryIO:
        """Return a member opened for reading."""
        ...

    def size(self, name: str) -> int:
        """Return how many bytes a member has."""
        ...


def is_good_name(name: str) -> bool:
    """Return whether a member may be called so: plain letters, no way out of the folder, nothing hidden."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def digest_of_member(members: Members, name: str) -> str:
    """Return the SHA-256 of a member in hex."""
    digest = hashlib.sha256()
    with members.open(name) as file:
        while piece := file.read(_STEP):
            digest.update(piece)
    return digest.hexdigest()


def read_member(members: Members, name: str, most: int) -> bytes:
    """Return a member of at most *most* bytes.

    Raises:
        PackageError: it is not there, or larger.
    """
    if name not in members.names:
        raise PackageError(f"{name}: is missing")
    if members.size(name) > most:
        raise PackageError(f"{name}: is larger than {most} bytes")
    with members.open(name) as file:
        return file.read()


@contextmanager
def open_members(path: Path) -> Iterator[Members]:
    """Give the members of the package at *path*.

    Raises:
        PackageError: neither folder nor zip, or a name, a link, a size that no package has.
    """
    if path.is_dir():
        yield FolderMembers(path)
    elif path.is_file():
        with path.open("rb") as file:
            yield ZipMembers(file, path.stat().st_size)
    else:
        raise PackageError(f"{path}: no such folder or zip")


class FolderMembers:
    """A package as a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        names = []
        total = 0
        for found in sorted(folder.rglob("*")):
            name = found.relative_to(folder).as_posix()
            if found.is_symlink() or not (found.is_file() or found.is_dir()):
                raise PackageError(f"{name[:LONGEST_NAME]}: is neither file nor folder; a package has no links")
            if found.is_dir():
                if not any(found.iterdir()):
                    raise PackageError(f"{name[:LONGEST_NAME]}: an empty folder, which the manifest cannot name")
                continue
            if not is_good_name(name):
                raise PackageError(f"{name[:LONGEST_NAME]!r}: no name that a member may have")
            names.append(name)
            total += found.stat().st_size
        if len(names) > MOST_MEMBERS or total > MOST_BYTES:
            raise PackageError(f"{folder}: more than {MOST_MEMBERS} members or {MOST_BYTES} bytes")
        self.names = tuple(sorted(names))

    def open(self, name: str) -> BinaryIO:
        """Return a member opened for reading."""
        return (self._folder / name).open("rb")

    def size(self, name: str) -> int:
        """Return how many bytes a member has."""
        return (self._folder / name).stat().st_size


class ZipMembers:
    """A package as a zip: stored, in order, and byte for byte as we write it, so that nothing can hide between."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise PackageError(f"no zip that can be read ({error})") from error
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > size:
            raise PackageError(f"more than {MOST_MEMBERS} members, or more in them than the file holds")
        seen: set[str] = set()
        for info in infos:
            if info.filename in seen:
                raise PackageError(f"{info.filename[:LONGEST_NAME]!r}: is in the zip twice")
            if not is_good_name(info.filename) or info.orig_filename != info.filename:
                raise PackageError(f"{info.filename[:LONGEST_NAME]!r}: no name that a member may have")
            if info.compress_type != zipfile.ZIP_STORED or info.flag_bits or info.file_size != info.compress_size:
                raise PackageError(
                    f"{info.filename}: is packed; this zip was made anew, unpack it and verify the folder"
                )
            seen.add(info.filename)
        self._infos = {info.filename: info for info in infos}
        self.names = tuple(sorted(seen))
        self._check_bytes(file, size)

    def open(self, name: str) -> BinaryIO:
        """Return a member opened for reading."""
        return cast("BinaryIO", self._zip.open(self._infos[name]))

    def size(self, name: str) -> int:
        """Return how many bytes a member has."""
        return self._infos[name].file_size

    def _check_bytes(self, file: BinaryIO, size: int) -> None:
        place = 0
        try:
            for piece in canonical_zip({name: self._place(file, name) for name in self.names}):
                if read_at(file, place, len(piece)) != piece:
                    raise PackageError(f"byte {place} and on: not the zip as it was written")
                place += len(piece)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise PackageError(f"byte {place} and on: not the zip as it was written ({error})") from error
        if place != size:
            raise PackageError(f"byte {place} and on: more than the zip as it was written")

    def _place(self, file: BinaryIO, name: str) -> BinaryIO:
        """Return the bytes of a member, wherever its own header says that they are."""
        info = self._infos[name]
        return cast("BinaryIO", io.BufferedReader(_Slice(file, info.header_offset + 30 + len(name), info.file_size)))


class _Slice(io.RawIOBase):
    """A part of a file, read without moving anybody else's place in it."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = read_at(self._file, self._start + self._at, min(len(buffer), self._length - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = {0: 0, 1: self._at, 2: self._length}[whence] + offset
        return self._at


def read_at(file: BinaryIO, place: int, length: int) -> bytes:
    """Return *length* bytes at *place*, fewer at the end; *file* stands where it stood."""
    stood = file.tell()
    try:
        file.seek(place)
        return file.read(length)
    finally:
        file.seek(stood)
