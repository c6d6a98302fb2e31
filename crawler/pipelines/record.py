"""Pages into the database."""

from __future__ import annotations

from crawler.items import ReadPage
from crawler.pipelines.stage import Stage


class Record(Stage):
    """Hands each page to the recorder, which writes them in batches."""

    def process_item(self, item: ReadPage) -> ReadPage:
        """Return *item* once the recorder has it."""
        self.run.recorder.record(item.record)
        return item
