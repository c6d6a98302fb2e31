"""What a run's looks are worth: its health, and the one word that says why. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from market.model import LinkRole
from storage.records import Health


class Cause(StrEnum):
    """Why a page did not arrive as what it should be, or a run is less than healthy."""

    ROBOTS = "robots"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    REFUSED = "refused"
    RESET = "reset"
    PROXY = "proxy"
    PROTOCOL = "protocol"
    ENCODING = "encoding"
    REFUSED_ADDRESS = "refused_address"
    REDIRECT = "redirect"
    """A loop, too many hops, or a hop to a host the site file does not name."""
    GONE = "http_404"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    BLOCKED = "blocked"
    CHALLENGE = "challenge"
    RATE_LIMIT = "rate_limit"
    LOGIN_WALL = "login_wall"
    NEEDS_KEY = "needs_key"
    PARKED = "parked"
    """A parking, suspension or server default page."""
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    LAYOUT = "layout"
    """A page is not what its family's reader knows."""
    TOO_SLOW = "too_slow"
    """Reading the page used up the time that a page may take."""
    UNKNOWN_FAMILY = "unknown_family"
    EMPTY = "empty"
    """Nothing was listed, and the family's own mark for an empty catalogue was not there."""
    FEWER = "fewer_than_stated"
    """The site says it lists more than the run saw."""
    EXPECTED = "expected"
    """Outside the bounds that the site file pins."""
    BUDGET = "budget"
    """Pages, bytes or minutes ran out."""
    NO_REQUESTS = "no_requests"
    MEMORY = "memory"
    """The crawling process grew beyond what it may use."""
    OPTED_OUT = "opted_out"
    """Its host stands on the operator's opt-out list."""
    KILLED = "killed"
    ERROR = "error"
    """A fault of our own; the log has it."""


KEPT_OUT = frozenset(
    {
        Cause.ROBOTS,
        Cause.BLOCKED,
        Cause.CHALLENGE,
        Cause.RATE_LIMIT,
        Cause.LOGIN_WALL,
        Cause.NEEDS_KEY,
        Cause.OPTED_OUT,
    }
)
_SAYS_NOTHING = frozenset(
    {Cause.TIMEOUT, Cause.RESET, Cause.REFUSED, Cause.PROTOCOL, Cause.HTTP_5XX, Cause.TRUNCATED}
    | {Cause.TOO_LARGE, Cause.TOO_SLOW, Cause.DNS, Cause.TLS, Cause.PROXY}
)
"""Causes that say nothing of what stands on the page, as a 404 does."""
_NOT_THE_PAGE = frozenset({Cause.LAYOUT, Cause.TOO_SLOW, Cause.ENCODING, Cause.UNKNOWN_FAMILY})


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a run met, counted while it goes."""

    requests: int = 0
    pages: int = 0
    """Pages that arrived and could be read, unchanged ones included."""
    bytes: int = 0
    listings: int = 0
    numbers: int = 0
    empty: bool = False
    """The family's mark for an empty catalogue was seen."""
    total: int | None = None
    """How many listings the site itself says it has."""
    failures: Counter[Cause] = field(default_factory=Counter)
    """Pages that a complete run needs and did not get."""
    optional_failures: Counter[Cause] = field(default_factory=Counter)
    unseen: int = 0
    """Optional pages of goods or lists that did not arrive: what they show may stand there all the same."""
    left_a_list: bool = False
    """A list that had become a trap was left: what was not seen may stand further down."""
    stopped: Cause | None = None
    """Why the run ended before its work was done."""

    def failed(self, cause: Cause, *, role: LinkRole, optional: bool) -> None:
        """Count a page that did not arrive.

        A product that is gone between index and look is the shop's own everyday change.
        """
        everyday = role is LinkRole.PRODUCT and cause is Cause.GONE
        self.unseen += optional and cause in _SAYS_NOTHING and role in {LinkRole.PRODUCT, LinkRole.INDEX}
        (self.optional_failures if optional or everyday else self.failures)[cause] += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a run ended."""

    health: Health
    cause: Cause | None = None
    """None only where healthy."""
    complete: bool = False
    """True where every page of the catalogue was seen."""


def verdict(tally: Tally, *, listings_min: int | None = None, listings_max: int | None = None) -> Verdict:
    """Return the health of a finished run; the bounds are those that its site file pins."""
    main = _main_cause(tally)
    if tally.stopped is Cause.ERROR:
        return Verdict(health=Health.FAILED, cause=Cause.ERROR)
    if not tally.pages:
        return _nothing_arrived(tally, main)
    if not tally.listings and not tally.numbers:
        return _nothing_listed(tally, main)
    if tally.stopped or main:
        return _something_missing(tally, main)
    return _everything_arrived(tally, listings_min, listings_max)


def _everything_arrived(tally: Tally, low: int | None, high: int | None) -> Verdict:
    if (low is not None and tally.listings < low) or (high is not None and tally.listings > high):
        return Verdict(health=Health.BROKEN, cause=Cause.EXPECTED)
    if tally.total is not None and tally.listings < tally.total:
        return Verdict(health=Health.PARTIAL, cause=Cause.FEWER)
    return Verdict(health=Health.HEALTHY, complete=not tally.left_a_list)


def _something_missing(tally: Tally, main: Cause | None) -> Verdict:
    """Return partial; where half of the needed pages fell to one cause, what that cause makes of the run."""
    needed = tally.pages + tally.failures.total()
    if main in {Cause.LAYOUT, *KEPT_OUT} and tally.failures[main] * 2 >= needed:
        return Verdict(health=_health_of(main), cause=main)
    return Verdict(health=Health.PARTIAL, cause=tally.stopped or main)


def _nothing_arrived(tally: Tally, main: Cause | None) -> Verdict:
    cause = main or tally.stopped or _most(tally.optional_failures) or Cause.NO_REQUESTS
    if tally.stopped is Cause.KILLED:
        cause = Cause.KILLED
    return Verdict(health=_health_of(cause), cause=cause)


def _nothing_listed(tally: Tally, main: Cause | None) -> Verdict:
    if main is None and tally.stopped is None and tally.empty:
        return Verdict(health=Health.HEALTHY, complete=True)
    cause = tally.stopped or main or Cause.EMPTY
    health = Health.BROKEN if cause is Cause.EMPTY else _health_of(cause)
    return Verdict(health=health, cause=cause)


def _health_of(cause: Cause) -> Health:
    if cause in KEPT_OUT:
        return Health.BLOCKED
    return Health.BROKEN if cause in _NOT_THE_PAGE else Health.FAILED


def _main_cause(tally: Tally) -> Cause | None:
    """Return the cause to name: one that explains others before the most frequent one."""
    for cause in (Cause.CHALLENGE, Cause.LOGIN_WALL, Cause.NEEDS_KEY, Cause.RATE_LIMIT, Cause.BLOCKED):
        if tally.failures[cause] and tally.failures[cause] * 3 >= tally.failures.total():
            return cause
    return _most(tally.failures)


def _most(counts: Counter[Cause]) -> Cause | None:
    return max(counts, key=lambda cause: (counts[cause], cause), default=None) if counts.total() else None
