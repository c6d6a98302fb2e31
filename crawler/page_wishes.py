"""What a page itself asks of crawlers: X-Robots-Tag and the robots meta element. Pure.

haoshao publishes no index, so a `noindex` for everybody speaks of something it does not do, and the page is read like
any other. A page that names haoshao, or says `noindex` where the operator chose to obey it for everybody, is not.

Source: RFC 9309 leaves it open; the words are those that search engines document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crawler.robots import PRODUCT

_HEAD = 20_000
"""Characters of a page in which its meta elements stand."""
_META = re.compile(r"<meta\b[^>]{0,500}>")
_ATTRIBUTE = re.compile(r"(name|content)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+)")
_REFUSALS = frozenset({"noindex", "none"})


def refusal_of(headers: Mapping[str, str], text: str, *, for_everybody: bool) -> str | None:
    """Return the words by which a page asks not to be kept, None where it asks nothing that is obeyed.

    `headers` have lower-case names. `for_everybody` obeys words that name no crawler as well.
    """
    for agent, words in _said(headers, text):
        refused = next((word for word in words if word in _REFUSALS), None)
        if refused and (agent == PRODUCT or (for_everybody and agent in {"", "robots"})):
            return f"{agent or 'robots'}: {refused}"
    return None


def _said(headers: Mapping[str, str], text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield who is addressed, empty for everybody, and with which words."""
    agent = ""
    for part in headers.get("x-robots-tag", "").lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and not name.strip().startswith(("unavailable_after", "max-")):
            agent, part = name.strip(), rest  # noqa: PLW2901 - the name holds for what follows it
        yield agent, [part.strip()]
    head = text[:_HEAD].lower()
    if "robots" not in head and PRODUCT not in head:
        return
    for meta in _META.finditer(head):
        said = {key: value.strip("\"'").strip() for key, value in _ATTRIBUTE.findall(meta[0])}
        if said.get("name") in {"robots", PRODUCT}:
            yield said["name"], [word.strip() for word in said.get("content", "").split(",")]
