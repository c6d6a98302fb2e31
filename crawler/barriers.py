"""What stands where a page should be: a challenge, a block, a login, a demand for a key, a parking page. Pure.

Barriers are recognised and reported, never worked around.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from crawler.barriers_data import (
    BLOCKED,
    CHALLENGE,
    CHALLENGE_TITLE,
    CHALLENGE_WIDGET,
    LOGIN_WALL,
    NEEDS_KEY,
    PARKED,
    SUSPENDED,
)
from crawler.health import Cause

_LOOKED_AT = 60_000
_LITTLE_TEXT = 400
_SHORT_ANSWER = 600
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_PASSWORD = re.compile(r"<input[^<>]{0,500}type\s*=\s*[\"']?password", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """Why a page is not the page."""

    cause: Cause
    sign: str
    """The word or header that gave it away."""


def find_barrier(*, status: int, headers: Mapping[str, str], text: str) -> Barrier | None:
    """Return what stands where a page should be, None where nothing tells.

    Ask about answers without success, and about pages on which a reader found nothing: ordinary
    shop pages carry captcha widgets and login forms too. `headers` have lower-case names.
    """
    head = text[:_LOOKED_AT].lower()
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return Barrier(cause=Cause.CHALLENGE, sign="cf-mitigated")
    challenge = _challenge(head)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Barrier(cause=Cause.RATE_LIMIT, sign="429")
    if challenge:
        return challenge
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.OK, HTTPStatus.BAD_REQUEST}:
        short = len(head) <= _SHORT_ANSWER or not head.lstrip().startswith("<")
        if short and (sign := _first(NEEDS_KEY, head[:_SHORT_ANSWER])):
            return Barrier(cause=Cause.NEEDS_KEY, sign=sign)
    return _by_status(status, head) or _by_words(head)


def _by_status(status: int, head: str) -> Barrier | None:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED}:
        return Barrier(cause=Cause.LOGIN_WALL, sign=str(status))
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS, HTTPStatus.NOT_ACCEPTABLE}:
        if sign := _first(LOGIN_WALL, _visible(head)):
            return Barrier(cause=Cause.LOGIN_WALL, sign=sign)
        return Barrier(cause=Cause.BLOCKED, sign=str(status))
    return None


def _by_words(head: str) -> Barrier | None:
    visible = _visible(head)
    for cause, words in ((Cause.PARKED, PARKED), (Cause.PARKED, SUSPENDED), (Cause.LOGIN_WALL, LOGIN_WALL)):
        # one sentence among many is a remark; where it is most of what the page says it is the page
        if len(visible) <= _LITTLE_TEXT * 4 and (sign := _first(words, visible)):
            return Barrier(cause=cause, sign=sign)
    if _PASSWORD.search(head) and len(visible) <= _LITTLE_TEXT:
        return Barrier(cause=Cause.LOGIN_WALL, sign="password field")
    if len(visible) <= _LITTLE_TEXT and (sign := _first(BLOCKED, visible)):
        return Barrier(cause=Cause.BLOCKED, sign=sign)
    if _first(PARKED, head) and len(visible) <= _LITTLE_TEXT:
        return Barrier(cause=Cause.PARKED, sign="parking")
    return None


def _challenge(head: str) -> Barrier | None:
    if sign := _first(CHALLENGE, head):
        return Barrier(cause=Cause.CHALLENGE, sign=sign)
    title = _TITLE.search(head)
    if title and (sign := _first(CHALLENGE_TITLE, title[1])):
        return Barrier(cause=Cause.CHALLENGE, sign=sign)
    if (sign := _first(CHALLENGE_WIDGET, head)) and len(_visible(head)) <= _LITTLE_TEXT:
        return Barrier(cause=Cause.CHALLENGE, sign=sign)
    return None


def _visible(head: str) -> str:
    """Return roughly what a person would read."""
    for name in _UNSEEN:
        head = _without(head, f"<{name}", f"</{name}")
    return " ".join(_TAG.sub(" ", head).split())


def _without(text: str, opening: str, closing: str) -> str:
    """Return *text* without what stands between the two; what is never closed goes on to the end."""
    kept, place = [], 0
    while (start := text.find(opening, place)) >= 0:
        kept.append(text[place:start])
        place = text.find(closing, start)
        if place < 0:
            return " ".join(kept)
    return " ".join((*kept, text[place:]))


def _first(words: tuple[str, ...], text: str) -> str:
    return next((word for word in words if word in text), "")
