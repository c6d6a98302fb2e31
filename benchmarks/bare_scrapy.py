"""Stock Scrapy that only fetches: the yardstick of the pipeline benchmark. Its input is a file with a URL a line."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    """Fetches every URL and does nothing with it."""

    name = "bare"

    def __init__(self, urls: list[str], **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's own arguments
        super().__init__(**kwargs)
        self.urls = urls
        self.pages = 0

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for every URL."""
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response) -> None:
        """Count the page."""
        self.pages += bool(response.body)


def main() -> None:
    """Fetch the URLs of the file named on the command line and print how many answered."""
    urls = Path(sys.argv[1]).read_text("utf-8").split()
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": False})
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, urls=urls)
    process.start()
    print(crawler.spider.pages if crawler.spider else 0)


if __name__ == "__main__":
    main()
