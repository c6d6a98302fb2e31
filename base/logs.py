"""Logs: ids and URLs, never items, texts or personal data; nothing in them can move a terminal's cursor.

Scrapy logs whole items by default, when one is scraped, dropped or fails: all three say less here.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

import structlog
from scrapy.logformatter import LogFormatter

from base.sinks import terminal

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure

_LONGEST = 2000


def url_of(thing: object) -> str:
    """Return the address of a request, response or item, inert and short; `-` where it has none."""
    record = getattr(thing, "record", thing)
    return terminal(str(getattr(record, "url", "-")))[:300]


class QuietLogFormatter(LogFormatter):
    """Scrapy's messages with addresses and the names of errors only."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult:
        """Return status and address of an answer."""
        del spider
        return _said(logging.DEBUG, "answer %(status)s %(url)s", status=response.status, url=url_of(request))

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:  # noqa: ANN401
        """Return the address of a page that was read."""
        del response, spider
        return _said(logging.DEBUG, "page %(url)s", url=url_of(item))

    def dropped(
        self,
        item: Any,  # noqa: ANN401 - Scrapy's signature
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Return the address of a page that was dropped."""
        del response, spider
        return _said(logging.WARNING, "dropped %(url)s: %(error)s", url=url_of(item), error=type(exception).__name__)

    def item_error(
        self,
        item: Any,  # noqa: ANN401 - Scrapy's signature
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Return the address of a page that could not be recorded."""
        del response, spider
        return _said(logging.ERROR, "not recorded %(url)s: %(error)s", url=url_of(item), error=type(exception).__name__)

    def spider_error(
        self, failure: Failure, request: Request, response: Response | Failure, spider: Spider
    ) -> LogFormatterResult:
        """Return the address of a page on which the spider itself failed."""
        del response, spider
        return _said(logging.ERROR, "failed on %(url)s: %(error)s", url=url_of(request), error=_name(failure))

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        """Return the address of a page that did not arrive."""
        del spider, errmsg
        return _said(logging.INFO, "no answer %(url)s: %(error)s", url=url_of(request), error=_name(failure))


def _said(level: int, message: str, **words: object) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": words}


def _name(failure: Failure) -> str:
    return type(failure.value).__name__


def _inert(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return *event* with every text in it safe to print."""
    return {key: terminal(value)[:_LONGEST] if isinstance(value, str) else value for key, value in event.items()}


def _without_locals(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Return *event* with an exception as its type and the places it passed, never its message or variables."""
    record = event.get("_record")
    error = event.pop("exc_info", None) or getattr(record, "exc_info", None)
    if isinstance(error, tuple) and error[0] is not None:
        event["error"] = error[0].__name__
        event["at"] = _places(error[2])
    return event


def _places(trace: Any) -> str:  # noqa: ANN401 - a traceback
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " > ".join(steps[-6:])


def start_logging(level: str = "INFO", *, form: str = "console") -> None:
    """Send every log line of this process to stderr, one line each, inert; *form* is `console` or `json`."""
    before: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_locals,
        _inert,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if form == "json"
            else structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "logger", "event"], drop_missing=True
            ),
        ],
        use_get_message=True,
        keep_exc_info=False,
        keep_stack_info=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.setLevel(level)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    quiet_libraries()


def quiet_libraries() -> None:
    """Let the libraries of a crawl speak up only where something is wrong; Scrapy resets this when it starts."""
    for chatty in ("scrapy", "twisted", "asyncio", "aiohttp", "apscheduler"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLogger().level))
