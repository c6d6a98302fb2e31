"""What a family reader is: the shape that every module of this package exposes as `FAMILY`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from market.errors import MarketError
from market.model import Link, Page, PageReading, SiteKind


class PageChangedError(MarketError):
    """A page is not what its family's reader knows: a landmark is missing, repeated or of another type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One reader for one software. All functions are pure: same page in, same answer out."""

    id: str
    title: str
    """The software's own name."""
    kind: SiteKind
    entrances: Callable[[str], tuple[Link, ...]]
    """Start URL of a site -> the first links of a crawl (the page itself, its API, ...)."""
    read: Callable[[Page], PageReading]
    """One page -> its listings and the links to follow. Decides by URL and content what the page is.

    Raises PageChangedError where the page as a whole cannot be read; a part that cannot be
    read becomes a `PageIssue` and never drops a listing."""
    recognise: Callable[[Page], float]
    """How sure a page of any site is of this software, 0 to 1; 0.5 and more is recognised."""
    revision: int = 1
    """Raised whenever the reader would answer otherwise on an old page, so that unchanged pages are read anew."""
    experimental: bool = False
    """True until a page of the real software has been seen: offers are kept, alerts are not sent."""
