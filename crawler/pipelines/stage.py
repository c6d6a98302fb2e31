"""What every pipeline starts from: the recorder and the reader of its run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Self

    from scrapy.crawler import Crawler

    from crawler.spiders.site import SiteSpider
    from crawler.text_reader import TextReader
    from storage.records import PageRecord, StoredListing
    from storage.titles import KnownKey


class StageRecorder(Protocol):
    """What the pipelines need of a recorder."""

    def stored_listings(self, keys: Iterable[str]) -> dict[str, StoredListing]:
        """Return those of *keys* that are known."""
        ...

    def keys_of_titles(self, titles: Collection[str]) -> Mapping[str, KnownKey]:
        """Return the keys of stored listings of these titles."""
        ...

    def record(self, page: PageRecord) -> None:
        """Take one page."""
        ...


class StageRun(Protocol):
    """What the pipelines need of a run, be it a crawl, an import or a second reading."""

    @property
    def recorder(self) -> StageRecorder:
        """Where pages go."""
        ...

    @property
    def reader(self) -> TextReader:
        """What reads texts."""
        ...


class Stage:
    """One act on a page."""

    def __init__(self, run: StageRun) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the stage of the crawler's run."""
        return cls(cast("SiteSpider", crawler.spider).run)
