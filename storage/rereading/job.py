"""One reread of a site as the database knows it: who holds the site, how far it is, how it ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, Engine, func, select, update

from base.config import SiteFile
from market.model import SiteKind
from storage.bulk import chunks, table
from storage.database import reading, writing
from storage.handles import SITE_KEY, name_handles, name_records, sight_on_record
from storage.known_sites import KnownSite
from storage.lifecycle import PROOFS
from storage.models import (
    HandleRow,
    ListingRow,
    PageRow,
    RecordRow,
    RecordSightingRow,
    RereadRow,
    RunRow,
    SightingRow,
    SiteRow,
    SnapshotRow,
)
from storage.pages import Names
from storage.records import Health, Run, RunSource
from storage.rereading.differences import Difference, What
from storage.rereading.leftovers import end_rereads
from storage.rereading.replay import Replay
from storage.rereading.writing import Absence
from storage.runs import forget_rereads, start_run
from storage.sellers import resolve
from storage.words import storable

_REREAD = table(RereadRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A reread under way."""

    id: int
    run: Run
    """Not a look at the site: it holds the lease, and is gone when the reread ends."""
    last_listing_id: int
    """Where a reread that was killed while it wrote goes on."""
    counts: Counter[str]


def is_done(engine: Engine, site_id: int, version: str) -> bool:
    """Return whether every page of a site was read again by readers of this *version* already."""
    with reading(engine) as connection:
        done = connection.scalar(
            select(func.max(RereadRow.last_snapshot_id)).where(
                RereadRow.site_id == site_id, RereadRow.version == version, RereadRow.ended_at.is_not(None)
            )
        )
        return done is not None and done >= last_snapshot(connection, site_id)


def last_snapshot(connection: Connection, site_id: int) -> int:
    """Return the newest snapshot of a site; 0 where there is none."""
    query = select(func.max(SnapshotRow.id)).join(PageRow, PageRow.id == SnapshotRow.page_id)
    return connection.scalar(query.where(PageRow.site_id == site_id)) or 0


def last_run(engine: Engine, site_id: int) -> int:
    """Return the newest run of a site; 0 where there is none."""
    with reading(engine) as connection:
        query = select(func.max(RunRow.id)).where(RunRow.site_id == site_id, RunRow.source != RunSource.REREAD)
        return connection.scalar(query) or 0


def site_id_of(engine: Engine, name: str) -> int | None:
    """Return the id of a site; None where nothing was ever recorded of it."""
    with reading(engine) as connection:
        return connection.scalar(select(SiteRow.id).where(SiteRow.name == name))


def begin(engine: Engine, *, site: SiteFile, known: KnownSite, version: str, now: datetime) -> Job:
    """Return a reread that holds the site's lease; one of the same readers that was killed is gone on with.

    Raises:
        SiteBusyError: a run or reread of the site is under way.
    """
    resolve(engine, now=now)
    run = start_run(
        engine,
        site=site.model_copy(update={"url": known.url}),
        family=known.family,
        kind=known.kind,
        experimental=known.experimental,
        now=now,
        source=RunSource.REREAD,
    )
    with writing(engine) as connection:
        open_ = (_REREAD.c.site_id == run.site_id, _REREAD.c.ended_at.is_(None))
        newest = last_snapshot(connection, run.site_id)
        same = (_REREAD.c.version == version, _REREAD.c.last_snapshot_id == newest)
        row = connection.execute(select(_REREAD).where(*open_, *same).order_by(_REREAD.c.id.desc())).mappings().first()
        if row is None:
            values = {"site_id": run.site_id, "version": version, "last_snapshot_id": newest, "started_at": now}
            said = connection.execute(_REREAD.insert().values(**values))
            assert said.inserted_primary_key is not None  # noqa: S101 - an insert of one row
            return Job(id=said.inserted_primary_key[0], run=run, last_listing_id=0, counts=Counter())
    counts = Counter[str](orjson.loads(row["counts"]))
    return Job(id=row["id"], run=run, last_listing_id=row["last_listing_id"], counts=counts)


