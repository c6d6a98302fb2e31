"""RSS 2.0, RSS 1.0 and Atom: each entry is a listing with its title, text, author and time.

The text is the fullest of `content:encoded`, `content`, `description` and `summary`. Where entries have different
authors, each author is a seller; where all have one, the feed's site is.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from parsel import Selector

from crawler.families.addresses import absolute, path_key
from crawler.families.board_times import parse_iso, parse_mail_time
from crawler.families.family import Family
from crawler.families.markup import lines_of_html
from crawler.families.threads import thread
from market.model import Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

MAX_ENTRIES = 500
MAX_FEED = 4_000_000
_ROOT = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TITLE_LENGTH = 300
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")
_FIRST_PRINTED = 32
_HALVES = (0xD800, 0xDFFF)


def is_feed(page: Page) -> bool:
    """Whether a page is a feed."""
    return bool(_ROOT.search(page.text[:1500])) and "<html" not in page.text[:1500].lower()


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the feed itself, or the page that names it."""
    return (Link(url=start_url, role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the entries of a feed, or the feeds that a page names."""
    if not is_feed(page):
        return _named(page)
    root = _root(page.text)
    entries = root.xpath("//item | //entry")[:MAX_ENTRIES] if root is not None else []
    authors = {a for a in (_author(e) for e in entries) if a}
    listings: dict[str, Listing] = {}
    for entry in entries:
        listing = _entry(entry, page.url, many=len(authors) > 1)
        if listing is not None:
            listings.setdefault(listing.key, listing)
    following = absolute(
        page.url, (root.xpath("/feed/link[@rel='next']/@href").get() or "") if root is not None else ""
    )
    name = (
        _first(root, "/rss/channel/title/text()", "/feed/title/text()", "//channel/title/text()")
        if root is not None
        else ""
    )
    issues = (
        () if root is not None else (PageIssue(code="unreadable_feed", detail="no XML could be read", breaks=True),)
    )
    return PageReading(
        listings=tuple(listings.values()),
        links=(Link(url=following, role=LinkRole.INDEX),) if following and following != page.url else (),
        seller_name=name or None,
        empty=root is not None and not entries,
        issues=issues,
    )


def _named(page: Page) -> PageReading:
    found = re.findall(
        r"<link[^>]+type=[\"']application/(?:rss|atom)\+xml[\"'][^>]*>", page.text[:60_000], re.IGNORECASE
    )
    hrefs = [m[1] for m in (re.search(r"href=[\"']([^\"']+)", tag) for tag in found) if m]
    urls = [u for u in (absolute(page.url, h) for h in hrefs) if u and "comments" not in u]
    issues = (
        () if urls else (PageIssue(code="no_feed", detail="neither a feed nor a page that names one", breaks=True),)
    )
    return PageReading(links=tuple(Link(url=u, role=LinkRole.INDEX) for u in dict.fromkeys(urls[:5])), issues=issues)


def _root(text: str) -> Selector | None:
    try:
        whole = _REFERENCE.sub(_storable, _DECLARATION.sub("", text[:MAX_FEED]))
        root = Selector(text=whole.replace("\x00", "").encode("utf-8", "replace").decode(), type="xml")
        root.remove_namespaces()
    except (ValueError, RecursionError):
        return None
    return root if root.xpath("/*") else None


def _storable(reference: re.Match[str]) -> str:
    """Return a character reference unless it names half a pair or a control, which no text can hold."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if code >= _FIRST_PRINTED and not _HALVES[0] <= code <= _HALVES[1] else ""


def _entry(entry: Selector, base: str, *, many: bool) -> Listing | None:
    link = _first(
        entry,
        "link[@rel='alternate']/@href",
        "link[not(@rel)]/@href",
        "link/text()",
        "link/@href",
        "guid/text()",
        "id/text()",
    )
    url = absolute(base, link) or base
    title = " ".join(lines_of_html(_whole(entry, "title")).split())[:_TITLE_LENGTH]
    texts = [lines_of_html(_whole(entry, name)) for name in ("encoded", "content", "description", "summary")]
    text = max(texts, key=len, default="")
    if not title:
        title = text.partition("\n")[0][:80]
    if not title:
        return None
    identity = _first(entry, "guid/text()", "id/text()") if url == base else ""
    author = _author(entry)
    return thread(
        url=url,
        key=identity or path_key(url) if urlsplit(url).netloc == urlsplit(base).netloc else url,
        title=title,
        text=text,
        category=_first(entry, "category/text()", "category/@label", "category/@term") or None,
        author=author if many else None,
        author_key=author if many else None,
        posted_at=parse_mail_time(_first(entry, "pubDate/text()"))
        or parse_iso(_first(entry, "published/text()", "date/text()", "updated/text()")),
    )


def _author(entry: Selector) -> str:
    return " ".join(lines_of_html(_first(entry, "creator/text()", "author/name/text()", "author/text()")).split())


def _whole(entry: Selector, name: str) -> str:
    """Return the content of a child, markup of an XHTML one included."""
    child = entry.xpath(f"./{name}")
    if not child:
        return ""
    inner = "".join(child[0].xpath("./node()").getall())
    text = "".join(child[0].xpath("./text()").getall())
    return inner if child[0].xpath("./*") else text


def _first(entry: Selector, *paths: str) -> str:
    return next((said.strip() for path in paths if (said := entry.xpath(path).get()) and said.strip()), "")


def recognise(page: Page) -> float:
    """How sure a page is a feed."""
    return 0.9 if is_feed(page) else 0.0


FAMILY = Family(
    id="feed", title="RSS or Atom feed", kind=SiteKind.STREAM, entrances=entrances, read=read, recognise=recognise
)
