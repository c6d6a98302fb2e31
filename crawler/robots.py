"""What a robots.txt allows: RFC 9309, plus the Crawl-delay that it leaves open. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

PRODUCT = "haoshao"
"""Our product token."""
MAX_BYTES = 500 * 1024
MAX_REDIRECTS = 5
_MAX_DELAY_S = 3600.0
_TOKEN = re.compile(r"[a-zA-Z_-]+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?[]@!&'()+,;=")
"""What is written as itself: unreserved characters, and reserved ones but for those that have a meaning in a rule."""
_ESCAPE = re.compile("%[0-9a-fA-F]{2}|[^\\x21-\\x7e]|[$*]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One Allow or Disallow line."""

    allow: bool
    pieces: tuple[str, ...]
    """The pattern cut at its wildcards, normalised."""
    anchored: bool
    """True where the pattern ends with `$`."""
    length: int
    """Of the pattern in characters: the longest match wins."""

    def matches(self, target: str) -> bool:
        """Return whether the rule speaks about *target*, a normalised path and query."""
        first, *rest = self.pieces
        if not target.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(target) == len(first)
        place = len(first)
        last = rest.pop() if self.anchored else None
        for piece in rest:
            place = target.find(piece, place)
            if place < 0:
                return False
            place += len(piece)
        return last is None or (target.endswith(last) and len(target) - len(last) >= place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What one host asks of us."""

    rules: tuple[Rule, ...] = ()
    crawl_delay_s: float | None = None
    closed: bool = False
    """True where the file could not be had: everything is disallowed until it can."""

    def allows(self, url: str) -> bool:
        """Return whether *url* may be fetched."""
        parts = urlsplit(url)
        if parts.path == "/robots.txt":
            return True
        if self.closed:
            return False
        if not self.rules:
            return True
        target = _spelt((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        met = [(rule.length, rule.allow) for rule in self.rules if rule.matches(target)]
        return max(met)[1] if met else True


OPEN = Robots()
CLOSED = Robots(closed=True)


def robots_for_status(status: int) -> Robots | None:
    """Return what a status without a usable file means: 4xx allows, 5xx and the rest close; None for 2xx.

    429 is no 4xx in this sense: a server that is asked too often has said nothing about its rules.

    Source: RFC 9309 section 2.3.1.
    """
    if 200 <= status < 300:  # noqa: PLR2004 - the class of a status
        return None
    return OPEN if 400 <= status < 500 and status != 429 else CLOSED  # noqa: PLR2004 - same


def parse_robots(text: str, product: str = PRODUCT) -> Robots:
    """Return what *text*, of which the first `MAX_BYTES` are read, asks of *product*."""
    ours: list[tuple[str, str]] = []
    everyone: list[tuple[str, str]] = []
    named = False
    agents: list[str] = []
    in_rules = False
    for line in _lines(text):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key in {"user-agent", "useragent"}:
            agents = [value] if in_rules else [*agents, value]
            in_rules = False
            named = named or _names(value, product)
        elif key in {"allow", "disallow", "crawl-delay"}:
            # only what RFC 9309 defines ends the list of agents (section 2.2.4)
            in_rules = in_rules or key != "crawl-delay"
            if any(_names(agent, product) for agent in agents):
                ours.append((key, value))
            elif "*" in agents:
                everyone.append((key, value))
    lines = ours if named else everyone
    rules = tuple(_rule(key == "allow", value) for key, value in lines if key != "crawl-delay" and value)
    delays = [delay for key, value in lines if key == "crawl-delay" and (delay := _seconds(value)) is not None]
    return Robots(rules=rules, crawl_delay_s=max(delays, default=None))


def _lines(text: str) -> list[str]:
    """Return the lines of as much as is read; one that the limit cuts through is none."""
    lines = _LINE_END.split(text[:MAX_BYTES].removeprefix("\ufeff"))
    return lines[:-1] if len(text) > MAX_BYTES else lines


def _names(agent: str, product: str) -> bool:
    token = _TOKEN.match(agent)
    return token is not None and token[0].lower() == product


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return min(seconds, _MAX_DELAY_S) if seconds >= 0 else None


def _rule(allow: bool, pattern: str) -> Rule:  # noqa: FBT001 - which of the two lines it is
    anchored = pattern.endswith("$")
    plain = "*".join(_spelt(piece) for piece in pattern.removesuffix("$").split("*"))
    if not plain.startswith(("/", "*")):
        plain = "/" + plain
    return Rule(allow=allow, pieces=tuple(plain.split("*")), anchored=anchored, length=len(plain) + anchored)


def _spelt(target: str) -> str:
    """Return *target* with one spelling for each octet (RFC 9309 sections 2.2.2 and 2.2.3)."""
    return _ESCAPE.sub(_one_spelling, target)


def _one_spelling(found: re.Match[str]) -> str:
    said = found[0]
    if len(said) == 1:
        return "".join(f"%{octet:02X}" for octet in said.encode("utf-8", "replace"))
    mark = chr(int(said[1:], 16))
    return mark if mark in _PLAIN else said.upper()
