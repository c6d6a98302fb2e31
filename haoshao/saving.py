"""Pages of a watched site saved as test cases of its family, with the reading that a person is to approve."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from base.charset import decode_body
from base.config import find_site
from crawler.saved_pages import propose
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.database import open_database
from storage.queries.digest import site_health
from storage.queries.pages import ReadPage, pages_of
from storage.snapshots import SnapshotStore

_SUFFIXES = {"text/html": ".html", "application/json": ".json", "text/plain": ".txt", "application/xml": ".xml"}
PER_ROLE = 3
"""Pages of each role: enough to see how they differ."""


class NothingSavedError(MarketError):
    """The site has no pages yet."""


def save_pages(place: Workspace, name: str, out: Path) -> Iterator[str]:
    """Save a few pages of each role below *out*, propose their reading, and yield a line for each.

    The bodies are as the site served them: scrub them before they are committed.

    Raises:
        ConfigError: no such site.
        NothingSavedError: it was never crawled.
        SnapshotError: a stored page cannot be read back.
    """
    find_site(place.require_config(), name)
    engine = open_database(place.database)
    family = next((site.family for site in site_health(engine) if site.site == name), "")
    store = SnapshotStore(place.require_data() / "snapshots")
    taken: Counter[str] = Counter()
    for page in pages_of(engine, name):
        if taken[page.role] < PER_ROLE:
            taken[page.role] += 1
            yield f"{propose(_case(store, page, out / family, taken[page.role]))}"
    if not taken:
        raise NothingSavedError(f"{name}: no page was read yet; crawl it with `haoshao crawl {name}`")


def _case(store: SnapshotStore, page: ReadPage, folder: Path, number: int) -> Path:
    """Write page and meta.json of one case and return its folder."""
    kind = page.snapshot.content_type.partition(";")[0].strip().lower()
    text = decode_body(store.load(page.snapshot))
    suffix = _SUFFIXES.get(kind) or (".json" if text.lstrip().startswith(("{", "[")) else ".html")
    slug = re.sub(r"[^a-z0-9]+", "-", urlsplit(page.url).path.lower()).strip("-")[:40] or "home"
    case = folder / f"{page.role.value}-{number}-{slug}"
    case.mkdir(parents=True, exist_ok=True)
    (case / f"page{suffix}").write_text(text, "utf-8")
    meta = {"url": page.snapshot.url, "role": page.role.value, "status": page.snapshot.status, "content_type": kind}
    (case / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return case
