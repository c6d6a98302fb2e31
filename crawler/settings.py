"""Scrapy's settings: what a crawl may do at all, and nothing that it does not use.

Fetching, robots, redirects, retries, pacing and bounds are the run's own (crawler/fetching.py,
crawler/spiders/site.py): no middleware stands between the spider and its fetcher.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

BOT_NAME = "haoshao"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if find_spec("uvloop") else None

_HANDLER = "crawler.download.KeepingDownloadHandler"
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": _HANDLER,
    "https": _HANDLER,
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_DELAY = 0
CONCURRENT_ITEMS = 4
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1

REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
COOKIES_ENABLED = False
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
REFERER_ENABLED = False
HTTPPROXY_ENABLED = False
COMPRESSION_ENABLED = False
DOWNLOADER_STATS = False
ROBOTSTXT_OBEY = False  # obeyed by the spider before a request is made
MEMUSAGE_ENABLED = False
STATS_DUMP = False
LOGSTATS_INTERVAL = 0
WARN_ON_GENERATOR_RETURN_VALUE = False

SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
# without a JOBDIR nothing is queued on disk; Scrapy's default there would be pickle
SCHEDULER_DISK_QUEUE = "scrapy.squeues.MarshalFifoDiskQueue"
SCHEDULER_START_DISK_QUEUE = "scrapy.squeues.MarshalFifoDiskQueue"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"

_UNUSED_DOWNLOADER = (
    "offsite.OffsiteMiddleware",
    "robotstxt.RobotsTxtMiddleware",
    "httpauth.HttpAuthMiddleware",
    "downloadtimeout.DownloadTimeoutMiddleware",
    "defaultheaders.DefaultHeadersMiddleware",
    "useragent.UserAgentMiddleware",
    "retry.RetryMiddleware",
    "redirect.MetaRefreshMiddleware",
    "httpcompression.HttpCompressionMiddleware",
    "redirect.RedirectMiddleware",
    "cookies.CookiesMiddleware",
    "httpproxy.HttpProxyMiddleware",
    "stats.DownloaderStats",
    "httpcache.HttpCacheMiddleware",
)
DOWNLOADER_MIDDLEWARES: dict[str, Any] = {f"scrapy.downloadermiddlewares.{name}": None for name in _UNUSED_DOWNLOADER}
_UNUSED_SPIDER = (
    "start.StartSpiderMiddleware",
    "httperror.HttpErrorMiddleware",
    "referer.RefererMiddleware",
    "urllength.UrlLengthMiddleware",
    "depth.DepthMiddleware",
    "metacopy.MetaCopyDetectionMiddleware",
)
SPIDER_MIDDLEWARES: dict[str, Any] = {f"scrapy.spidermiddlewares.{name}": None for name in _UNUSED_SPIDER}
EXTENSIONS: dict[str, Any] = {
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.memdebug.MemoryDebugger": None,
    "scrapy.extensions.closespider.CloseSpider": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.lifecycle.RunLife": 100,
}

ITEM_PIPELINES = {
    "crawler.pipelines.merge_listings.MergeListings": 100,
    "crawler.pipelines.read_text.ReadText": 200,
    "crawler.pipelines.mask.Mask": 300,
    "crawler.pipelines.record.Record": 400,
}

FEED_EXPORTERS: dict[str, str | None] = {
    "jsonl": "crawler.export.PageRowExporter",
    "jsonlines": "crawler.export.PageRowExporter",
    "jl": "crawler.export.PageRowExporter",
    "json": None,
    "csv": None,
    "xml": None,
    "marshal": None,
    "pickle": None,
}
FEED_STORAGES: dict[str, str | None] = {"ftp": None, "ftps": None, "gs": None, "s3": None}
FEED_EXPORT_ENCODING = "utf-8"

LOG_LEVEL = "INFO"
LOG_FORMATTER = "base.logs.QuietLogFormatter"
LOG_VERSIONS: list[str] = []
