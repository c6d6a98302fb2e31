"""Closed sets that the database keeps as small integers. A code is never reused or renumbered."""

from __future__ import annotations

from enum import StrEnum

from market.changes import ChangeKind, OfferState
from market.model import Detail, HandleType, LinkRole, Scope, SiteKind, Unit
from market.newness import Severity
from market.takedowns import BackHow, Frozen, GoneHow, NoticeState
from storage.records import Health, RunSource


class EndCause(StrEnum):
    """Why an offer or an interval of presence ended."""

    SUPERSEDED = "superseded"
    """A fuller text or a better reader says it in other offers; nothing happened at the site."""
    ABSENT = "absent"
    """Not in two proven looks."""
    REMOVED = "removed"
    """Its own address answered 404 or 410 in two proven looks."""
    SITE_DOWN = "site_down"
    SCROLLED_OFF = "scrolled_off"


class Origin(StrEnum):
    """Why an observation was added."""

    PAGE = "page"
    """The page says something else than before."""
    READER = "reader"
    """The page says the same, a better or fuller reading understands it otherwise."""


class Node(StrEnum):
    """What a verdict ties together."""

    RECORD = "record"
    HANDLE = "handle"


class Judgement(StrEnum):
    """What a verdict says about two nodes."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class AlertState(StrEnum):
    """Where the triage of an alert stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    IN_CASE = "in_case"
    CLOSED = "closed"


class Disposition(StrEnum):
    """What a closed alert was found to be."""

    TRUE = "true"
    FALSE_POSITIVE = "false_positive"
    DUPLICATE = "duplicate"
    BENIGN = "benign"


class NumberState(StrEnum):
    """Whether a free SMS page still shows a number."""

    ACTIVE = "active"
    GONE = "gone"


HEALTH = {Health.HEALTHY: 1, Health.PARTIAL: 2, Health.BLOCKED: 3, Health.BROKEN: 4, Health.FAILED: 5}
SOURCE = {RunSource.CRAWL: 1, RunSource.IMPORT: 2, RunSource.REREAD: 3}
SITE_KIND = {SiteKind.CATALOGUE: 1, SiteKind.STREAM: 2}
ROLE = {LinkRole.FACTS: 1, LinkRole.INDEX: 2, LinkRole.PRODUCT: 3, LinkRole.NOTICE: 4}
DETAIL = {Detail.SUMMARY: 1, Detail.FULL: 2}
SCOPE = {Scope.LISTING: 1, Scope.SITE: 2}
UNIT = {
    Unit.EACH: 1,
    Unit.CODE: 2,
    Unit.HOUR: 3,
    Unit.DAY: 4,
    Unit.WEEK: 5,
    Unit.MONTH: 6,
    Unit.YEAR: 7,
    Unit.PACK: 8,
    Unit.THOUSAND: 9,
}
HANDLE_TYPE = {
    HandleType.WECHAT: 1,
    HandleType.QQ: 2,
    HandleType.QQ_GROUP: 3,
    HandleType.TELEGRAM: 4,
    HandleType.EMAIL: 5,
    HandleType.PHONE: 6,
    HandleType.WHATSAPP: 7,
    HandleType.LINE: 8,
    HandleType.SKYPE: 9,
    HandleType.DISCORD: 10,
    HandleType.JABBER: 11,
    HandleType.URL: 12,
    HandleType.WALLET: 13,
}
OFFER_STATE = {
    OfferState.ACTIVE: 1,
    OfferState.SOLD_OUT: 2,
    OfferState.GONE: 3,
    OfferState.STALE: 4,
    OfferState.UNKNOWN: 5,
}
END_CAUSE = {
    EndCause.SUPERSEDED: 1,
    EndCause.ABSENT: 2,
    EndCause.REMOVED: 3,
    EndCause.SITE_DOWN: 4,
    EndCause.SCROLLED_OFF: 5,
}
CHANGE = {
    ChangeKind.APPEARED: 1,
    ChangeKind.PRICE_CHANGED: 2,
    ChangeKind.STOCK_CHANGED: 3,
    ChangeKind.SOLD_OUT: 4,
    ChangeKind.RESTOCKED: 5,
    ChangeKind.RELISTED: 6,
    ChangeKind.VANISHED: 7,
    ChangeKind.SELLER_NEW: 8,
    ChangeKind.SELLER_ON_NEW_SITE: 9,
    ChangeKind.SITE_DOWN: 10,
    ChangeKind.SITE_BACK: 11,
    ChangeKind.PRICE_LEVEL: 12,
}
ORIGIN = {Origin.PAGE: 0, Origin.READER: 1}
NODE = {Node.RECORD: 1, Node.HANDLE: 2}
JUDGEMENT = {Judgement.SAME: 1, Judgement.DIFFERENT: 2, Judgement.UNSURE: 3}
SEVERITY = {Severity.LOW: 1, Severity.MEDIUM: 2, Severity.HIGH: 3, Severity.CRITICAL: 4}
ALERT_STATE = {AlertState.OPEN: 1, AlertState.ACKNOWLEDGED: 2, AlertState.CLOSED: 3, AlertState.IN_CASE: 4}
DISPOSITION = {
    Disposition.TRUE: 1,
    Disposition.FALSE_POSITIVE: 2,
    Disposition.DUPLICATE: 3,
    Disposition.BENIGN: 4,
}
NUMBER_STATE = {NumberState.ACTIVE: 1, NumberState.GONE: 2}
NOTICE_STATE = {
    NoticeState.DRAFT: 1,
    NoticeState.FROZEN: 2,
    NoticeState.SENT: 3,
    NoticeState.ACKNOWLEDGED: 4,
    NoticeState.REFUSED: 5,
    NoticeState.NO_ANSWER: 6,
    NoticeState.GONE: 7,
    NoticeState.BACK: 8,
}
GONE_HOW = {GoneHow.LISTING: 1, GoneHow.SITE: 2}
BACK_HOW = {BackHow.RELISTED: 1, BackHow.NEW_URL: 2}
FROZEN = {Frozen.FRESH: 1, Frozen.STORED: 2}
