"""phpBB 3, theme prosilver and its children.

`viewforum.php?f=F&start=N` (threads of a board), `viewtopic.php?t=T&start=N`; every time is a `time[datetime]`.
Addresses carry a session (`sid`) for visitors without a cookie, which is no part of them. Read from the public
templates of phpbb/phpbb only, not yet on a real board: experimental.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import absolute, path_key, query_value, same_host, with_query
from crawler.families.board_times import parse_board_time, parse_iso
from crawler.families.family import Family
from crawler.families.markup import attribute, line, lines, meta, parsed
from crawler.families.pictures import pictures_in
from crawler.families.threads import MAX_THREADS, first_link, first_text, signature_contacts, thread, walled, without
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

MAX_START = 50_000
_ROWS = "ul.topics li.row, ul.topiclist.topics li, .topiclist.topics > li"


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the page itself."""
    return (Link(url=start_url, role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the threads of a board, the first post of a thread, or the boards."""
    tree = parsed(page.text)
    if tree.css_first(".postbody .content") is not None:
        return _thread(page, tree)
    if tree.css_first("form#login, #login") is not None and tree.css_first(_ROWS) is None:
        return walled("login_wall", first_text(tree, ".panel h2", "title"))
    if tree.css_first(_ROWS) is not None or "viewforum" in page.url:
        return _board(page, tree)
    if tree.css_first("#message") is not None and tree.css_first("a.forumtitle") is None:
        return walled("message_page", line(tree.css_first("#message p")) or line(tree.css_first("#message")))
    return _front(page, tree)


def _front(page: Page, tree: LexborHTMLParser) -> PageReading:
    found = _boards(page, tree)
    issues = () if found else (PageIssue(code="no_boards", detail="no links to boards", breaks=True),)
    return PageReading(links=found, seller_name=_name(tree), issues=issues)


def _boards(page: Page, tree: LexborHTMLParser) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for anchor in tree.css("a.forumtitle, a.subforum"):
        url = absolute(page.url, attribute(anchor, "href"))
        if url and same_host(url, page.url):
            found.setdefault(url, Link(url=url, role=LinkRole.INDEX, optional=True))
    return tuple(found.values())


def _board(page: Page, tree: LexborHTMLParser) -> PageReading:
    category = first_text(tree, "h2.forum-title", "h2.forumtitle", "h2") or None
    listings: dict[str, Listing] = {}
    for row in tree.css(_ROWS)[:MAX_THREADS]:
        listing = _row(page, row, category)
        if listing is not None:
            listings.setdefault(listing.key, listing)
    links: list[Link] = []
    following = _next(page, tree)
    if following:
        links.append(Link(url=following, role=LinkRole.INDEX))
    links.extend(_boards(page, tree))
    links.extend(Link(url=x.url, role=LinkRole.PRODUCT) for x in listings.values())
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(links),
        seller_name=_name(tree),
        empty=not listings and tree.css_first(".panel .inner strong") is not None,
    )


def _row(page: Page, row: LexborNode, category: str | None) -> Listing | None:
    anchor = row.css_first("a.topictitle")
    url = absolute(page.url, attribute(anchor, "href"))
    title = line(anchor)
    if url is None or not title:
        return None
    poster = row.css_first(".topic-poster") or row
    author = poster.css_first("a.username, a.username-coloured, span.username, span.username-coloured")
    return thread(
        url=_thread_url(url),
        key=query_value(url, "t") or path_key(url),
        title=title,
        category=category,
        author=line(author),
        author_key=query_value(attribute(author, "href"), "u") or line(author),
        posted_at=_time(poster),
        detail=Detail.SUMMARY,
    )


def _thread(page: Page, tree: LexborHTMLParser) -> PageReading:
    if int(query_value(page.url, "start")[:6] or 0 if query_value(page.url, "start").isdigit() else 0) > 0:
        return PageReading(seller_name=_name(tree))
    post = tree.css_first(".post")
    body = tree.css_first(".postbody .content")
    title = first_text(tree, "h2.topic-title", "h2.topictitle", ".postbody h3", "title")
    if post is None or body is None or not title:
        return walled("no_title", "a thread without subject or post")
    author = post.css_first(
        ".postprofile a.username, .postprofile a.username-coloured, p.author a, .postprofile .username"
    )
    crumbs = [line(a) for a in tree.css(".breadcrumbs .crumb a, .navlinks .crumb a, .breadcrumbs a")]
    sign = post.css_first(".signature")
    listing = thread(
        url=_thread_url(page.url),
        key=query_value(page.url, "t") or path_key(page.url),
        title=title,
        text=without(body, "blockquote, .notice, .attachbox"),
        category=crumbs[-1] if len(crumbs) > 1 else None,
        author=line(author),
        author_key=query_value(attribute(author, "href"), "u") or line(author),
        posted_at=_time(post.css_first("p.author") or post),
        contacts=signature_contacts(lines(sign)),
        images=pictures_in(page.url, body),
    )
    return PageReading(listings=(listing,), seller_name=_name(tree))


def _time(node: LexborNode) -> datetime | None:
    exact = node.css_first("time[datetime]")
    return parse_iso(attribute(exact, "datetime")) if exact is not None else parse_board_time(line(node))


def _next(page: Page, tree: LexborHTMLParser) -> str | None:
    url = absolute(
        page.url,
        first_link(tree, ".pagination a[rel=next], .pagination li.next a, .pagination .arrow.next a, a.right-box"),
    )
    asked, offered = query_value(page.url, "start"), query_value(url or "", "start")
    start = int(offered[:6]) if offered.isdigit() else 0
    return url if url and (int(asked[:6]) if asked.isdigit() else 0) < start <= MAX_START else None


def _thread_url(url: str) -> str:
    topic = query_value(url, "t")
    return with_query(url.partition("?")[0], t=topic) if topic else url


def _name(tree: LexborHTMLParser) -> str | None:
    return first_text(tree, "#site-description h1", ".site-description h1") or meta(tree, "og:site_name") or None


def recognise(page: Page) -> float:
    """How sure a page is of a phpBB board."""
    marks = (
        ('id="phpbb"', 0.6),
        ("prosilver/theme", 0.3),
        ('Powered by <a href="https://www.phpbb.com/"', 0.5),
        ("phpBB</a>", 0.2),
        ("assets_version=", 0.2),
    )
    score = sum(weight for mark, weight in marks if mark in page.text)
    if re.search(r"phpbb3?_\w+_sid=", page.headers.get("set-cookie", "")):
        score += 0.5
    if urlsplit(page.url).path.endswith(("/viewforum.php", "/viewtopic.php")):
        score += 0.1
    return min(1.0, round(score, 2))


FAMILY = Family(
    id="phpbb",
    title="phpBB",
    kind=SiteKind.STREAM,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
