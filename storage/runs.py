"""Runs: one at a time for each site, with a lease that expires, a verdict, and the site's baseline.

A lease lives in real time, whatever clock a simulation dictates: it is about processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Row, delete, func, select, update

from base.config import SiteFile
from market.errors import MarketError
from market.model import SiteKind
from storage.bulk import table, upsert_rows
from storage.database import writing
from storage.ending import EndedRun
from storage.holders import is_dead, this_process
from storage.lifecycle import conclude
from storage.models import LeaseRow, ListingRow, OfferRow, PresenceRow, RunRow, SiteRow, SnapshotRow
from storage.records import KILLED, Health, Run, RunSource
from storage.removals import OwnPages
from storage.takeback import UNSOUND, forget_undo, take_back
from storage.transitions import last_transition

LEASE = timedelta(seconds=90)
"""How long a run lives without a sign of life."""
_RUN = table(RunRow)
_LEASE_TABLE = table(LeaseRow)


class SiteBusyError(MarketError):
    """Another run of the site is under way."""


class LeaseLostError(MarketError):
    """The run was taken for dead and another one has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRun:
    """A run with its verdict and what it saw."""

    id: int
    site: str
    started_at: datetime
    ended_at: datetime
    health: Health
    cause: str | None
    complete: bool
    is_baseline: bool
    listings: int
    offers: int
    numbers: int


def start_run(
    engine: Engine,
    *,
    site: SiteFile,
    family: str,
    kind: SiteKind,
    now: datetime,
    experimental: bool = False,
    source: RunSource = RunSource.CRAWL,
    holder: str = "",
) -> Run:
    """Return a new run that holds its site's lease; a run whose lease expired is closed as failed.

    Raises:
        SiteBusyError: a run of the site is under way.
    """
    real_now = datetime.now(UTC)
    holder = holder or this_process()
    with writing(engine) as connection:
        known = _upsert_site(connection, site, family=family, kind=kind, experimental=experimental, now=now)
        held = connection.execute(
            select(LeaseRow.run_id, LeaseRow.holder, LeaseRow.expires_at).where(LeaseRow.site_id == known.id)
        ).one_or_none()
        if held is not None and held.expires_at > real_now and not is_dead(held.holder):
            raise SiteBusyError(
                f"{site.name}: run {held.run_id} is under way ({held.holder or 'another process'}); "
                f"wait for its end, or until {held.expires_at:%H:%M:%S} UTC if it was killed"
            )
        _close_stale(connection, known.id, now)
        continued = _killed_before(connection, known.id)
        run_id: int = connection.execute(
            _RUN.insert().values(
                site_id=known.id,
                source=source,
                started_at=now,
                holder=holder,
                floor_id=min((one.floor_id for one in continued), default=_floor(connection)),
                told_floor_id=min((one.told_floor_id for one in continued), default=last_transition(connection)),
            )
        ).inserted_primary_key[0]  # type: ignore[index]
        connection.execute(delete(LeaseRow).where(LeaseRow.site_id == known.id))
        connection.execute(
            _LEASE_TABLE.insert().values(site_id=known.id, run_id=run_id, holder=holder, expires_at=real_now + LEASE)
        )
        floor: int = connection.scalar(select(RunRow.floor_id).where(RunRow.id == run_id)) or 0
    return Run(
        id=run_id,
        site_id=known.id,
        site=site.name,
        started_at=now,
        is_first=known.baseline_run_id is None,
        floor_id=floor,
        continued=frozenset({run_id, *(one.id for one in continued)}),
    )


def set_family(connection: Connection, site_id: int, *, family: str, kind: SiteKind, experimental: bool) -> None:
    """Note which software a site runs on."""
    connection.execute(
        update(SiteRow).where(SiteRow.id == site_id).values(family=family, kind=kind, experimental=experimental)
    )


def hold(connection: Connection, run: Run) -> None:
    """Prolong the lease inside a writing transaction.

    Raises:
        LeaseLostError: it is another run's by now; nothing may be written.
    """
    prolonged = connection.execute(
        update(LeaseRow)
        .where(LeaseRow.site_id == run.site_id, LeaseRow.run_id == run.id)
        .values(expires_at=datetime.now(UTC) + LEASE)
    )
    if prolonged.rowcount != 1:
        raise LeaseLostError(f"{run.site}: run {run.id} was taken for dead and another has begun; this one stops")


def beat(engine: Engine, run: Run) -> bool:
    """Prolong the lease and return whether it is still this run's."""
    try:
        with writing(engine) as connection:
            hold(connection, run)
    except LeaseLostError:
        return False
    return True


