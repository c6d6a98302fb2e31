"""The words of listings in clear, as their stored pages show them: for exports whose tier was asked for and logged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Engine, select

from base.charset import decode_body
from crawler.families.registry import FAMILIES
from market.masking import masked
from market.model import LinkRole, Page
from storage.database import reading
from storage.models import PageRow, SnapshotRow, WarcRow
from storage.pages import snapshot_ref
from storage.snapshots import SnapshotError, SnapshotStore

_PAGES_KEPT = 20
Words = tuple[str, str]
"""Title and text."""


class ClearText:
    """Finds the clear words behind masked ones by reading the stored page again; what it cannot prove stays masked."""

    def __init__(self, engine: Engine, store: SnapshotStore) -> None:
        self._engine = engine
        self._store = store
        self._pages: OrderedDict[tuple[str, int], tuple[str, dict[Words, Words]]] = OrderedDict()

    def rows(self, rows: Iterator[Mapping[str, Any]], *, with_pages: bool) -> Iterator[Mapping[str, Any]]:
        """Yield *rows* with their words in clear, *with_pages* with the text of their page too."""
        for row in rows:
            page, words = self._page(row)
            title, text = words.get((row["title"], row["text"]), (row["title"], row["text"]))
            clear = {**row, "title": title, "text": text}
            yield {**clear, "page": page} if with_pages else clear

    def _page(self, row: Mapping[str, Any]) -> tuple[str, dict[Words, Words]]:
        found = row["evidence"]
        if not found or found["warc"] is None:
            return "", {}
        key = (found["warc"], found["offset"])
        if key not in self._pages:
            self._pages[key] = self._read(*key, family=row["family"])
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[key]

    def _read(self, warc: str, offset: int, *, family: str) -> tuple[str, dict[Words, Words]]:
        """Return a page's text, and its listings' masked words with the clear ones behind them."""
        query = (
            select(SnapshotRow.__table__, WarcRow.name, PageRow.url, PageRow.role)
            .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
            .join(PageRow, PageRow.id == SnapshotRow.page_id)
            .where(WarcRow.name == warc, SnapshotRow.offset == offset)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().one()
        ref = snapshot_ref(row, url=row["final_url"] or row["url"])
        try:
            text = decode_body(self._store.load(ref))
        except SnapshotError:
            return "", {}  # pruned or erased: nothing is left in clear
        reader = FAMILIES.get(family)
        if reader is None:
            return text, {}
        page = Page(
            url=ref.url, text=text, content_type=ref.content_type or "text/html", role=row["role"] or LinkRole.INDEX
        )
        try:
            listings = reader.read(page).listings
        except Exception:  # noqa: BLE001 - the border around one page: a reader that fails leaves it masked
            return text, {}
        return text, {_masked(one.title, one.text): (one.title, one.text) for one in listings}


def _masked(title: str, text: str) -> Words:
    clean = masked(f"{title}\n{text}")
    return clean[: len(title)], clean[len(title) + 1 :]
