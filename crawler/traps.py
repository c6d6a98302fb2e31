"""Spider traps: addresses that say the same thing, and chains of pages that lead on without ever showing anything new.

A calendar, a session id in the address, paging without end and parameters in every order all look like this: an
index page that shows nothing new leads to another one that shows nothing new. Pure.
"""

from __future__ import annotations

import re
from collections import Counter

from market.model import PageIssue

LONGEST_CHAIN = 8
"""Index pages in a row, each found on the one before, that may show nothing new."""
MOST_BARREN = 40
"""Index pages of one shape that may show nothing new, where each was found on one that showed nothing new."""
MOST_BARREN_IN_ALL = 250
"""The same over all shapes: properties in every combination and sessions in the path make a new shape each time."""
_SESSION = re.compile(
    r"(?i);jsessionid=[^?#/]*|(?<=[?&])(?:"
    r"(?:phpsessid|jsessionid|sessionid|session_id|sid|s|zenid|oscsid|cfid|cftoken)=[0-9a-z]{16,128}"
    r"|(?:_|_t|timestamp|rand|nocache)=[0-9.]{6,20}"
    r"|utm_[a-z]{1,20}=[^&]*|(?:fbclid|gclid|msclkid|yclid|spm|scm)=[^&]*"
    r")(?:&|$)"
)
_CHANGING = re.compile(r"\d+|(?<=/)[0-9a-f]{12,}(?=/|$)")


def plain_address(url: str) -> str:
    """Return what *url* is the same as: without session ids, and with its parameters in one order."""
    if "?" not in url and ";" not in url:
        return url
    plain = _SESSION.sub("", url)
    path, mark, query = plain.partition("?")
    if not mark:
        return path
    words = sorted(word for word in query.split("&") if word)
    return f"{path}?{'&'.join(words)}" if words else path


def shape_of(url: str) -> str:
    """Return what addresses of one kind have in common: numbers and long codes cut out, parameters by name only."""
    path, _, query = url.partition("?")
    names = sorted({word.partition("=")[0] for word in query.split("&") if word})
    return _CHANGING.sub("#", path) + ("?" + "&".join(names) if names else "")


class Traps:
    """What a run has learned about chains of index pages that show nothing new."""

    def __init__(self) -> None:
        self._barren: Counter[str] = Counter()
        self._all_barren = 0
        self._told: set[str] = set()
        self._fruitful: set[str] = set()
        self.left_a_list = False
        """Whether pages were left of a kind that had shown something new: there may be more behind them."""

    def showed_news(self, url: str) -> None:
        """Note that the index at *url* showed something new."""
        self._fruitful.add(shape_of(url))

    def leads_nowhere(self, url: str, barren: int) -> PageIssue | None:
        """Return the issue where *url*, an index found after `barren` pages without news, is not followed any more.

        The issue is the same for all addresses of a shape, so that a run tells it once and counts the rest.
        """
        if not barren:
            return None
        shape = shape_of(url)
        said = shape[:160] if self._all_barren <= MOST_BARREN_IN_ALL else "ever new addresses"
        if shape not in self._told:
            self._barren[shape] += 1
            self._all_barren += 1
            few = self._barren[shape] <= MOST_BARREN and self._all_barren <= MOST_BARREN_IN_ALL
            if barren < LONGEST_CHAIN and few:
                return None
            self._told.add(shape)
            self.left_a_list = self.left_a_list or shape in self._fruitful
        return PageIssue(code="trap", detail=f"{said}: pages without end that show nothing new; left there")