def finish_run(
    engine: Engine,
    run: Run,
    *,
    now: datetime,
    health: Health,
    cause: str | None,
    complete: bool,
    requests: int,
    pages: int,
    bytes_: int = 0,
    numbers: int = 0,
    chain_head: str | None = None,
    expected: str | None = None,
    own: OwnPages | None = None,
) -> FinishedRun:
    """Return the run with its verdict; the first healthy complete one becomes its site's baseline.

    What a broken, blocked or failed one said of offers known before is taken back; what follows for all that the
    run did not show is concluded with it. *expected* is what the site is held against from now on, None leaves it.

    Raises:
        LeaseLostError: another run has begun meanwhile and has closed this one.
    """
    with writing(engine) as connection:
        hold(connection, run)
        if health in UNSOUND:
            take_back(connection, run)
        forget_undo(connection, run)
        listings, offers = seen_in(connection, run.id)
        connection.execute(
            update(RunRow)
            .where(RunRow.id == run.id)
            .values(
                ended_at=now,
                health=health,
                cause=cause,
                complete=complete,
                requests=requests,
                pages=pages,
                listings=listings,
                offers=offers,
                numbers=numbers,
                bytes=bytes_,
                chain_head=chain_head,
            )
        )
        is_baseline = run.is_first and health is Health.HEALTHY and (complete or _shows_all_it_can(connection, run))
        if is_baseline:
            connection.execute(
                update(SiteRow)
                .where(SiteRow.id == run.site_id, SiteRow.baseline_run_id.is_(None))
                .values(baseline_run_id=run.id)
            )
        if expected is not None:
            connection.execute(update(SiteRow).where(SiteRow.id == run.site_id).values(expected=expected))
        ended = EndedRun(
            id=run.id,
            site_id=run.site_id,
            continued=run.continued,
            started_at=run.started_at,
            health=health,
            cause=cause,
            complete=complete,
        )
        conclude(connection, ended, own or OwnPages(), now=now)
        connection.execute(delete(LeaseRow).where(LeaseRow.site_id == run.site_id, LeaseRow.run_id == run.id))
    return FinishedRun(
        id=run.id,
        site=run.site,
        started_at=run.started_at,
        ended_at=now,
        health=health,
        cause=cause,
        complete=complete,
        is_baseline=is_baseline,
        listings=listings,
        offers=offers,
        numbers=numbers,
    )


def _shows_all_it_can(connection: Connection, run: Run) -> bool:
    """Return whether no run of this kind is ever complete: posts scroll off a stream, a tip is a part of a shop."""
    kind, source = connection.execute(
        select(SiteRow.kind, RunRow.source).join(RunRow, RunRow.site_id == SiteRow.id).where(RunRow.id == run.id)
    ).one()
    return kind is SiteKind.STREAM or source is RunSource.IMPORT


def seen_in(connection: Connection, run_id: int) -> tuple[int, int]:
    """Return how many listings a run saw, and how many offers stand in them."""
    site_id = select(RunRow.site_id).where(RunRow.id == run_id).scalar_subquery()
    seen = (
        select(ListingRow.id)
        .join(PresenceRow, PresenceRow.listing_id == ListingRow.id)
        .where(ListingRow.site_id == site_id, PresenceRow.ended_at.is_(None), PresenceRow.last_run_id == run_id)
        .subquery()
    )
    listings = connection.scalar(select(func.count()).select_from(seen)) or 0
    offers = connection.scalar(
        select(func.count())
        .select_from(OfferRow)
        .join(seen, seen.c.id == OfferRow.listing_id)
        .where(OfferRow.ended_at.is_(None), OfferRow.missing_at.is_(None))
    )
    return listings, offers or 0


def _upsert_site(
    connection: Connection, site: SiteFile, *, family: str, kind: SiteKind, experimental: bool, now: datetime
) -> Row[int, int | None]:
    said = {"url": site.url, "family": family, "kind": kind, "experimental": experimental}
    upsert_rows(connection, SiteRow, [{"name": site.name, "added_at": now, **said}], by=["name"], change=list(said))
    return connection.execute(select(SiteRow.id, SiteRow.baseline_run_id).where(SiteRow.name == site.name)).one()


def _close_stale(connection: Connection, site_id: int, now: datetime) -> None:
    forget_rereads(connection, site_id)
    open_runs = connection.scalars(select(RunRow.id).where(RunRow.site_id == site_id, RunRow.ended_at.is_(None))).all()
    for run_id in open_runs:
        listings, offers = seen_in(connection, run_id)
        connection.execute(
            update(RunRow)
            .where(RunRow.id == run_id)
            .values(ended_at=now, health=Health.FAILED, cause=KILLED, complete=False, listings=listings, offers=offers)
        )


def forget_rereads(connection: Connection, site_id: int) -> None:
    """Drop what held the site's lease for a reread: it is no look at the site, and no run that anybody should count."""
    held = select(RunRow.id).where(RunRow.site_id == site_id, RunRow.source == RunSource.REREAD)
    connection.execute(delete(LeaseRow).where(LeaseRow.run_id.in_(held)))
    connection.execute(delete(_RUN).where(_RUN.c.site_id == site_id, _RUN.c.source == RunSource.REREAD))


def _killed_before(connection: Connection, site_id: int) -> Sequence[Row[int, int, int, str | None]]:
    """Return the killed runs that nothing but killed runs has followed."""
    last_ended = connection.scalar(
        select(func.max(RunRow.id)).where(RunRow.site_id == site_id, func.coalesce(RunRow.cause, "") != KILLED)
    )
    return connection.execute(
        select(RunRow.id, RunRow.floor_id, RunRow.told_floor_id, RunRow.cause).where(
            RunRow.site_id == site_id, RunRow.id > (last_ended or 0)
        )
    ).all()


def _floor(connection: Connection) -> int:
    """Return a snapshot id that every snapshot of this site so far keeps within and every later one exceeds."""
    return connection.scalar(select(func.max(SnapshotRow.id))) or 0
