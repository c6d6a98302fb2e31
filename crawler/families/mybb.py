"""MyBB: a common board software of the English-speaking trade.

`syndication.php?type=atom1.0` gives the newest threads with the whole first post, author and exact time, so the feed
is read first; threads it holds are not fetched again (facts of the run). HTML second: `forumdisplay.php?fid=F&page=P`
or `forum-*.html`, `showthread.php?tid=T` or `thread-*.html`; the title's cell begins with a "go to first unread" link
that is not the title. Printed times are MM-DD-YYYY in the board's zone, taken as UTC; the feed's are exact.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families import feed
from crawler.families.addresses import absolute, at_root, path_key, query_value, same_host, with_query
from crawler.families.board_times import parse_board_time, parse_iso
from crawler.families.family import Family
from crawler.families.markup import attribute, line, lines, parsed
from crawler.families.pictures import pictures_in
from crawler.families.threads import (
    MAX_THREADS,
    first_link,
    first_text,
    signature_contacts,
    thread,
    walled,
    without,
)
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

FEED_ENTRIES = 50
_UID = re.compile(r"(?:[?&]uid=|user-)(\d{1,12})")
_AUTHOR = re.compile(r"uid=(\d{1,12})[^>]{0,40}>([^<]{1,60})<")
_PAGE = re.compile(r"[?&]page=(\d{1,6})|-page-(\d{1,6})\.html")
_THREADS = "tr.inline_row"


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the feed of the newest threads, then the page itself."""
    fid = query_value(start_url, "fid")
    query = f"type=atom1.0&limit={FEED_ENTRIES}" + (f"&fid={fid}" if fid else "")
    news = Link(
        url=at_root(start_url, f"{_folder(start_url)}syndication.php?{query}"), role=LinkRole.FACTS, optional=True
    )
    return (news, Link(url=start_url, role=LinkRole.INDEX))


def read(page: Page) -> PageReading:
    """Return the entries of a feed, the threads of a board, the first post of a thread, or the boards."""
    if feed.is_feed(page):
        return _feed(page)
    tree = parsed(page.text)
    if tree.css_first(".post_body, .post_content") is not None:
        return _thread(page, tree)
    if (
        tree.css_first("input[name=action][value=do_login]") is not None
        and tree.css_first(_THREADS) is None
        and "forumbit" not in page.text
    ):
        return walled("login_wall", first_text(tree, "td.trow1", "title"))
    if tree.css_first(_THREADS) is not None or "forumdisplay" in page.url:
        return _board(page, tree)
    return _front(page, tree)


def _feed(page: Page) -> PageReading:
    reading = feed.read(page)
    uids = {name.strip(): uid for uid, name in _AUTHOR.findall(page.text)}
    listings = tuple(_of_feed(x, uids, alone=next(iter(uids), "") if len(uids) == 1 else "") for x in reading.listings)
    return replace(reading, listings=listings, facts={f"thread:{x.key}": "feed" for x in listings}, links=())


def _of_feed(listing: Listing, uids: dict[str, str], *, alone: str) -> Listing:
    """Return a feed's entry as the thread it is, its author by the number that the board's pages use."""
    name = listing.seller_name or alone
    return replace(listing, key=_key(listing.url), seller_name=name or None, seller_key=uids.get(name) or name or None)


def _front(page: Page, tree: LexborHTMLParser) -> PageReading:
    found: dict[str, Link] = {}
    for anchor in tree.css("a[href*='forumdisplay.php?fid='], a[href*='forum-']"):
        url = absolute(page.url, attribute(anchor, "href"))
        if url and same_host(url, page.url) and not re.search(r"sortby|datecut|action=|#", url):
            found.setdefault(url, Link(url=url, role=LinkRole.INDEX, optional=True))
    issues = () if found else (PageIssue(code="no_boards", detail="no links to boards", breaks=True),)
    return PageReading(links=tuple(found.values()), seller_name=_name(tree), issues=issues)


def _board(page: Page, tree: LexborHTMLParser) -> PageReading:
    category = line(tree.css_first(".navigation .active")) or None
    listings: dict[str, Listing] = {}
    for row in tree.css(_THREADS)[:MAX_THREADS]:
        listing = _row(page, row, category)
        if listing is not None:
            listings.setdefault(listing.key, listing)
    links = [Link(url=x.url, role=LinkRole.PRODUCT) for x in listings.values() if f"thread:{x.key}" not in page.facts]
    following = absolute(page.url, first_link(tree, ".pagination a.pagination_next"))
    if following and _number(following) > _number(page.url):
        links.insert(0, Link(url=following, role=LinkRole.INDEX))
    for anchor in tree.css("td.trow1 strong a[href*='forumdisplay.php?fid=']"):
        url = absolute(page.url, attribute(anchor, "href"))
        if url:
            links.append(Link(url=url, role=LinkRole.INDEX))
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(dict.fromkeys(links)),
        seller_name=_name(tree),
        empty=not listings and tree.css_first("td.trow1[colspan]") is not None,
    )


