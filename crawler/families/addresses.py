"""Addresses of pages: absolute, in one spelling, without what changes from visit to visit."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

PORTS = {"http": 80, "https": 443}
FLEETING = re.compile(r"(?i)^(sid|s|phpsessid|sessionid|session_id|utm_\w+|fbclid|gclid|_t|spm|jsessionid|aff)$")
"""Query keys that name a visit rather than a page; `s` only where its value looks like a session."""
_PLAIN = re.compile(r"(?:https?://[^/?#\s@]+)?(/[A-Za-z0-9/_.~%-]*)")
_SAFE_PATH = "/:@!$&'()*+,;=~%-._"


def canonical(url: str) -> str | None:
    """Return *url* in one spelling, None where it is no usable http address.

    Scheme and host in lower case, default port, fragment, user part and fleeting query keys left out, non-ASCII
    percent-encoded. A fragment that is a route (`#/detail/3`) stays: single-page shops have nothing else.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in PORTS or not host or re.search(r"[\s<>\"'\\]", host):
        return None
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[scheme]:
        place = f"{place}:{port}"
    route = parts.fragment if parts.fragment.startswith(("/", "!/")) else ""
    path = quote(parts.path or "/", safe=_SAFE_PATH)
    return urlunsplit((scheme, place, path, _lasting(parts.query), quote(route, safe=_SAFE_PATH + "?")))


def _lasting(query: str) -> str:
    """Return *query* without fleeting keys; untouched where it has none, so that its spelling stays the site's."""
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100) if query.count("&") < 100 else []  # noqa: PLR2004 - the cap
    kept = [(key, value) for key, value in pairs if not _is_fleeting(key, value)]
    if len(kept) == len(pairs):
        return quote(query, safe=_SAFE_PATH + "?[]")
    return urlencode(kept)


def _is_fleeting(key: str, value: str) -> bool:
    if key == "s":
        return bool(re.fullmatch(r"[0-9a-f]{32}", value))
    return bool(FLEETING.match(key))


def absolute(base: str, href: str) -> str | None:
    """Return where *href* on the page *base* leads, in one spelling; None for scripts, mail and broken addresses."""
    href = href.strip()
    if href.startswith("/") and not href.startswith("//") and (path := _plain_path(href)):
        return _root(base) + path
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:", "tg:")):
        return None
    try:
        return canonical(urljoin(base, href))
    except ValueError:
        return None


def on_host(base: str, href: str) -> str | None:
    """Return where *href* leads if the shop's own host answered it: shops configure a wrong own address often."""
    path = _plain_path(href)
    if path:
        return _root(base) + path
    target = absolute(base, href)
    if target is None:
        return None
    here, there = urlsplit(base), urlsplit(target)
    return canonical(urlunsplit((here.scheme, here.netloc, there.path, there.query, there.fragment)))


def _plain_path(href: str) -> str:
    """Return the path of an address that needs no clearing up, "" for any other; most links of a shop are such."""
    found = _PLAIN.fullmatch(href)
    return found[1] if found and "/." not in found[1] and "//" not in found[1] else ""


@lru_cache(maxsize=256)
def _root(url: str) -> str:
    """Return scheme and host of *url* in one spelling."""
    return (canonical(at_root(url, "/")) or at_root(url, "/")).rstrip("/")


def at_root(url: str, path: str) -> str:
    """Return the address of *path* ("/…", query and all) on the host of *url*."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{path}"


def same_host(one: str, other: str) -> bool:
    """Return whether both addresses lie on one host and port."""
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()


def path_key(url: str) -> str:
    """Return path and query of *url*, the key of a listing that has no id of its own."""
    parts = urlsplit(url)
    route = f"#{parts.fragment}" if parts.fragment else ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") + route


def query_value(url: str, key: str) -> str:
    """Return the value of *key* in the query of *url*, "" where it has none."""
    query = urlsplit(url).query
    pairs = parse_qsl(query, keep_blank_values=True) if query.count("&") < 100 else []  # noqa: PLR2004 - the cap
    return next((value for name, value in pairs if name == key), "")


def with_query(url: str, **changes: str) -> str:
    """Return *url* with the given query keys set, the others left as they were."""
    parts = urlsplit(url)
    pairs = dict(parse_qsl(parts.query, keep_blank_values=True)) if parts.query.count("&") < 100 else {}  # noqa: PLR2004 - the cap
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(pairs | changes), ""))
