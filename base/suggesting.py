"""Lexicon suggestions at the edge: the background that ships, and entries that an operator accepts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import orjson
import yaml

from base.checked_files import ConfigError
from base.lexicon import LexiconFile, TermEntry, load_lexicon, load_taxonomy
from market.suggestions import Background

ACCEPTED = "accepted.yml"
"""The file of `config/lexicon/` that collects what `lexicon suggest` led to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A new entry as an operator decides it."""

    term: str
    kind: str | None = None
    platform: str | None = None
    attributes: tuple[str, ...] = ()
    lang: str | None = None
    note: str = ""


def load_background(folder: Path) -> Background:
    """Return the n-gram counts of ordinary texts in `background.json`.

    Raises:
        ConfigError: the file is missing or wrong.
    """
    path = folder / "background.json"
    try:
        said = orjson.loads(path.read_bytes())
        return Background(texts=int(said["texts"]), grams={str(gram): int(n) for gram, n in said["grams"].items()})
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; `haoshao init` writes the one that ships") from error


def record_accepted(folder: Path, entry: Accepted) -> Path:
    """Append *entry* to `lexicon/accepted.yml` and return the file; the lexicon is loaded anew to prove it.

    Raises:
        ConfigError: the entry says nothing, uses an unknown id, or is there already; nothing is written then.
    """
    if not (entry.kind or entry.platform or entry.attributes):
        raise ConfigError(f"{entry.term}: say what it means: --kind, --platform or --attribute")
    path = folder / "lexicon" / ACCEPTED
    before = path.read_text("utf-8") if path.exists() else None
    said = LexiconFile() if before is None else LexiconFile.model_validate(yaml.safe_load(before) or {})
    if any(known.term == entry.term for known in said.terms):
        raise ConfigError(f"{path}: terms: {entry.term!r} is there already")
    new = TermEntry(
        term=entry.term,
        kind=entry.kind,
        platform=entry.platform,
        attributes=entry.attributes,
        lang=entry.lang,
        note=entry.note,
    )
    terms = [known.model_dump(exclude_defaults=True) for known in (*said.terms, new)]
    head = "# Entries accepted from `haoshao lexicon suggest`; move them to a file of their kind when you like.\n"
    path.write_text(head + yaml.safe_dump({"terms": _plain(terms)}, allow_unicode=True, sort_keys=False), "utf-8")
    try:
        load_lexicon(folder, load_taxonomy(folder))
    except ConfigError:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, "utf-8")
        raise
    return path


def _plain(terms: list[dict[str, object]]) -> list[dict[str, object]]:
    """Return entries with lists where YAML would tag a tuple."""
    return [{key: list(value) if isinstance(value, tuple) else value for key, value in term.items()} for term in terms]