def _row(page: Page, row: LexborNode, category: str | None) -> Listing | None:
    anchor = row.css_first("[id^=tid_] a, a[id^=tid_]") or row.css_first(
        "a.subject_new, a.subject_old, .subject_new a, .subject_old a"
    )
    url = absolute(page.url, attribute(anchor, "href"))
    title = line(anchor)
    if url is None or not title:
        return None
    prefix = line(row.css_first(".threadprefix, [class*=prefix]"))
    author = row.css_first(".author a") or row.css_first("a[href*='action=profile']")
    return thread(
        url=_thread_url(url),
        key=_key(url),
        title=f"{prefix} {title}".strip() if prefix and not title.startswith(prefix) else title,
        category=category,
        author=line(author) or line(row.css_first(".author")),
        author_key=_uid(attribute(author, "href")),
        posted_at=_time(row.css_first(".thread_start_datetime")),
        detail=Detail.SUMMARY,
    )


def _thread(page: Page, tree: LexborHTMLParser) -> PageReading:
    if _number(page.url) > 1:
        return PageReading(seller_name=_name(tree))
    post = tree.css_first("#posts .post, .post, #posts") or tree.body
    body = tree.css_first(".post_body") or tree.css_first(".post_content")
    crumbs = [line(a) for a in tree.css(".navigation a")]
    title = first_text(tree, ".thread-title", ".navigation .active", "title", ".thead strong")
    if body is None or post is None or not title:
        return walled("no_title", "a thread without subject or post")
    author = post.css_first(".author_information .largetext a") or post.css_first(".author_information a")
    sign = post.css_first(".signature")
    listing = thread(
        url=_thread_url(page.url),
        key=_key(page.url),
        title=title,
        text=without(body, ".post_edit, .edited_post, blockquote.mycode_quote, .hidden-content"),
        category=crumbs[-1] if len(crumbs) > 1 else None,
        author=line(author),
        author_key=_uid(attribute(author, "href")),
        posted_at=_time(post.css_first(".post_date")),
        contacts=signature_contacts(lines(sign)),
        images=pictures_in(page.url, body),
    )
    return PageReading(listings=(listing,), seller_name=_name(tree))


def _time(node: LexborNode | None) -> datetime | None:
    if node is None:
        return None
    exact = node.css_first("time[datetime]")
    if exact is not None:
        return parse_iso(attribute(exact, "datetime"))
    said = attribute(node.css_first("span[title]"), "title")
    return parse_board_time(said, UTC) or parse_board_time(line(node), UTC)


def _number(url: str) -> int:
    found = _PAGE.search(url)
    return int(found[1] or found[2]) if found else 1


def _key(url: str) -> str:
    return query_value(url, "tid") or path_key(_thread_url(url))


def _thread_url(url: str) -> str:
    tid = query_value(url, "tid")
    if tid:
        return with_query(url.partition("?")[0], tid=tid)
    return re.sub(r"(?:-page-\d+|-post-\d+|-newpost|-lastpost)?\.html.*$", ".html", url.partition("?")[0])


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] + "/"


def _uid(href: str) -> str | None:
    found = _UID.search(href)
    return found[1] if found else (href.rstrip("/").rpartition("/")[2].removesuffix(".html") or None)


def _name(tree: LexborHTMLParser) -> str | None:
    crumb = line(tree.css_first(".navigation a"))
    return crumb or None


def recognise(page: Page) -> float:
    """How sure a page is of a MyBB board."""
    if feed.is_feed(page):
        return 0.95 if "<generator>MyBB" in page.text[:3000] or 'uri="https://mybb.com' in page.text[:3000] else 0.0
    marks = (
        ('Powered By <a href="https://mybb.com', 0.6),
        ('Powered by <a href="https://mybb.com', 0.6),
        ("jscripts/general.js?ver=18", 0.4),
        ("var my_post_key", 0.4),
        ("syndication.php", 0.2),
        ("cache/themes/theme", 0.2),
    )
    score = sum(weight for mark, weight in marks if mark in page.text)
    if "mybb[" in page.headers.get("set-cookie", ""):
        score += 0.5
    return min(1.0, round(score, 2))


FAMILY = Family(id="mybb", title="MyBB", kind=SiteKind.STREAM, entrances=entrances, read=read, recognise=recognise)
