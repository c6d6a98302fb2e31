"""Flarum: JSON:API at `/api/discussions`.

One list gives discussions with author, tags and first post, joined by (type, id) from `included`; `links.next` leads
on. The HTML carries the same document in `#flarum-json-payload`. Written from the public sources of flarum/framework,
not yet seen on a real board: experimental.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from crawler.families.addresses import absolute, at_root, query_value
from crawler.families.family import Family
from crawler.families.json_fields import Fields, fields, items, json_value, when, word
from crawler.families.markup import lines_of_html, parsed
from crawler.families.pictures import pictures_of
from crawler.families.threads import MAX_THREADS, thread, walled
from market.model import Detail, Link, LinkRole, Listing, Page, PageReading, SiteKind

PAGE_SIZE = 20
MAX_OFFSET = 20_000
_INCLUDE = "include=user,tags,firstPost"


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the newest discussions, or those of the tag that the address names."""
    path = urlsplit(start_url).path
    if "/api/" in path:
        return (Link(url=start_url, role=LinkRole.INDEX),)
    prefix, _, tag = path.partition("/t/")
    wanted = f"&filter[tag]={quote(tag.strip('/'), safe='%')}" if tag.strip("/") else ""
    prefix = prefix.partition("/d/")[0].rstrip("/")
    url = at_root(
        start_url, f"{prefix}/api/discussions?{_INCLUDE}&sort=-createdAt&page[offset]=0&page[limit]={PAGE_SIZE}{wanted}"
    )
    return (Link(url=url, role=LinkRole.INDEX, fallback=(Link(url=start_url, role=LinkRole.INDEX),)),)


def read(page: Page) -> PageReading:
    """Return the discussions of a list or the one of a page."""
    said = fields(json_value(page.text)) if page.text[:1] == "{" else _payload(page)
    if not said:
        return walled("unreadable_json", f"{len(page.text)} characters without a JSON document")
    if "errors" in said:
        status = " ".join(word(fields(e).get("status")) for e in items(said["errors"]))
        return walled("login_wall" if "401" in status or "403" in status else "unknown_json", status or "errors")
    included = {
        (word(fields(x).get("type")), word(fields(x).get("id"))): fields(x) for x in items(said.get("included"))
    }
    data = said.get("data")
    alone = isinstance(data, dict)
    listings: dict[str, Listing] = {}
    links: list[Link] = []
    for entry in ([data] if alone else list(items(data)))[:MAX_THREADS]:
        listing = _discussion(page, fields(entry), included)
        if listing is not None:
            listings.setdefault(listing.key, listing)
            if listing.detail is Detail.SUMMARY and not alone:
                links.append(
                    Link(
                        url=at_root(page.url, f"{_prefix(page)}/api/discussions/{listing.key}?{_INCLUDE}"),
                        role=LinkRole.PRODUCT,
                    )
                )
    following = absolute(page.url, word(fields(said.get("links")).get("next")))
    offset = query_value(following or "", "page[offset]")
    if following and listings and (offset.isdigit() and int(offset[:8]) <= MAX_OFFSET):
        links.insert(0, Link(url=following, role=LinkRole.INDEX))
    return PageReading(listings=tuple(listings.values()), links=tuple(links), empty=not listings and not alone)


def _discussion(page: Page, entry: Fields, included: dict[tuple[str, str], Fields]) -> Listing | None:
    if word(entry.get("type")) != "discussions":
        return None
    said, key = fields(entry.get("attributes")), word(entry.get("id"))
    title = word(said.get("title"))
    if not key or not title:
        return None
    relations = fields(entry.get("relationships"))

    def related(name: str) -> list[Fields]:
        data = fields(relations.get(name)).get("data")
        wanted = [fields(d) for d in (data if isinstance(data, list) else [data])]
        return [included[k] for k in ((word(w.get("type")), word(w.get("id"))) for w in wanted) if k in included]

    users, posts, tags = related("user"), related("firstPost") or related("posts"), related("tags")
    user = fields(users[0].get("attributes")) if users else {}
    post = fields(posts[0].get("attributes")) if posts else {}
    content = word(post.get("contentHtml"))
    slug = word(said.get("slug")) or key
    return thread(
        url=at_root(
            page.url, f"{_prefix(page)}/d/{quote(slug if slug.startswith(key) else f'{key}-{slug}', safe='%')}"
        ),
        key=key,
        title=title,
        text=lines_of_html(content),
        category=" / ".join(t for t in (word(fields(x.get("attributes")).get("name")) for x in tags) if t) or None,
        author=word(user.get("displayName")) or word(user.get("username")),
        author_key=word(users[0].get("id")) if users else None,
        posted_at=when(said.get("createdAt")),
        images=pictures_of(page.url, html=content),
        detail=Detail.FULL if content else Detail.SUMMARY,
    )


def _payload(page: Page) -> Fields:
    node = parsed(page.text).css_first("#flarum-json-payload")
    boot = fields(json_value(node.text())) if node is not None else {}
    return fields(boot.get("apiDocument")) or boot


def _prefix(page: Page) -> str:
    path = urlsplit(page.url).path
    return path.partition("/api/")[0].partition("/d/")[0].rstrip("/") if "/api/" in path or "/d/" in path else ""


def recognise(page: Page) -> float:
    """How sure a page is of a Flarum board."""
    if page.text[:1] == "{":
        kinds = {word(fields(x).get("type")) for x in list(items(fields(json_value(page.text)).get("data")))[:5]}
        return 0.9 if "discussions" in kinds else 0.0
    score = 0.7 * ("flarum-json-payload" in page.text) + 0.3 * (
        "flarum.core.app" in page.text or "flarum-loading" in page.text
    )
    return min(1.0, round(score, 2))


FAMILY = Family(
    id="flarum",
    title="Flarum",
    kind=SiteKind.STREAM,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
