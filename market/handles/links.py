"""Links and addresses: which contact, if any, a link stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from market.handles.hosts_data import COMMON_HOSTS, COMMON_NAMES, FILE_ENDINGS, TELEGRAM_PATHS
from market.linear import holds_one, linear
from market.model import HandleType, Span

if TYPE_CHECKING:
    from tldextract import TLDExtract

LINK: Final = linear(
    (
        r"(?:mailto:)?[a-z0-9а-я._%+-]*[a-z0-9а-я_+-]@(?:[a-z0-9-]+\.)+[a-z]{2,24}"
        r"|(?:tg|tencent|mqqwpa|weixin|skype|viber|xmpp|tel|sms)://?[^\s\"'<>，。；、）】|]+|skype:live:[a-z0-9._:-]+"
        r"|(?:h[tx][tx]ps?://)?(?:[a-z0-9а-я][a-z0-9а-я_-]*\.)+[a-zа-я]{2,24}(?::[0-9]{2,5})?(?:[/?#](?:[^\s\"'<>，。；、）】"
        r"|`,;]|[,;][0-9])*)?"
    ).encode()
)
"""A mail address, an application's link, or a host with or without scheme and path; on folded text.

Folding makes ，and ； into , and ;: in a path they end the address, but between numbers (`/item,12`).
"""

_LINK_SIGNS: Final = (":/", "skype:")
_HOST_SIGN: Final = re.compile(r"\.[a-zа-я][a-zа-я]")
"""Every link holds one of these; found quickly."""


def link_places(text: str) -> Iterator[Span]:
    """Yield the places of links and hosts, line by line: most lines hold none."""
    signed = holds_one(text, _LINK_SIGNS)
    if not signed and not _HOST_SIGN.search(text):
        return
    at = 0
    for line in text.split("\n"):
        if _HOST_SIGN.search(line) or (signed and holds_one(line, _LINK_SIGNS)):
            encoded = line.encode()
            for match in LINK.finditer(encoded):
                start = at + len(encoded[: match.start()].decode())
                yield start, start + len(match.group().decode())
        at += len(line) + 1


_TELEGRAM_HOSTS: Final = frozenset({"t.me", "telegram.me", "telegram.dog", "tx.me", "telesco.pe"})
_WHATSAPP_HOSTS: Final = frozenset(
    {"wa.me", "api.whatsapp.com", "web.whatsapp.com", "whatsapp.com", "send.whatsapp.com"}
)
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{3,31}")
_AFTER_NAME: Final = re.compile(r"[?,;]")
_DIGITS: Final = re.compile(r"\d{7,15}")


class Contact(NamedTuple):
    """What a link leads to."""

    type: HandleType
    value: str


def contact_behind(link: str, raw: str, shared_hosts: Mapping[str, int]) -> Contact | None:
    """Return the contact that *link* (folded) stands for; None where it is nobody's.

    *raw* is the same link as written, for values that keep their case.
    *shared_hosts* says of how many path parts a merchant's name consists
    where many merchants share a host.
    """
    if "@" in link and "/" not in link:
        address = link.removeprefix("mailto:").strip("._-+")
        return None if ".." in address else Contact(HandleType.EMAIL, address)
    scheme, _, rest = link.partition(":")
    if scheme in _APPLICATIONS and rest:
        return _application(scheme, rest.lstrip("/"), raw)
    target = "//" + re.sub(r"^h[tx][tx]ps?://", "", link).rstrip(".,;:!?)")
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    known = _of_known_host(host, parts.path, parts.query, raw)
    if known is not None or host in _TELEGRAM_HOSTS | _WHATSAPP_HOSTS:
        return known
    return _of_other_host(link, host, parts.path, shared_hosts)


_APPLICATIONS: Final = frozenset({"tg", "tencent", "mqqwpa", "weixin", "skype", "viber", "xmpp", "tel", "sms"})


def _application(scheme: str, rest: str, raw: str) -> Contact | None:
    fields = parse_qs(rest.partition("?")[2])
    if scheme == "tg":
        name = next(iter(fields.get("domain", ())), "")
        return Contact(HandleType.TELEGRAM, name) if _NAME.fullmatch(name) else None
    if scheme in {"tencent", "mqqwpa"}:
        return _qq(next(iter(fields.get("uin", ())), ""))
    if scheme == "skype":
        return Contact(HandleType.SKYPE, raw.partition(":")[2].lstrip("/").partition("?")[0])
    if scheme == "xmpp":
        return Contact(HandleType.JABBER, rest.partition("?")[0])
    if scheme in {"tel", "sms"} or (scheme == "viber" and "number" in fields):
        digits = re.sub(r"\D", "", unquote(next(iter(fields.get("number", ())), rest)))
        return Contact(HandleType.PHONE, "+" + digits) if _DIGITS.fullmatch(digits) else None
    return None


def _of_known_host(host: str, path: str, query: str, raw: str) -> Contact | None:
    """Return the contact behind a link of a messenger."""
    steps = [step for step in path.split("/") if step]
    if host in _TELEGRAM_HOSTS:
        return _telegram(steps, raw)
    if host.endswith(".t.me") and _NAME.fullmatch(host[:-5]):
        return Contact(HandleType.TELEGRAM, host[:-5])
    first = steps[0] if steps else ""
    if host in _WHATSAPP_HOSTS:
        digits = re.sub(r"\D", "", next(iter(parse_qs(query).get("phone", ())), first))
        return Contact(HandleType.WHATSAPP, "+" + digits) if _DIGITS.fullmatch(digits) else None
    if host in {"wpa.qq.com", "user.qzone.qq.com"}:
        return _qq(next(iter(parse_qs(query).get("uin", ())), first))
    return _of_rarer_host(host, steps, raw) if steps else None


def _of_rarer_host(host: str, steps: list[str], raw: str) -> Contact | None:
    invited = host == "discord.gg" or (host in {"discord.com", "discordapp.com"} and steps[0] == "invite")
    if invited:
        return Contact(HandleType.DISCORD, "discord.gg/" + raw.rstrip("/").rpartition("/")[2])
    if host == "line.me":
        name = unquote(steps[-1]).lstrip("~@")
        return Contact(HandleType.LINE, name) if name not in {"ti", "p", "r"} else None
    if host == "zalo.me" and _DIGITS.fullmatch(steps[0]) and steps[0][0] == "0":
        return Contact(HandleType.PHONE, "+84" + steps[0].lstrip("0"))
    return None


def _qq(number: str) -> Contact | None:
    return Contact(HandleType.QQ, number) if re.fullmatch(r"[1-9]\d{4,10}", number) else None


def _telegram(steps: list[str], raw: str) -> Contact | None:
    if not steps:
        return None
    first = steps[1] if steps[0] == "s" and len(steps) > 1 else steps[0]
    if first.startswith("+") or (first == "joinchat" and len(steps) > 1):
        written = raw.rstrip("/.,").rpartition("/")[2]
        digits = written.lstrip("+")
        return Contact(HandleType.TELEGRAM, written if digits.isdigit() else "+" + digits)
    name = _AFTER_NAME.split(first.lstrip("@"), maxsplit=1)[0].rstrip(".:!")
    if first in TELEGRAM_PATHS or not _NAME.fullmatch(name):
        return None
    return Contact(HandleType.TELEGRAM, name)


def _of_other_host(link: str, host: str, path: str, shared_hosts: Mapping[str, int]) -> Contact | None:
    """Return a seller's own site; a bare word with a dot is one only under a real top-level domain."""
    plain = "/" not in link and not link.startswith(("http", "hxxp", "www."))
    ending = host.rpartition(".")[2]
    if plain and ending in FILE_ENDINGS:
        return None
    site = registrable(host)
    if site is None or site in COMMON_HOSTS or host in COMMON_HOSTS or site.partition(".")[0] in COMMON_NAMES:
        return None
    count = shared_hosts.get(site, shared_hosts.get(host, 0))
    steps = [step for step in path.split("/") if step][:count]
    return Contact(HandleType.URL, "/".join((site, *steps)))


_RESERVED: Final = frozenset({"example", "test", "invalid", "onion", "localhost", "i2p", "bit"})


@lru_cache(maxsize=4096)
def registrable(host: str) -> str | None:
    """Return the part of *host* that somebody registered; None under an unknown top-level domain.

    The public suffix list is the snapshot that tldextract ships; nothing is
    fetched or cached. Reserved domains (RFC 2606, .onion) count as known.
    """
    name = host.strip(".")
    if name.rpartition(".")[2] in _RESERVED:
        return ".".join(name.split(".")[-2:]) if "." in name else None
    found = _suffixes()(name, include_psl_private_domains=True)
    if not found.domain or not found.suffix:
        return None
    return f"{found.domain}.{found.suffix}"


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract  # noqa: PLC0415 - its list takes a third of a second: only for texts with links

    return TLDExtract(suffix_list_urls=(), cache_dir=None)
