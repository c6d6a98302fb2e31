"""One kept answer to what its family says about it, or to why it says nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from base.charset import Decoding
from base.net_answer import Fetched
from crawler.barriers import find_barrier
from crawler.families.family import Family, PageChangedError
from crawler.fetching import decode_fetched
from crawler.health import KEPT_OUT, Cause
from crawler.items import Kept, Visit
from crawler.page_weight import too_heavy
from crawler.page_wishes import refusal_of
from crawler.removed_words import removed_words
from crawler.time_limit import TooSlowError, at_most
from market.model import LinkRole, Page, PageIssue, PageReading

logger = logging.getLogger(__name__)

_ERRORS_FROM = HTTPStatus.BAD_REQUEST
_MUCH_BROKEN = 20
PAGE_S = 20.0
"""Processor time that a family may take for one page; an ordinary one takes a few thousandths of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one answer came to: a reading, or the cause why there is none."""

    reading: PageReading | None = None
    cause: Cause | None = None
    """Set also beside a reading that is not whole."""
    issues: tuple[PageIssue, ...] = ()


def failure(cause: Cause, detail: str) -> Outcome:
    """Return the outcome of a page that says nothing."""
    return Outcome(cause=cause, issues=(PageIssue(code=str(cause), detail=detail[:200]),))


def page_of(kept: Kept, visit: Visit, facts: Mapping[str, str]) -> Page:
    """Return the kept answer as what family readers get to see."""
    fetched = kept.fetched
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in fetched.headers}
    return Page(
        url=fetched.url,
        text=text_of(kept).text,
        status=fetched.status,
        content_type=headers.get("content-type", "text/html").partition(";")[0].strip().lower(),
        headers=headers,
        role=visit.link.role,
        facts=facts,
        fetched_at=kept.snapshot.fetched_at,
    )


def text_of(kept: Kept) -> Decoding:
    """Return the body of a kept answer as text."""
    return kept.decoding or decode_fetched(kept.fetched)


def read_page(page: Page, family: Family, fetched: Fetched) -> Outcome:
    """Return what *family* says about a successful answer, or what stands in its place."""
    if fetched.cut:
        return failure(Cause.TOO_LARGE, f"more than {len(fetched.body)} bytes, from {fetched.wire_bytes} sent")
    outcome = _said_by(family, page)
    reading = outcome.reading
    says_nothing = reading is None or not (reading.listings or reading.numbers or reading.facts or reading.empty)
    if says_nothing and page.role is LinkRole.PRODUCT and (words := removed_words(family.id, page.text)):
        return failure(Cause.GONE, f"{page.status}, it says {words}")
    if says_nothing and page.role is not LinkRole.NOTICE and (found := barrier_of(page)):
        return found
    if fetched.broken and reading is not None:
        issue = PageIssue(code=str(Cause.TRUNCATED), detail=f"broke off after {len(fetched.body)} bytes")
        return Outcome(reading=reading, cause=Cause.TRUNCATED, issues=(*reading.issues, issue))
    return outcome


def _said_by(family: Family, page: Page) -> Outcome:
    try:
        with at_most(PAGE_S):
            reading = family.read(page)
    except TooSlowError:
        return failure(Cause.TOO_SLOW, f"{family.id} took more than {PAGE_S:g} s to read it")
    except PageChangedError as error:
        return failure(Cause.LAYOUT, str(error))
    except Exception as error:  # the border around one page: it becomes an issue, the run goes on
        logger.exception("the reader of %s failed on %s", family.id, page.url)
        return failure(Cause.LAYOUT, f"reader_failed: {type(error).__name__}")
    if any(issue.breaks for issue in reading.issues):
        return Outcome(cause=_cause_named(reading.issues), issues=reading.issues)
    return Outcome(reading=reading, issues=reading.issues)


def _cause_named(issues: tuple[PageIssue, ...]) -> Cause:
    """Return what keeps us out, where a breaking issue of a reader names it by its code; else a changed layout."""
    codes = {issue.code for issue in issues if issue.breaks}
    return next((cause for cause in sorted(KEPT_OUT) if cause in codes), Cause.LAYOUT)


def barrier_of(page: Page) -> Outcome | None:
    """Return what stands in the place of a page; None where nothing tells."""
    found = find_barrier(status=page.status, headers=page.headers, text=page.text)
    return failure(found.cause, f"{page.status}, {found.sign}") if found else None


def is_error(status: int) -> bool:
    """Return whether an answer of this status is no page."""
    return status >= _ERRORS_FROM or status < HTTPStatus.OK or status == HTTPStatus.NOT_MODIFIED


def unreadable(page: Page, *, every_noindex: bool) -> Outcome | None:
    """Return why a page is not read: it is an error, it asks not to be, or it would take for ever; None to read it."""
    if is_error(page.status):
        return _error(page)
    if wish := refusal_of(page.headers, page.text, for_everybody=every_noindex):
        return failure(Cause.ROBOTS, wish)
    if weight := too_heavy(page.text):
        return failure(Cause.TOO_SLOW, weight)
    return None


def _error(page: Page) -> Outcome:
    """Return why an answer without success is none."""
    if found := barrier_of(page):
        return found
    if page.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return failure(Cause.GONE, str(page.status))
    if page.status < HTTPStatus.OK or page.status == HTTPStatus.NOT_MODIFIED:
        return failure(Cause.PROTOCOL, f"{page.status}, which nobody asked for")
    cause = Cause.HTTP_5XX if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR else Cause.HTTP_4XX
    return failure(cause, str(page.status))


def charset_issue(decoding: Decoding) -> PageIssue | None:
    """Return what is wrong with the characters of a page; None where all is well."""
    if decoding.broken > _MUCH_BROKEN:
        return PageIssue(code="charset", detail=f"{decoding.broken} unreadable characters as {decoding.encoding}")
    return None
