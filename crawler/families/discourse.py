"""Discourse: `.json` behind any address gives the page as JSON.

`/categories.json` or `/site.json` (boards by id), `/latest.json?page=N` (0-based; `more_topics_url` while there are
more), `/c/SLUG/ID.json`, `/t/SLUG/ID.json` (the first post is `post_stream.posts[0].cooked`). The seller is the
"Original Poster" of a topic. Written from the public API description, not yet seen on a real board of the trade:
experimental.
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from crawler.families.addresses import absolute, at_root, query_value
from crawler.families.family import Family
from crawler.families.json_fields import Fields, fields, items, json_value, when, word
from crawler.families.markup import lines_of_html
from crawler.families.pictures import pictures_of
from crawler.families.threads import MAX_PAGES, MAX_THREADS, thread, walled
from market.model import Detail, Link, LinkRole, Listing, Page, PageIssue, PageReading, SiteKind


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the boards by id, then the newest topics or those of the board that the address names."""
    path = urlsplit(start_url).path.rstrip("/")
    boards = Link(url=at_root(start_url, "/categories.json"), role=LinkRole.FACTS, optional=True)
    if path.endswith(".json"):
        return (boards, Link(url=start_url, role=LinkRole.INDEX))
    listed = f"{path}.json" if path.startswith(("/c/", "/t/", "/tag/", "/latest")) else "/latest.json"
    return (boards, Link(url=at_root(start_url, listed), role=LinkRole.INDEX))


def read(page: Page) -> PageReading:
    """Return the topics of a list, the first post of a topic, or the names of the boards."""
    said = fields(json_value(page.text))
    if not said:
        if recognise(page) >= 0.5:  # noqa: PLR2004 - recognised
            return PageReading(links=tuple(x for x in entrances(page.url) if x.url != page.url))
        return walled("unreadable_json", f"{len(page.text)} characters that are no JSON")
    if "post_stream" in said:
        return _topic(page, said)
    if "topic_list" in said:
        return _topics(page, said)
    boards = items(fields(said.get("category_list")).get("categories")) or items(said.get("categories"))
    if boards:
        return PageReading(facts=_names(boards))
    errors = " ".join(word(e) for e in items(said.get("errors")))
    kind = word(said.get("error_type"))
    return walled(
        "login_wall" if kind in {"not_logged_in", "invalid_access"} else "unknown_json",
        errors or kind or "no topics or posts",
    )


def _names(boards: object) -> dict[str, str]:
    names: dict[str, str] = {}
    waiting = list(items(boards))
    while waiting and len(names) < MAX_THREADS:
        board = fields(waiting.pop(0))
        if word(board.get("id")) and word(board.get("name")):
            names[f"category:{word(board['id'])}"] = word(board["name"])
        waiting.extend(items(board.get("subcategory_list")))
    return names


def _topics(page: Page, said: Fields) -> PageReading:
    users = {word(fields(u).get("id")): fields(u) for u in items(said.get("users"))}
    listed = fields(said.get("topic_list"))
    listings: dict[str, Listing] = {}
    for entry in items(listed.get("topics"))[:MAX_THREADS]:
        listing = _summary(page, fields(entry), users)
        if listing is not None:
            listings.setdefault(listing.key, listing)
    links = [Link(url=f"{x.url}.json", role=LinkRole.PRODUCT) for x in listings.values()]
    following = _next(page, word(listed.get("more_topics_url")))
    if following and listings:
        links.insert(0, Link(url=following, role=LinkRole.INDEX))
    return PageReading(listings=tuple(listings.values()), links=tuple(links), empty=not listings)


def _next(page: Page, said: str) -> str | None:
    """Return the JSON address of the next page that a list names."""
    if not said:
        return None
    path, _, query = said.partition("?")
    url = absolute(page.url, f"{path.removesuffix('.json')}.json" + (f"?{query}" if query else ""))
    asked, offered = query_value(page.url, "page"), query_value(url or "", "page")
    number = int(offered[:6]) if offered.isdigit() else 0
    return url if url and (int(asked[:6]) if asked.isdigit() else 0) < number <= MAX_PAGES else None


def _summary(page: Page, topic: Fields, users: dict[str, Fields]) -> Listing | None:
    key, title = word(topic.get("id")), word(topic.get("title"))
    if not key or not title:
        return None
    posters = [fields(p) for p in items(topic.get("posters"))]
    first = next((p for p in posters if "Original Poster" in word(p.get("description"))), posters[0] if posters else {})
    user = users.get(word(first.get("user_id")), {})
    return thread(
        url=_human(page, topic, key),
        key=key,
        title=title,
        text=lines_of_html(word(topic.get("excerpt"))),
        category=page.facts.get(f"category:{word(topic.get('category_id'))}"),
        author=word(user.get("username")),
        author_key=word(first.get("user_id")) or None,
        posted_at=when(topic.get("created_at")),
        detail=Detail.SUMMARY,
    )


def _topic(page: Page, said: Fields) -> PageReading:
    key, title = word(said.get("id")), word(said.get("title"))
    posts = [fields(p) for p in items(fields(said.get("post_stream")).get("posts"))]
    first = next((p for p in posts if p.get("post_number") == 1), {})
    if not key or not title or not first:
        return PageReading(
            issues=(PageIssue(code="no_post", detail=f"topic {key} without title or first post", breaks=True),)
        )
    listing = thread(
        url=_human(page, said, key),
        key=key,
        title=title,
        text=lines_of_html(word(first.get("cooked"))),
        category=page.facts.get(f"category:{word(said.get('category_id'))}"),
        author=word(first.get("username")),
        author_key=word(first.get("user_id")) or None,
        posted_at=when(first.get("created_at")),
        images=pictures_of(page.url, html=word(first.get("cooked"))),
    )
    return PageReading(listings=(listing,))


def _human(page: Page, topic: Fields, key: str) -> str:
    slug = word(topic.get("slug"))
    return at_root(page.url, f"/t/{quote(slug, safe='%')}/{key}" if slug else f"/t/{key}")


def recognise(page: Page) -> float:
    """How sure a page is of a Discourse board."""
    if page.text[:1] == "{":
        said = fields(json_value(page.text))
        return 0.9 if "topic_list" in said or "post_stream" in said else 0.7 if "category_list" in said else 0.0
    head = page.text[:20_000]
    score = (
        0.9 * ('content="Discourse' in head) + 0.3 * ("discourse-" in head) + 0.2 * ('id="data-preloaded"' in page.text)
    )
    return min(1.0, round(score, 2))


FAMILY = Family(
    id="discourse",
    title="Discourse",
    kind=SiteKind.STREAM,
    entrances=entrances,
    read=read,
    recognise=recognise,
    experimental=True,
)