def note(connection: Connection, job: Job, *, last_listing_id: int | None = None) -> None:
    """Note in a writing transaction how far the writing of rows has come."""
    values = {"is_writing": True, "counts": orjson.dumps(dict(job.counts)).decode()}
    place = {} if last_listing_id is None else {"last_listing_id": last_listing_id}
    connection.execute(update(_REREAD).where(_REREAD.c.id == job.id).values(**values, **place))


def finish(engine: Engine, job: Job, *, now: datetime) -> None:
    """Resolve the sellers of the site, telling nobody, and end the reread."""
    resolve(engine, now=now, quiet=True, site_id=job.run.site_id)
    with writing(engine) as connection:
        end_rereads(connection, job.run.site_id, now)
        forget_rereads(connection, job.run.site_id)
    resolve(engine, now=now)


def release(engine: Engine, job: Job) -> None:
    """Give the site back without ending the reread; the next one goes on with it."""
    with writing(engine) as connection:
        forget_rereads(connection, job.run.site_id)


def absence_at(engine: Engine, site_id: int, turns: dict[int, int], kind: SiteKind) -> Absence:
    """Return which looks of a site prove that what they do not show is gone."""
    if kind is SiteKind.STREAM:
        return Absence(proofs=(), needed=PROOFS)
    query = select(RunRow.id, RunRow.ended_at).where(
        RunRow.site_id == site_id, RunRow.health == Health.HEALTHY, RunRow.complete
    )
    with reading(engine) as connection:
        found = connection.execute(query.order_by(RunRow.id)).all()
    return Absence(proofs=[(turns[key], at) for key, at in found if key in turns and at is not None], needed=PROOFS)


def mend_site(
    connection: Connection, site_id: int, site: str, replay: Replay, names: Names, *, dry: bool
) -> list[Difference]:
    """Return how the contacts of the site as a whole change, and write it."""
    known = _shown_by_site(connection, site_id)
    covered = replay.scratch.covered(snapshot_id for _, snapshot_id in known.values())
    added = [key for key in replay.site_handles if key not in known]
    gone = {key: one for key, one in known.items() if key not in replay.site_handles and one[1] in covered}
    said = [Difference(what=What.HANDLE_ADDED, listing_uid=None, url="", after=":".join(key)) for key in added]
    said += [Difference(what=What.HANDLE_DROPPED, listing_uid=None, url="", before=":".join(key)) for key in gone]
    if dry:
        return said
    first = [(replay.site_handles[key].handle, replay.site_handles[key].first) for key in added]
    name_handles(connection, names, first)
    if first or replay.site_name:
        sight = min((one for _, one in first), key=lambda one: one.snapshot_id, default=None)
        record = connection.scalar(select(RecordRow.id).where(RecordRow.site_id == site_id, RecordRow.key == SITE_KEY))
        if record is None and sight is not None:
            name_records(connection, site_id, site, names, {SITE_KEY: (storable(replay.site_name), sight)})
            record = names.records[SITE_KEY]
        if record is not None:
            sight_on_record(connection, record, {names.handles[key]: replay.site_handles[key].last for key in added})
    for some in chunks(handle_id for handle_id, _ in gone.values()):
        of_site = select(RecordRow.id).where(RecordRow.site_id == site_id, RecordRow.key == SITE_KEY)
        sightings = table(RecordSightingRow)
        connection.execute(
            sightings.delete().where(sightings.c.record_id.in_(of_site), sightings.c.handle_id.in_(some))
        )
    return said


def _shown_by_site(connection: Connection, site_id: int) -> dict[tuple[str, str], tuple[int, int]]:
    """Return id and snapshot of the handles that stand on the site's own record and in none of its listings.

    What nearly all listings show was adopted by the shop: it goes with them.
    """
    in_listings = (
        select(SightingRow.handle_id)
        .join(ListingRow, ListingRow.id == SightingRow.listing_id)
        .where(ListingRow.site_id == site_id)
    )
    query = (
        select(HandleRow.type, HandleRow.value, HandleRow.id, RecordSightingRow.snapshot_id)
        .join(RecordSightingRow, RecordSightingRow.handle_id == HandleRow.id)
        .join(RecordRow, RecordRow.id == RecordSightingRow.record_id)
        .where(RecordRow.site_id == site_id, RecordRow.key == SITE_KEY, HandleRow.id.not_in(in_listings))
    )
    return {(kind.value, value): (key, at) for kind, value, key, at in connection.execute(query)}
