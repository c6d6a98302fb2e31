"""Cases as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from base.clock import iso
from base.sinks import columns, terminal
from storage.access import Access
from storage.cases import label
from storage.queries.cases import Case, CaseLine, Notice
from storage.queries.figures import RecipientFigures
from storage.queries.takedowns import DueNotice
from storage.records import SnapshotRef
from takedown.facts import CaseFacts
from takedown.routes import Route


def case_list(cases: Iterable[CaseLine]) -> Iterator[str]:
    """Yield a line for each case."""
    for one in cases:
        state = "closed" if one.closed_at else f"{one.open_notices} of {one.notices} notices open"
        due = f"due {one.due_at:%Y-%m-%d}" if one.due_at and not one.closed_at else ""
        yield columns(label(one.id), f"{one.opened_at:%Y-%m-%d}", f"{one.offers} offers", state, due, one.title)


def due_list(due: Iterable[DueNotice]) -> Iterator[str]:
    """Yield a line for each notice that waits for a person."""
    for one in due:
        since = f"since {one.due_at:%Y-%m-%d}"
        yield columns(one.notice, one.state, one.recipient, since, f"{one.reminders} reminders", one.title)


def case_story(facts: CaseFacts, routes: Iterable[Route]) -> Iterator[str]:
    """Yield a case: what is in it, its notices with their dates, who can act, its timeline."""
    case = facts.case
    yield f"{case.label}  {terminal(case.title, limit=100)}"
    if facts.simulated:
        yield "simulated data: not real events"
    frozen = f"evidence frozen {iso(case.frozen_at)}" if case.frozen_at else "evidence not frozen"
    closed = f", closed {iso(case.closed_at)}" if case.closed_at else ""
    yield f"opened {iso(case.opened_at)} by {terminal(case.opened_by)}, {frozen}{closed}"
    yield f"\nsellers: {', '.join(_seller(row) for row in facts.sellers) or 'none named'}"
    yield f"offers: {len(facts.offers)}"
    for row in facts.offers[:20]:
        yield "  " + columns(row["offer_id"], row["state"], row["site"], row["title"])
    if len(facts.offers) > 20:  # noqa: PLR2004 - a screenful
        yield f"  … and {len(facts.offers) - 20} more"
    yield from (f"file: {terminal(one.name)}  sha256:{one.sha256}" for one in case.files)
    yield "\nnotices:"
    for notice in case.notices:
        yield from _notice(notice)
    yield "\nwho can act:"
    if not case.frozen_at:
        yield f"  first freeze the evidence: `haoshao case freeze {case.id}`"
    for route in routes:
        yield "  " + columns(
            f"{route.recipient.id:<18}", f"{len(route.offer_ids)} offers", "; ".join(route.reasons), limit=160
        )
        yield from (f"      missing: {line}" for line in route.missing)
    yield "\ntimeline:"
    for event in case.timeline:
        yield "  " + columns(iso(event.at), event.by, event.notice or "", event.state or event.kind, event.text)


def _seller(row: Any) -> str:  # noqa: ANN401 - a row of the contract
    handles = ", ".join(f"{handle['type']}:{handle['value']}" for handle in row["handles"][:4])
    return terminal(f"{row['seller_id']} {row['name'] or ''} ({handles})")


def _notice(notice: Notice) -> Iterator[str]:
    again = f" attempt {notice.attempt}" if notice.attempt > 1 else ""
    yield "  " + columns(notice.label, notice.recipient + again, notice.state, f"{len(notice.targets)} offers")
    names = ("made_at", "frozen_at", "sent_at", "answered_at", "gone_at", "back_at", "due_at")
    dates = [f"{name[:-3]} {moment:%Y-%m-%d}" for name in names if (moment := getattr(notice, name)) is not None]
    yield f"      {', '.join(dates)}"
    for target in notice.targets:
        if target.gone_at is not None:
            back = f", back {target.back_at:%Y-%m-%d} as {target.back_offer_id}" if target.back_at else ""
            yield f"      {target.offer_id} gone {target.gone_at:%Y-%m-%d} ({target.gone_how}){back}"


def figures_table(figures: Iterable[RecipientFigures]) -> Iterator[str]:
    """Yield the figures of each recipient in a line."""
    yield columns(f"{'recipient':<20}", "notices", "answered", "targets", f"{'gone':<10}", "median", "back")
    for one in figures:
        gone = f"{one.gone} ({_share(one.share_gone)})"
        yield columns(
            f"{one.recipient:<20}",
            f"{one.notices:<7}",
            f"{one.answered:<8}",
            f"{one.targets:<7}",
            f"{gone:<10}",
            f"{_days(one.until_gone):<6}",
            f"{one.back} ({_share(one.share_back)}, {_days(one.until_back)})",
        )


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _days(span: timedelta | None) -> str:
    return "–" if span is None else f"{span / timedelta(days=1):.1f} d"


def access_list(accesses: Iterable[Access]) -> Iterator[str]:
    """Yield a line for each entry of the access log."""
    for one in accesses:
        yield columns(iso(one.at), one.by, one.tier, one.what, one.reason)


def case_json(case: Case) -> dict[str, Any]:
    """Return a case as JSON has it."""
    return {key: _plain(value) for key, value in asdict(case).items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field of a case
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, SnapshotRef):
        return asdict(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
