"""Discuz! X3: the usual board software of the Chinese web.

Pages: `forum.php` (boards), `forum.php?mod=forumdisplay&fid=F&page=P` or `forum-F-P.html` (threads of a board),
`forum.php?mod=viewthread&tid=T` or `thread-T-P-1.html`, `archiver/?fid-F.html` (light copy of a board). A page past
the last one shows page 1 again with status 200, so only a printed "next" beyond the shown page is followed. Times are
the board's, +8 unless its footer says otherwise, and not zero-padded; fresh ones are relative with the absolute time
in a `title`. `[hide]` parts stay locked, walls (`#messagetext`, the `_dsign` script challenge) are reported and left
alone. The author is the seller; the signature holds contacts of the author.
"""

from __future__ import annotations

import re
from datetime import datetime, timezone

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import absolute, at_root, canonical, query_value, same_host
from crawler.families.board_times import CHINA, parse_board_time, zone_in
from crawler.families.family import Family
from crawler.families.markup import attribute, line, meta, parsed
from crawler.families.pictures import pictures_in
from crawler.families.threads import (
    MAX_PAGES,
    MAX_THREADS,
    first_link,
    first_text,
    signature_contacts,
    thread,
    walled,
    without,
)
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

_TID = re.compile(r"(?:[?&]tid=|thread-|tid-)(\d{1,12})")
_FID = re.compile(r"(?:[?&]fid=|forum-|fid-)(\d{1,9})")
_PAGE = re.compile(r"(?:[?&]page=|forum-\d+-|thread-\d+-|fid-\d+-|tid-\d+-)(\d{1,6})")
_UID = re.compile(r"(?:[?&]uid=|space-uid-)(\d{1,12})")
_LOGIN = re.compile(r"登录|登錄|log ?in|权限|權限|会员|注册", re.IGNORECASE)
_NOISE = ".locked, .pstatus, .jammer, .quote, .attach_nopermission, .tip, .pattl, .mag_viewthread, .aimg_tip"
_CHALLENGE = "_dsign"
_CHALLENGE_LENGTH = 8000


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the page itself; a bare host leads to its list of boards."""
    return (Link(url=canonical(start_url) or start_url, role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the threads of a board, the first post of a thread, or the boards of the front page."""
    if _CHALLENGE in page.text and len(page.text) < _CHALLENGE_LENGTH and "<body" not in page.text.lower()[:2000]:
        return walled("challenge", "a script must run before the page is shown (_dsign); not bypassed")
    tree = parsed(page.text)
    message = tree.css_first("#messagetext")
    if message is not None:
        text = line(message.css_first("p") or message)
        return walled("login_wall" if _LOGIN.search(text) else "message_page", text)
    if "/archiver" in page.url:
        return _archive(page, tree)
    if tree.css_first("[id^=postmessage_]") is not None or "mod=viewthread" in page.url:
        return _thread(page, tree)
    if tree.css_first("tbody[id^=normalthread_], tbody[id^=stickthread_], #threadlist") is not None:
        return _board(page, tree)
    return _front(page, tree)


def _front(page: Page, tree: LexborHTMLParser) -> PageReading:
    boards = _boards(page, tree)
    issues = () if boards else (PageIssue(code="no_boards", detail="no links to boards", breaks=True),)
    return PageReading(links=boards, seller_name=_name(tree), issues=issues)


def _boards(page: Page, tree: LexborHTMLParser) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for anchor in tree.css("a[href*='mod=forumdisplay'], a[href*='forum-']"):
        url = absolute(page.url, attribute(anchor, "href"))
        fid = _FID.search(url or "")
        plain = url and same_host(url, page.url) and not re.search(r"filter=|mod=rss|orderby=|typeid=", url)
        if url and plain and fid and fid[1] not in found and (_PAGE.search(url) or ["", "1"])[1] in {"", "1"}:
            found[fid[1]] = Link(url=url, role=LinkRole.INDEX, optional=True)
    return tuple(found.values())


def _board(page: Page, tree: LexborHTMLParser) -> PageReading:
    zone = zone_in(first_text(tree, "#frt, #ft, #footer, .footer"), CHINA)
    category = _category(tree)
    listings: dict[str, Listing] = {}
    for row in tree.css("tbody[id^=normalthread_], tbody[id^=stickthread_]")[:MAX_THREADS]:
        listing = _row(page, row, category, zone)
        if listing is not None:
            listings.setdefault(listing.key, listing)
    links = [Link(url=x.url, role=LinkRole.PRODUCT) for x in listings.values()]
    following = _next(page, tree)
    if following:
        links.insert(0, Link(url=following, role=LinkRole.INDEX))
    return PageReading(
        listings=tuple(listings.values()),
        links=tuple(links),
        seller_name=_name(tree),
        empty=not listings and tree.css_first("#threadlist .emp, #threadlist p.emp") is not None,
    )


def _row(page: Page, row: LexborNode, category: str | None, zone: timezone) -> Listing | None:
    anchor = row.css_first("a.xst") or row.css_first("th a[href*='mod=viewthread'], th a[href*='thread-']")
    url = _thread_url(page.url, attribute(anchor, "href"))
    key = _TID.search(url or "")
    title = line(anchor)
    if url is None or key is None or not title:
        return None
    kind = line(row.css_first("th em"))
    author = row.css_first("td.by cite a")
    return thread(
        url=url,
        key=key[1],
        title=f"{kind} {title}" if kind.startswith("[") else title,
        category=category,
        author=line(author),
        author_key=_uid(attribute(author, "href")),
        posted_at=_time(row.css_first("td.by em"), zone),
        detail=Detail.SUMMARY,
    )


