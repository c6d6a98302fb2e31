"""What every pipeline starts from: the run of its spider."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.site_run import SiteRun
    from crawler.spiders.site import SiteSpider


class Stage:
    """One act on a page."""

    def __init__(self, run: SiteRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the stage of the crawler's run."""
        return cls(cast("SiteSpider", crawler.spider).run)
