"""Scrapy's way to the network: the run's own fetcher, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Response

from crawler.items import Kept, Visit

if TYPE_CHECKING:
    from scrapy import Request

    from crawler.spiders.site import SiteSpider


class PageResponse(Response):
    """An answer that is stored already, with why it was asked for."""

    def __init__(self, *, visit: Visit, kept: Kept, request: Request) -> None:
        super().__init__(kept.fetched.url, status=kept.fetched.status, body=kept.fetched.body, request=request)
        self.visit = visit
        self.kept = kept


class KeepingDownloadHandler(BaseDownloadHandler):
    """Fetches through the gate of the spider's run and stores each answer before Scrapy sees it."""

    lazy = False

    async def download_request(self, request: Request) -> Response:
        """Return the kept answer to *request*.

        Raises:
            GaveUpError: none came back that says anything.
        """
        visit: Visit = request.meta["visit"]
        spider = cast("SiteSpider", self.crawler.spider)
        kept = await spider.run.fetcher.fetch(
            visit.url, known_as=visit.link.url, stands=None if visit.whole else spider.stands
        )
        return PageResponse(visit=visit, kept=kept, request=request)