def _thread(page: Page, tree: LexborHTMLParser) -> PageReading:
    title = first_text(tree, "#thread_subject", "h1.ts")
    body = tree.css_first("[id^=postmessage_]")
    number = _PAGE.search(page.url)
    key = _TID.search(page.url) or _TID.search(first_link(tree, "link[rel=canonical]"))
    if not title or key is None:
        return walled("no_title", "a thread without subject or number")
    if number and number[1] not in {"0", "1"} and "thread-" not in page.url[: page.url.find(number[0])]:
        return PageReading(seller_name=_name(tree))
    post = tree.css_first("#postlist [id^=post_], #postlist > div, #postlist table.plhin") or tree.body
    locked = body is not None and body.css_first(".locked") is not None
    kind = line(tree.css_first("h1.ts a[href*=typeid]")) if tree.css_first("h1.ts a[href*=typeid]") else ""
    author = tree.css_first(".authi a.xw1") or tree.css_first(".authi a[href*=uid]")
    zone = zone_in(first_text(tree, "#frt, #ft, #footer, .footer"), CHINA)
    sign = line(post.css_first(".sign")) if post is not None else ""
    listing = thread(
        url=_thread_url(page.url, page.url) or page.url,
        key=key[1],
        title=f"{kind} {title}" if kind else title,
        text=without(body, _NOISE) if body is not None else "",
        category=_category(tree),
        author=line(author),
        author_key=_uid(attribute(author, "href")),
        posted_at=_time(tree.css_first("em[id^=authorposton]"), zone),
        contacts=signature_contacts(sign),
        images=pictures_in(page.url, body),
    )
    issues = [PageIssue(code="locked_content", detail="a part is shown to those who reply only")] if locked else []
    if body is None:
        issues.append(PageIssue(code="no_post", detail="the first post is not shown", breaks=True))
    return PageReading(listings=(listing,), seller_name=_name(tree), issues=tuple(issues))


def _archive(page: Page, tree: LexborHTMLParser) -> PageReading:
    category = line(tree.css_first("#nav")).rsplit("›", 1)[-1].strip() or None
    listings: dict[str, Listing] = {}
    for anchor in tree.css("#content a[href*='tid-']")[:MAX_THREADS]:
        key, title = _TID.search(attribute(anchor, "href")), line(anchor)
        if key and title:
            url = at_root(page.url, f"{_folder(page.url)}forum.php?mod=viewthread&tid={key[1]}")
            found = thread(url=url, key=key[1], title=title, category=category, detail=Detail.SUMMARY)
            listings.setdefault(found.key, found)
    links = [Link(url=x.url, role=LinkRole.PRODUCT) for x in listings.values()]
    for anchor in tree.css("#content a[href*='fid-'], .page a[href*='fid-']"):
        board = absolute(page.url, attribute(anchor, "href"))
        if board and board != page.url:
            links.insert(0, Link(url=board, role=LinkRole.INDEX))
    return PageReading(listings=tuple(listings.values()), links=tuple(dict.fromkeys(links)))


def _next(page: Page, tree: LexborHTMLParser) -> str | None:
    """Return the address of the next page, unless the one shown is not the one asked for."""
    url = absolute(page.url, first_link(tree, ".pg a.nxt"))
    asked = int((_PAGE.search(page.url) or ["", "1"])[1])
    shown = line(tree.css_first(".pg strong"))
    if url is None or (shown.isdigit() and int(shown) != max(asked, 1)):
        return None
    number = int((_PAGE.search(url) or ["", "0"])[1])
    return url if asked < number <= MAX_PAGES else None


def _thread_url(base: str, href: str) -> str | None:
    """Return the one address of a thread: its first page without the way one came."""
    url = absolute(base, href) if href else None
    key = _TID.search(url or "")
    if url is None or key is None:
        return None
    if "thread-" in url:
        return re.sub(r"thread-(\d+)-\d+-\d+", r"thread-\1-1-1", url).split("?")[0]
    return at_root(url, f"{_folder(url)}forum.php?mod=viewthread&tid={key[1]}")


def _folder(url: str) -> str:
    path = "/" + url.split("://", 1)[-1].partition("/")[2].partition("?")[0]
    return path.partition("archiver/")[0] if "archiver/" in path else path.rpartition("/")[0] + "/"


def _category(tree: LexborHTMLParser) -> str | None:
    crumbs = [line(a) for a in tree.css("#pt a[href*=forumdisplay], #pt a[href*='forum-']")]
    return (crumbs[-1] if crumbs else line(tree.css_first("h1.xs2 a"))) or None


def _name(tree: LexborHTMLParser) -> str | None:
    return meta(tree, "application-name") or None


def _uid(href: str) -> str | None:
    found = _UID.search(href) or re.search(r"[?&]username=([^&]+)", href)
    return found[1] if found else None


def _time(node: LexborNode | None, zone: timezone) -> datetime | None:
    if node is None:
        return None
    absolute_time = attribute(node.css_first("span[title]"), "title") or attribute(node, "title")
    return parse_board_time(absolute_time or line(node), zone)


def recognise(page: Page) -> float:
    """How sure a page is of a Discuz! board."""
    head = page.text[:6000]
    marks = (
        ('content="Discuz!', 0.6),
        ("Powered by Discuz!", 0.4),
        ('id="nv_forum"', 0.3),
        ("data/cache/style_", 0.3),
        ("cookiepre = '", 0.2),
        ("STYLEID = '", 0.2),
        ("static/js/", 0.05),
    )
    score = sum(weight for mark, weight in marks if mark in head)
    if _CHALLENGE in page.text and query_value(page.url, "_dsign"):
        score += 0.3
    return min(1.0, round(score, 2))


FAMILY = Family(
    id="discuz", title="Discuz! X3", kind=SiteKind.STREAM, entrances=entrances, read=read, recognise=recognise
)
