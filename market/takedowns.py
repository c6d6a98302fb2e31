"""The life of a takedown notice: its states, and which may follow which; pure."""

from __future__ import annotations

from enum import StrEnum

from market.errors import MarketError


class NoticeState(StrEnum):
    """Where a notice stands."""

    DRAFT = "draft"
    FROZEN = "frozen"
    """The evidence is frozen: from here on it may leave."""
    SENT = "sent"
    """A person sent it, the proof is kept."""
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    """The due date passed without a word."""
    GONE = "gone"
    """Everything it is about is proven gone."""
    BACK = "back"
    """Something that was gone is offered again; a new attempt has begun."""


class GoneHow(StrEnum):
    """By which of the two proofs a target is gone."""

    LISTING = "listing"
    """Absent from two healthy and complete looks, or its own address answered 404 or 410 in two."""
    SITE = "site"
    """The whole site is down: the same definite sign in three looks over two days."""


class BackHow(StrEnum):
    """How something that was gone is offered again."""

    RELISTED = "relisted"
    """The very same offer."""
    NEW_URL = "new_url"
    """The same seller or contact offers the same under another address."""


class Frozen(StrEnum):
    """How evidence was frozen."""

    FRESH = "fresh"
    """By a look taken for the case."""
    STORED = "stored"
    """From the snapshot of an earlier look."""


ANSWERS = (NoticeState.ACKNOWLEDGED, NoticeState.REFUSED, NoticeState.NO_ANSWER)
"""What a person may record as the recipient's answer."""
AWAITED = (NoticeState.SENT, *ANSWERS)
"""Sent, and what it asks for has not happened yet."""
WATCHED = (*AWAITED, NoticeState.GONE, NoticeState.BACK)
"""What every look at the market is compared with: also what is gone may come back, and more of it."""

_NEXT: dict[NoticeState, tuple[NoticeState, ...]] = {
    NoticeState.DRAFT: (NoticeState.FROZEN,),
    NoticeState.FROZEN: (NoticeState.FROZEN, NoticeState.SENT),
    NoticeState.SENT: (*ANSWERS, NoticeState.GONE),
    NoticeState.ACKNOWLEDGED: (NoticeState.REFUSED, NoticeState.NO_ANSWER, NoticeState.GONE),
    NoticeState.REFUSED: (NoticeState.ACKNOWLEDGED, NoticeState.GONE),
    NoticeState.NO_ANSWER: (*ANSWERS, NoticeState.GONE),
    NoticeState.GONE: (NoticeState.BACK,),
    NoticeState.BACK: (),
}


class NoticeStateError(MarketError):
    """A notice cannot go from the state it is in to the one that was asked for."""


def check_move(notice: str, now: NoticeState, then: NoticeState) -> None:
    """Return where a notice may go from *now* to *then*.

    Raises:
        NoticeStateError: it may not; says what may follow.
    """
    if then in _NEXT[now]:
        return
    if then in {NoticeState.GONE, NoticeState.BACK}:
        raise NoticeStateError(
            f"{notice}: {then} is concluded from looks at the site alone; crawl it, then `haoshao case check`"
        )
    if now is NoticeState.DRAFT:
        raise NoticeStateError(f"{notice}: is a draft; freeze its evidence first: `haoshao case freeze`")
    if then in ANSWERS and now is NoticeState.FROZEN:
        raise NoticeStateError(
            f"{notice}: was not sent yet; record that first: `haoshao case sent {notice} --proof FILE`"
        )
    following = ", ".join(_NEXT[now]) or "nothing"
    raise NoticeStateError(f"{notice}: is {now}, which may be followed by {following}, not by {then}")
