"""NodeBB: `/api` before any address gives the page as JSON.

`/api/categories` (boards), `/api/category/CID/SLUG?page=P` (topics, `pagination`), `/api/topic/TID/SLUG` (posts with
HTML, ISO times, author and signature). Slugs keep Chinese and are percent-encoded in addresses.
"""

from __future__ import annotations

from html import unescape
from urllib.parse import quote, urlsplit

from crawler.families.addresses import at_root, with_query
from crawler.families.family import Family
from crawler.families.json_fields import Fields, fields, items, json_value, when, word
from crawler.families.markup import lines_of_html, meta, parsed
from crawler.families.pictures import pictures_of
from crawler.families.threads import MAX_PAGES, MAX_THREADS, signature_contacts, thread, walled
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind

_MILLISECONDS = 10**11


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the JSON of the page, or of the list of boards where it is a bare host."""
    parts = urlsplit(start_url)
    place = parts.path.rstrip("/")
    if place.startswith("/api/"):
        return (Link(url=start_url, role=LinkRole.INDEX),)
    path = f"/api{place}" if "/category/" in place or "/topic/" in place else "/api/categories"
    query = f"?{parts.query}" if parts.query and path != "/api/categories" else ""
    return (
        Link(
            url=at_root(start_url, path + query),
            role=LinkRole.INDEX,
            fallback=(Link(url=start_url, role=LinkRole.INDEX),),
        ),
    )


def read(page: Page) -> PageReading:
    """Return the topics of a board, the first post of a topic, or the boards."""
    value = json_value(page.text) if page.text[:1].strip() in {"{", "["} else None
    said = fields(value)
    if not said:
        return _html(page)
    if isinstance(said.get("posts"), list) and said.get("tid") is not None:
        return _topic(page, said)
    if isinstance(said.get("topics"), list):
        return _topics(page, said)
    if isinstance(said.get("categories"), list):
        return PageReading(links=_boards(page, said), seller_name=None)
    code = word(said.get("status") and fields(said["status"]).get("code")) or word(said.get("error"))
    return walled(
        "login_wall" if "auth" in code or "privileges" in code or said.get("loggedIn") is False else "unknown_json",
        code or "no topics, posts or categories",
    )


def _html(page: Page) -> PageReading:
    """Return the links of the page a browser sees: to its JSON."""
    if recognise(page) < _RECOGNISED:
        return walled("unreadable_json", f"{len(page.text)} characters that are no JSON")
    start = page.url.partition("?")[0]
    url = entrances(start)[0].url
    return PageReading(
        links=(Link(url=url, role=LinkRole.INDEX),), seller_name=meta(parsed(page.text), "og:site_name") or None
    )


_RECOGNISED = 0.5


def _boards(page: Page, said: Fields) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    waiting = list(items(said.get("categories"))) + list(items(said.get("children")))
    while waiting and len(found) < MAX_THREADS:
        board = fields(waiting.pop(0))
        slug = word(board.get("slug"))
        if slug and not word(board.get("link")) and not board.get("disabled"):
            url = _api(page, f"category/{slug}")
            found.setdefault(url, Link(url=url, role=LinkRole.INDEX, optional=True))
        waiting.extend(items(board.get("children")))
    return tuple(found.values())


def _topics(page: Page, said: Fields) -> PageReading:
    category = unescape(word(said.get("name"))) or None
    listings: dict[str, Listing] = {}
    links: list[Link] = []
    for entry in items(said.get("topics"))[:MAX_THREADS]:
        listing = _summary(page, fields(entry), category)
        if listing is not None:
            listings.setdefault(listing.key, listing)
            links.append(
                Link(url=_api(page, f"topic/{word(fields(entry).get('slug')) or listing.key}"), role=LinkRole.PRODUCT)
            )
    pages = fields(said.get("pagination"))
    current, last = (
        int(word(pages.get(k)) or 0) if word(pages.get(k)).isdigit() else 0 for k in ("currentPage", "pageCount")
    )
    if 0 < current < min(last, MAX_PAGES):
        links.insert(0, Link(url=with_query(page.url, page=str(current + 1)), role=LinkRole.INDEX))
    links.extend(_boards(page, {"children": said.get("children")}))
    return PageReading(listings=tuple(listings.values()), links=tuple(links), empty=not listings)


def _summary(page: Page, topic: Fields, category: str | None) -> Listing | None:
    key, title = word(topic.get("tid")), _title(topic)
    if not key or not title or topic.get("deleted") in (1, True):
        return None
    user = fields(topic.get("user"))
    return thread(
        url=_human(page, topic, key),
        key=key,
        title=title,
        category=category or unescape(word(fields(topic.get("category")).get("name"))) or None,
        author=unescape(word(user.get("displayname")) or word(user.get("username"))),
        author_key=word(user.get("uid")),
        posted_at=when(topic.get("timestampISO")),
        detail=Detail.SUMMARY,
    )


def _topic(page: Page, said: Fields) -> PageReading:
    key, title = word(said.get("tid")), _title(said)
    posts = [fields(p) for p in items(said.get("posts"))]
    first = next((p for p in posts if word(p.get("pid")) == word(said.get("mainPid"))), posts[0] if posts else {})
    if not key or not title or not first:
        return PageReading(
            issues=(PageIssue(code="no_post", detail=f"topic {key} without title or first post", breaks=True),)
        )
    user = fields(first.get("user"))
    listing = thread(
        url=_human(page, said, key),
        key=key,
        title=title,
        text=lines_of_html(word(first.get("content"))),
        category=unescape(word(fields(said.get("category")).get("name"))) or None,
        author=unescape(word(user.get("displayname")) or word(user.get("username"))),
        author_key=word(user.get("uid")),
        posted_at=when(first.get("timestampISO")) or when(_seconds(first.get("timestamp"))),
        contacts=signature_contacts(word(user.get("signature")), html=True),
        images=pictures_of(page.url, html=word(first.get("content"))),
    )
    return PageReading(listings=(listing,))


def _seconds(value: object) -> object:
    return (
        value / 1000
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value > _MILLISECONDS
        else value
    )


def _title(topic: Fields) -> str:
    return " ".join(unescape(word(topic.get("titleRaw")) or lines_of_html(word(topic.get("title")))).split())


def _prefix(page: Page) -> str:
    return urlsplit(page.url).path.partition("/api/")[0].rstrip("/")


def _api(page: Page, path: str) -> str:
    return at_root(page.url, f"{_prefix(page)}/api/{quote(path, safe='/%')}")


def _human(page: Page, topic: Fields, key: str) -> str:
    return at_root(page.url, f"{_prefix(page)}/topic/{quote(word(topic.get('slug')) or key, safe='/%')}")


def recognise(page: Page) -> float:
    """How sure a page is of a NodeBB board."""
    score = 0.9 if page.headers.get("x-powered-by", "").lower() == "nodebb" else 0.0
    if page.text[:1] == "{":
        said = fields(json_value(page.text))
        names = {"loggedIn", "relative_path", "template", "bodyClass", "cid", "tid", "pagination", "breadcrumbs"}
        score += 0.15 * len(names & said.keys())
    else:
        score += 0.5 * ('component="category/topic"' in page.text or 'component="categories/category"' in page.text)
        score += 0.3 * ("nodebb" in page.text[:20_000].lower()) + 0.2 * ('component="post/content"' in page.text)
    return min(1.0, round(score, 2))


FAMILY = Family(id="nodebb", title="NodeBB", kind=SiteKind.STREAM, entrances=entrances, read=read, recognise=recognise)
