"""Scrapy's own feeds: `-O out.jsonl` gives one row a page, masked like the database."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson
from scrapy.exporters import BaseItemExporter

from base.clock import iso
from crawler.items import ReadPage


def page_row(item: ReadPage) -> dict[str, Any]:
    """Return the row of a page: where from, when, which evidence, and its listings in the site's words."""
    record = item.record
    return {
        "url": record.url,
        "site": item.site,
        "family": item.family,
        "fetched_at": iso(record.snapshot.fetched_at),
        "snapshot": f"sha256:{record.snapshot.sha256}",
        "listings": [asdict(read.listing) for read in record.listings],
    }


class PageRowExporter(BaseItemExporter):
    """Writes page rows as JSON lines."""

    def __init__(self, file: Any, **words: Any) -> None:  # noqa: ANN401 - as Scrapy calls it
        super().__init__(dont_fail=True, **words)
        self._file = file

    def export_item(self, item: ReadPage) -> None:
        """Write the row of *item*."""
        self._file.write(orjson.dumps(page_row(item), default=_plain) + b"\n")


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has no word for
    return str(value)
