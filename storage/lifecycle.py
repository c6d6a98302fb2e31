"""What the end of a run says of everything it did not show: gone, stale, a whole site down or back.

Absence is a proof only in a look that is healthy and saw its whole catalogue; two of them in a row end a listing. In
a stream old posts scroll off, so absence says nothing there and what is long unseen grows stale. A site is down after
three looks over two days that all showed the same definite sign, while another site could be reached.

Runs in the transaction of the run's verdict: a run that is killed before it has never been.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, case, func, literal, or_, select, update

from market.changes import ChangeKind, OfferState
from market.model import SiteKind
from storage.bulk import chunks, table, upsert_rows
from storage.codes import EndCause
from storage.ending import EndedRun, end_offers, transition_of
from storage.family_issues import judge_family
from storage.models import IssueRow, ListingRow, OfferRow, PresenceRow, RunRow, SiteRow
from storage.records import Health, digest63
from storage.removals import OwnPages, end_removed
from storage.transitions import record_transitions

PROOFS = 2
"""Proven looks in a row without a listing that end it."""
DOWN_LOOKS = 3
DOWN_SPAN = timedelta(hours=48)
DOWN_SIGNS = frozenset({"dns", "refused", "parked", "http_404"})
"""Causes of a failed run that say something about the site rather than about our way to it."""
STALE_AFTER = timedelta(days=14)
_OFFER = table(OfferRow)
_ABSENT = f"absent from {PROOFS} healthy and complete looks in a row"
_LINE_ABSENT = f"its listing was read without it in {PROOFS} healthy looks"


def conclude(connection: Connection, run: EndedRun, own: OwnPages, *, now: datetime) -> None:
    """Record what follows from the verdict of *run* for what it showed and what it did not."""
    judge_family(connection, run.site_id, now=now)
    _tell_clock(connection, run, now)
    site = connection.execute(select(SiteRow.kind, SiteRow.down_since).where(SiteRow.id == run.site_id)).one()
    if run.health in {Health.HEALTHY, Health.PARTIAL}:
        if site.down_since is not None:
            _come_back(connection, run, now)
        _wake(connection, run, now)
    elif site.down_since is None and run.cause in DOWN_SIGNS:
        _look_down(connection, run, now)
    if run.health is not Health.HEALTHY:
        return
    end_removed(connection, run, own, now=now)
    if site.kind is SiteKind.STREAM:
        _grow_stale(connection, run, now)
        return
    _end_lines(connection, run, now)
    if run.complete:
        _miss_listings(connection, run, now)


def _tell_clock(connection: Connection, run: EndedRun, now: datetime) -> None:
    """Open an issue where the run is older than one before it: a clock went back, or an old file came late."""
    query = select(func.max(RunRow.started_at)).where(RunRow.site_id == run.site_id, RunRow.id < run.id)
    latest = connection.scalar(query)
    if latest is None or latest <= run.started_at:
        return
    detail = f"dated {run.started_at:%Y-%m-%d %H:%M} UTC, after a run of {latest:%Y-%m-%d %H:%M}; set the clock"
    row = {"site_id": run.site_id, "run_id": run.id, "code": "clock_back", "detail": detail, "breaks": False}
    row |= {"detail_key": digest63(detail), "count": 1, "first_at": now, "last_at": now}
    upsert_rows(connection, IssueRow, [row], by=["run_id", "code", "detail_key"])


def _unseen(run: EndedRun) -> Select[int, int, int, datetime | None]:
    """Return the query of the listings that stand open and that *run* did not show.

    The same look delivered twice is one proof: only a later one counts.
    """
    return (
        select(PresenceRow.listing_id, PresenceRow.nth, PresenceRow.missed, PresenceRow.missed_at)
        .join(ListingRow, ListingRow.id == PresenceRow.listing_id)
        .where(
            ListingRow.site_id == run.site_id,
            PresenceRow.ended_at.is_(None),
            PresenceRow.last_run_id.not_in(run.continued),
        )
    )


def _miss_listings(connection: Connection, run: EndedRun, now: datetime) -> None:
    """Count a proof against each listing that is absent, and end those that have enough."""
    absent = [row for row in connection.execute(_unseen(run)).all() if row.missed_at is None or row.missed_at < now]
    once = [row.listing_id for row in absent if row.missed + 1 < PROOFS]
    for some in chunks(once):
        connection.execute(
            update(PresenceRow)
            .where(PresenceRow.listing_id.in_(some), PresenceRow.ended_at.is_(None))
            .values(missed=PresenceRow.missed + 1, missed_at=now, missed_run_id=run.id)
        )
    for some in chunks(row.listing_id for row in absent if row.missed + 1 >= PROOFS):
        ending = PresenceRow.listing_id.in_(some), PresenceRow.ended_at.is_(None)
        shown = connection.execute(select(PresenceRow.listing_id, PresenceRow.last_snapshot_id).where(*ending))
        last_shown = {row.listing_id: row.last_snapshot_id for row in shown}
        connection.execute(
            update(PresenceRow)
            .where(*ending)
            .values(
                missed=PresenceRow.missed + 1,
                missed_at=now,
                missed_run_id=run.id,
                ended_at=now,
                end_cause=EndCause.ABSENT,
            )
        )
        offers = connection.execute(
            select(_OFFER.c.id, _OFFER.c.listing_id, _OFFER.c.since_at).where(
                _OFFER.c.listing_id.in_(some), _OFFER.c.ended_at.is_(None)
            )
        ).mappings()
        end_offers(connection, run, now, offers.all(), last_shown, _ABSENT)


def _end_lines(connection: Connection, run: EndedRun, now: datetime) -> None:
    """End offers that their listing, which is still there, no longer makes since an earlier look."""
    offers = connection.execute(
        select(_OFFER.c.id, _OFFER.c.listing_id, _OFFER.c.since_at, PresenceRow.last_snapshot_id)
        .join(ListingRow, ListingRow.id == _OFFER.c.listing_id)
        .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        .where(
            ListingRow.site_id == run.site_id,
            _OFFER.c.ended_at.is_(None),
            _OFFER.c.missing_run_id.is_not(None),
            _OFFER.c.missing_run_id.not_in(run.continued),
            PresenceRow.ended_at.is_(None),
            PresenceRow.last_run_id.in_(run.continued),
        )
    ).mappings()
    ended = offers.all()
    end_offers(connection, run, now, ended, {row["listing_id"]: row["last_snapshot_id"] for row in ended}, _LINE_ABSENT)


def _seen_listings(run: EndedRun) -> Select[int]:
    return (
        select(PresenceRow.listing_id)
        .join(ListingRow, ListingRow.id == PresenceRow.listing_id)
        .where(
            ListingRow.site_id == run.site_id,
            PresenceRow.ended_at.is_(None),
            PresenceRow.last_run_id.in_(run.continued),
        )
    )


def _wake(connection: Connection, run: EndedRun, now: datetime) -> None:
    """Give offers that were stale or unknown the state that this run's page shows."""
    nothing_left = or_(_OFFER.c.available.is_(False), (_OFFER.c.stock == 0) & _OFFER.c.available.is_not(True))
    sold_out, active = (literal(state, type_=_OFFER.c.state.type) for state in (OfferState.SOLD_OUT, OfferState.ACTIVE))
    connection.execute(
        update(_OFFER)
        .where(
            _OFFER.c.listing_id.in_(_seen_listings(run)),
            _OFFER.c.ended_at.is_(None),
            _OFFER.c.missing_at.is_(None),
            _OFFER.c.state.in_([OfferState.STALE, OfferState.UNKNOWN]),
        )
        .values(state=case((nothing_left, sold_out), else_=active), state_at=now)
    )


