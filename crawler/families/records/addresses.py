"""Addresses: what a link of an unknown site leads to, judged by its shape and anchor."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

from crawler.families.records import words_data as words

MAX_URL = 2000
_MAX_ENDING = 5
"""Letters of .html, .aspx and the like."""
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|yclid|ref|from|spm|sid|phpsessid|PHPSESSID|_ga|sessionid)$")
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|zip|rar|pdf|apk|exe|mp4|mp3|woff2?|json|xml|txt)$", re.IGNORECASE
)
_ACTIONS = frozenset(
    """
    cart basket checkout login logout signin sign-in signup sign-up register my-account wishlist compare order-search
    orders query password profile search captcha create-order lang language currency locale share print feed rss
    wp-admin wp-login wp-json wp-content admin reply api user users member author comments xmlrpc cdn-cgi
    """.split()  # noqa: SIM905 - a list of path segments reads better in rows
)
_ACTION_PARAMETERS = frozenset(
    """
    add-to-cart add_to_cart addtocart cart login logout orderby sort order lang language currency locale share print
    feed replytocom min_price max_price filter dir view action redirect return
    """.split()  # noqa: SIM905 - same
)
_CALL = re.compile(
    r"""(?:location(?:\.href)?\s*=|location\.assign\(|window\.open\(|href\s*=)\s*['"]([^'"]{1,500})['"]"""
)
_ID = re.compile(r"\d{1,19}|[0-9a-f]{8,}(?:-[0-9a-f]{4,})*", re.IGNORECASE)


def absolute(href: str, base: str) -> str | None:
    """Return *href* as an http address without fragment, seen from *base*; None where it leads nowhere."""
    href = href.strip()
    if not href or len(href) > MAX_URL or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        parts = urlsplit(urljoin(base, href))
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    route = parts.fragment if parts.fragment.startswith("/") and len(parts.fragment) > 1 else ""
    host = parts.hostname.lower() + (f":{port}" if port else "")
    path = quote(
        unquote(parts.path, errors="surrogateescape").encode("utf-8", "surrogateescape"), safe="/%:@!$&'()*+,;=~-._"
    )
    return urlunsplit((parts.scheme, host, path or "/", _query(parts.query), route))


def _query(query: str) -> str:
    if not query:
        return ""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=40)
    except ValueError:
        return query
    kept = [(k, v) for k, v in pairs if not _TRACKING.match(k)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def same_site(url: str, other: str) -> bool:
    """Whether two addresses have the same host and port, a leading www apart."""
    a, b = urlsplit(url).netloc.lower(), urlsplit(other).netloc.lower()
    return a.removeprefix("www.") == b.removeprefix("www.")


def key_of(url: str) -> str:
    """Return the path and query of an address, without tracking: what names a listing that has no id."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/") or "/"
    route = f"#{parts.fragment}" if parts.fragment.startswith("/") else ""
    return path + (f"?{parts.query}" if parts.query else "") + route


def shape_of(url: str) -> str:
    """Return the pattern of an address: segments and parameter names, with ids and the last slug left open."""
    parts = urlsplit(url)
    segments = [s for s in parts.path.split("/") if s]
    shaped = ["#" if _ID.fullmatch(s.split(".")[0]) else s for s in segments[:-1]]
    if segments:
        last = segments[-1]
        ending = "." + last.rsplit(".", 1)[1] if "." in last and len(last.rsplit(".", 1)[1]) <= _MAX_ENDING else ""
        shaped.append("*" + ending)
    names = sorted({k for k, _ in parse_qsl(parts.query)[:10]}) if parts.query else []
    return "/" + "/".join(shaped) + ("?" + "&".join(names) if names else "")


def is_fetchable(url: str) -> bool:
    """Whether an address may be followed as a page of goods: no file, no action, no log-in, no basket."""
    parts = urlsplit(url)
    if _FILES.search(parts.path):
        return False
    segments = {s.lower().split(".")[0] for s in parts.path.split("/") if s}
    names = {k.lower() for k, _ in parse_qsl(parts.query, keep_blank_values=True)[:20]} if parts.query else set()
    return not (segments & _ACTIONS or names & _ACTION_PARAMETERS)


def is_goods_path(url: str) -> bool:
    """Whether an address has the shape of one thing for sale (/product/slug, /buy/12, ?goods_id=3)."""
    parts = urlsplit(url)
    segments = [s.lower() for s in parts.path.split("/") if s]
    if any(s in words.GOODS_SEGMENTS for s in segments[:-1]):
        return True
    names = {k.lower() for k, _ in parse_qsl(parts.query)[:10]} if parts.query else set()
    return any(n in {"gid", "goods_id", "product_id", "pid", "item", "item_id", "id"} for n in names) and not any(
        n in words.CATEGORY_PARAMETERS for n in names - {"gid"}
    )


def is_category_path(url: str) -> bool:
    """Whether an address has the shape of a list of goods (/category/x, ?cid=3)."""
    parts = urlsplit(url)
    segments = [s.lower().split(".")[0] for s in parts.path.split("/") if s]
    if any(s in words.CATEGORY_SEGMENTS for s in segments):
        return True
    return any(k.lower() in words.CATEGORY_PARAMETERS for k, _ in parse_qsl(parts.query)[:10]) if parts.query else False


def called_address(script: str) -> str | None:
    """Return the address that an onclick handler opens."""
    found = _CALL.search(script[:MAX_URL])
    return found[1] if found else None
