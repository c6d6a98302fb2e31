"""What every pipeline starts from: the recorder and the reader of its run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.spiders.site import SiteSpider
    from crawler.text_reader import TextReader
    from storage.recording import Recorder


class StageRun(Protocol):
    """What the pipelines need of a run, be it a crawl, an import or a second reading."""

    recorder: Recorder
    reader: TextReader


class Stage:
    """One act on a page."""

    def __init__(self, run: StageRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the stage of the crawler's run."""
        return cls(cast("SiteSpider", crawler.spider).run)
