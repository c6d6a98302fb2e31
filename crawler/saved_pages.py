"""Saved pages and what a person approved that their reader reads in them.

A case is a folder `tests/families/<family>/<case>/` with the page as it was served (`page.html`, `page.json`,
`page.txt` or `page.xml`), what was known when it was fetched (`meta.json`: url, and where they differ from the
defaults status, content_type, headers, role, facts) and `expected.json`. This command writes `proposed.json` beside
them for a person to look at; `--approve` renames it. The tests compare and never write.

    python -m crawler.saved_pages tests/families/dujiaoka/unicorn-index
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

from crawler.families.family import PageChangedError
from crawler.families.registry import family
from market.errors import MarketError
from market.model import LinkRole, Page, PageReading

CONTENT_TYPES = {".html": "text/html", ".json": "application/json", ".txt": "text/plain", ".xml": "application/xml"}


class SavedPageError(MarketError):
    """A case's folder lacks something that its reader needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One case: a page, and the family it was saved for."""

    folder: Path
    family: str
    page: Page

    @property
    def name(self) -> str:
        """Return family and case as a test's name."""
        return f"{self.family}/{self.folder.name}"


def load_saved_page(folder: Path) -> SavedPage:
    """Return the case in *folder*.

    Raises:
        SavedPageError: the folder has no page, or its meta.json no address.
    """
    bodies = [folder / f"page{suffix}" for suffix in CONTENT_TYPES if (folder / f"page{suffix}").is_file()]
    meta_file = folder / "meta.json"
    if len(bodies) != 1 or not meta_file.is_file():
        raise SavedPageError(f"{folder}: a case needs one page.html, .json, .txt or .xml and a meta.json")
    meta = json.loads(meta_file.read_text("utf-8"))
    if not meta.get("url"):
        raise SavedPageError(f"{meta_file}: name the page's url")
    page = Page(
        url=meta["url"],
        text=bodies[0].read_text("utf-8"),
        status=meta.get("status", 200),
        content_type=meta.get("content_type", CONTENT_TYPES[bodies[0].suffix]),
        headers=meta.get("headers", {}),
        role=LinkRole(meta.get("role", LinkRole.INDEX)),
        facts=meta.get("facts", {}),
    )
    return SavedPage(folder=folder, family=meta.get("family", folder.parent.name), page=page)


def load_saved_pages(root: Path) -> tuple[SavedPage, ...]:
    """Return all cases below *root*, ordered by name."""
    return tuple(load_saved_page(meta.parent) for meta in sorted(root.glob("*/*/meta.json")))


def read_saved_page(saved: SavedPage) -> PageReading | PageChangedError:
    """Return what today's reader says of the page, its error where it reads none."""
    try:
        return family(saved.family).read(saved.page)
    except PageChangedError as refused:
        return refused


def as_json(value: object) -> object:
    """Return *value* for JSON: decimals and times as text, fields at their defaults left out."""
    if isinstance(value, PageChangedError):
        return {"page_changed": True}
    if is_dataclass(value) and not isinstance(value, type):
        shown: dict[str, object] = {}
        for field in fields(value):
            stated = getattr(value, field.name)
            default = field.default_factory() if field.default_factory is not MISSING else field.default
            if stated != default:
                shown[field.name] = as_json(stated)
        return shown
    if isinstance(value, Mapping):
        return {str(key): as_json(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [as_json(one) for one in value]
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def propose(folder: Path) -> Path:
    """Write today's reading of the case in *folder* to its proposed.json and return that file."""
    reading = as_json(read_saved_page(load_saved_page(folder)))
    proposed = folder / "proposed.json"
    proposed.write_text(json.dumps(reading, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return proposed


def main(arguments: list[str] | None = None) -> int:
    """Write a proposal for each folder named, approve it where asked, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="+", help="folders of saved pages")
    parser.add_argument("--approve", action="store_true", help="the proposal was looked at: make it the expectation")
    chosen = parser.parse_args(arguments)
    try:
        for folder in chosen.folder:
            written = propose(folder)
            if chosen.approve:
                written = written.replace(folder / "expected.json")
            sys.stdout.write(f"{written}\n")
    except MarketError as stated:
        sys.stderr.write(f"{stated}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
