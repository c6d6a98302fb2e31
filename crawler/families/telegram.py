"""Telegram channels through their public preview `https://t.me/s/NAME`.

The page shows some twenty posts, old to new, and a link to older ones (`?before=ID`). A channel or group without a
preview answers with a contact card instead: that is an issue, nobody joins. Ids have gaps. A quoted reply carries
the class of a post's text and is left out; the text of an album is nested in itself. Emoji are pictures around a
letter. A post that was forwarded keeps the name of its source in the text. Posts scroll off and are repeated, so
absence says nothing: a stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.families.addresses import absolute, at_root, canonical, query_value
from crawler.families.contact_lines import contact_link, contacts_in, contacts_in_text
from crawler.families.family import Family, PageChangedError
from crawler.families.json_fields import when
from crawler.families.markup import attribute, line, lines, meta, parsed
from market.model import Contact, HandleType, Link, LinkRole, Listing, Page, PageIssue, PageReading, Scope, SiteKind

POSTS = ".tgme_widget_message[data-post]"
TEXTS = ".tgme_widget_message_text"
REPLY = "js-message_reply_text"
OLDER = "a.tme_messages_more[data-before], link[rel=prev]"
MAX_PAGES = 40
"""Pages of one channel that a run walks back."""
_NAME = re.compile(r"^/(?:s/)?(@?\w{3,64})(?:/\d+)?/?$")
_POST = re.compile(r"^[\w-]{1,64}/\d{1,12}$")
_WALKED = "telegram:pages:"


def entrances(start_url: str) -> tuple[Link, ...]:
    """Return the preview of the channel that *start_url* names, whether as `/NAME`, `/NAME/ID` or `/s/NAME`."""
    found = _NAME.match(urlsplit(start_url).path)
    url = at_root(start_url, f"/s/{found[1].lstrip('@')}") if found else canonical(start_url) or start_url
    return (Link(url=url, role=LinkRole.INDEX),)


def read(page: Page) -> PageReading:
    """Return the posts of a preview page, newest page first, and the link to older ones.

    Raises:
        PageChangedError: the page is neither a preview nor a contact card.
    """
    tree = parsed(page.text)
    if tree.css_first(".tgme_channel_info, .tgme_channel_history, .tgme_widget_message") is None:
        if tree.css_first(".tgme_page") is None:
            raise PageChangedError(f"{page.url} is no page of Telegram's preview: look at it in a browser")
        name = line(tree.css_first(".tgme_page_title")) or meta(tree, "og:title")
        issue = PageIssue(code="no_public_preview", detail="the channel shows a contact card only", breaks=True)
        return PageReading(seller_name=name or None, issues=(issue,))
    channel = line(tree.css_first(".tgme_channel_info_header_title")) or meta(tree, "og:title") or None
    issues: list[PageIssue] = []
    posts = tree.css(POSTS)
    listings = tuple(_posts(page, posts, issues))
    older, facts = _older(page, tree, bool(posts))
    return PageReading(
        listings=listings,
        links=older,
        contacts=_contacts(tree),
        seller_name=channel,
        facts=facts,
        empty=not posts,
        issues=tuple(issues),
    )


def _posts(page: Page, posts: list[LexborNode], issues: list[PageIssue]) -> Iterator[Listing]:
    for post in posts:
        key = attribute(post, "data-post")
        if not _POST.match(key):
            issues.append(PageIssue(code="no_post_id", detail="a post without a readable id"))
            continue
        text = _text(post)
        if text:
            title, _, rest = text.partition("\n")
            yield Listing(
                url=at_root(page.url, f"/{key}"),
                key=key,
                title=title,
                text=rest,
                contacts=_buttons(post),
                posted_at=when(attribute(post.css_first(".tgme_widget_message_date time[datetime]"), "datetime")),
            )


def _text(post: LexborNode) -> str:
    """Return the post's own text: not the quoted reply, and the nested text of an album once."""
    for node in post.css(TEXTS):
        if REPLY not in attribute(node, "class") and not _inside_reply(node, post):
            return lines(node)
    documents = [
        lines(node) for node in post.css(".tgme_widget_message_document_title, .tgme_widget_message_poll_question")
    ]
    return "\n".join(text for text in documents if text)


def _inside_reply(node: LexborNode, post: LexborNode) -> bool:
    above = node.parent
    while above is not None and above != post:
        if "tgme_widget_message_reply" in attribute(above, "class").split():
            return True
        above = above.parent
    return False


def _buttons(post: LexborNode) -> tuple[Contact, ...]:
    """Return where the buttons below a post lead, as far as they reach somebody."""
    links = post.css("a.tgme_widget_message_inline_button[href]")[:20]
    found = (contact_link(attribute(link, "href"), Scope.LISTING) for link in links)
    return tuple({contact.text: contact for contact in found if contact}.values())


def _contacts(tree: LexborHTMLParser) -> tuple[Contact, ...]:
    """Return the channel's own name and what its description says."""
    name = line(tree.css_first(".tgme_channel_info_header_username"))
    own = (Contact(text=name, type=HandleType.TELEGRAM),) if name else ()
    described = contacts_in(tree.css(".tgme_channel_info_description")[:1])
    return (*own, *(described or contacts_in_text(meta(tree, "og:description"))))


def _older(page: Page, tree: LexborHTMLParser, has_posts: bool) -> tuple[tuple[Link, ...], dict[str, str]]:  # noqa: FBT001 - one private caller
    """Return the link to older posts, within the bound, and the count of pages walked so far."""
    name = urlsplit(page.url).path.rstrip("/").rpartition("/")[2].lower()
    fact = _WALKED + name
    known = page.facts.get(fact, "0")
    walked = (int(known) if known.isdecimal() else 0) + 1
    facts = {fact: str(walked)}
    href = next((attribute(node, "href") for node in tree.css(OLDER)), "")
    url = absolute(page.url, href)
    before, here = query_value(url or "", "before"), query_value(page.url, "before")
    onward = before.isdecimal() and (not here.isdecimal() or int(before) < int(here))
    if url is None or not onward or not has_posts or walked >= MAX_PAGES:
        return (), facts
    return (Link(url=url, role=LinkRole.INDEX, optional=True),), facts


def recognise(page: Page) -> float:
    """Return how sure *page* is of Telegram's preview."""
    score = 0.0
    if urlsplit(page.url).hostname in {"t.me", "telegram.me", "telegram.dog"}:
        score += 0.5
    score += 0.5 if "tgme_widget_message" in page.text or "tgme_channel_info" in page.text else 0.0
    score += 0.3 if "tgme_page" in page.text or "telegram.org/css/widget-frame.css" in page.text else 0.0
    return min(1.0, score)


FAMILY = Family(
    id="telegram",
    title="Telegram public preview",
    kind=SiteKind.STREAM,
    entrances=entrances,
    read=read,
    recognise=recognise,
)
