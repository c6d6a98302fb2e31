"""What is to be imported: one order from the command line, or many from a manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from market.errors import MarketError
from market.model import SiteKind
from storage.records import Health

KEYS = frozenset({"file", "files", "site", "at", "complete", "health", "cause", "kind"})


class BrokenOrderError(MarketError):
    """A line of a manifest, or an option, cannot be used; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One import: which files, of which site, as of when, and what their sender says of them."""

    files: tuple[Path, ...]
    site: str
    at: datetime
    complete: bool = False
    """The files hold all that the site lists, so that absence means something."""
    kind: SiteKind | None = None
    """None keeps what is known of the site, else a catalogue."""
    health: Health | None = None
    """None lets the files speak for themselves."""
    cause: str | None = None


def read_manifest(path: Path) -> Iterator[Order | BrokenOrderError]:
    """Yield an order for each line of a manifest, in place of one that cannot be used the error that says why.

    A line is `{"file"|"files", "site", "at", "complete"?, "health"?, "cause"?, "kind"?}`; files are named from the
    folder of the manifest.

    Raises:
        BrokenOrderError: the manifest itself cannot be read.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenOrderError(f"{path}: cannot be read ({error})") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _order(json.loads(line), path.parent)
        except (ValueError, BrokenOrderError) as error:
            yield BrokenOrderError(f"{path} line {number}: {error}")


def _order(said: object, folder: Path) -> Order:
    if not isinstance(said, dict):
        raise BrokenOrderError("is no JSON object")
    if odd := sorted(set(said) - KEYS):
        raise BrokenOrderError(f"{odd[0]}: unknown key; there are {', '.join(sorted(KEYS))}")
    files = said.get("files") or [said.get("file")]
    if not isinstance(files, list) or not all(isinstance(name, str) and name for name in files):
        raise BrokenOrderError("file: must be the name of a file")
    if not isinstance(said.get("complete") or False, bool):
        raise BrokenOrderError("complete: must be true or false")
    return Order(
        files=tuple(folder / name for name in files),
        site=_stated(said, "site"),
        at=parse_at(_stated(said, "at")),
        complete=bool(said.get("complete")),
        kind=_member(SiteKind, said, "kind"),
        health=_member(Health, said, "health"),
        cause=said.get("cause"),
    )


def parse_at(said: str) -> datetime:
    """Return a moment that an order names.

    Raises:
        BrokenOrderError: no ISO 8601 time with a zone.
    """
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        raise BrokenOrderError(f"at: {said[:40]!r} is no ISO 8601 time") from None
    if moment.tzinfo is None:
        raise BrokenOrderError(f"at: {said[:40]!r} names no zone, add Z or an offset")
    return moment.astimezone(UTC)


def _stated(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise BrokenOrderError(f"{name}: must be a text")
    return value


def _member(words: Any, said: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - one of two enums
    value = said.get(name)
    if value is None:
        return None
    try:
        return words(value)
    except ValueError:
        raise BrokenOrderError(f"{name}: {value!r:.40} is none of {', '.join(words)}") from None