def _grow_stale(connection: Connection, run: EndedRun, now: datetime) -> None:
    old = (
        select(PresenceRow.listing_id)
        .join(ListingRow, ListingRow.id == PresenceRow.listing_id)
        .where(
            ListingRow.site_id == run.site_id,
            PresenceRow.ended_at.is_(None),
            PresenceRow.last_seen_at < now - STALE_AFTER,
        )
    )
    connection.execute(
        update(_OFFER)
        .where(
            _OFFER.c.listing_id.in_(old),
            _OFFER.c.ended_at.is_(None),
            _OFFER.c.state.in_([OfferState.ACTIVE, OfferState.SOLD_OUT]),
        )
        .values(state=OfferState.STALE, state_at=now)
    )


def _look_down(connection: Connection, run: EndedRun, now: datetime) -> None:
    """Take the site as down where this and the looks before it all failed by a definite sign for long enough."""
    looks = connection.execute(
        select(RunRow.id, RunRow.started_at, RunRow.health, RunRow.cause)
        .where(RunRow.site_id == run.site_id, RunRow.id <= run.id)
        .order_by(RunRow.id.desc())
    )
    first, count = run.started_at, 0
    for look in looks:
        if look.id != run.id and (look.cause not in DOWN_SIGNS or look.health is Health.HEALTHY):
            break
        first, count = look.started_at, count + 1
    if count < DOWN_LOOKS or run.started_at - first < DOWN_SPAN or not _reached_another(connection, run, first):
        return
    connection.execute(update(SiteRow).where(SiteRow.id == run.site_id).values(down_since=first))
    connection.execute(
        update(_OFFER)
        .where(
            _OFFER.c.listing_id.in_(select(ListingRow.id).where(ListingRow.site_id == run.site_id)),
            _OFFER.c.ended_at.is_(None),
        )
        .values(state=OfferState.UNKNOWN, state_at=now)
    )
    cause = f"{run.cause} in {count} looks since {first:%Y-%m-%d %H:%M} UTC"
    record_transitions(connection, [transition_of(ChangeKind.SITE_DOWN, run, now, cause)])


def _reached_another(connection: Connection, run: EndedRun, since: datetime) -> bool:
    """Return whether some other site answered meanwhile: our own way out works."""
    found = select(RunRow.id).where(
        RunRow.site_id != run.site_id, RunRow.started_at >= since, RunRow.health == Health.HEALTHY
    )
    return connection.execute(found.limit(1)).first() is not None


def _come_back(connection: Connection, run: EndedRun, now: datetime) -> None:
    connection.execute(update(SiteRow).where(SiteRow.id == run.site_id).values(down_since=None))
    record_transitions(connection, [transition_of(ChangeKind.SITE_BACK, run, now, None)])
