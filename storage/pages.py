"""Pages and their snapshots: where the bytes lie, and the hash gate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, RowMapping, bindparam, select

from storage.bulk import chunks, insert_rows, new_ids, table, update_rows, upsert_rows
from storage.database import reading
from storage.models import PageRow, ReaderRow, SnapshotRow, WarcRow
from storage.records import FollowUp, PageRecord, PageState, Run, SnapshotRef, digest63, facts_digest
from storage.stated import decoded_follow_up, encoded_follow_up
from storage.words import storable

REVISIT = 1
TRUNCATED = 2
PRUNED = 4
"""The body was pruned or erased."""


@dataclass(slots=True, kw_only=True)
class Names:
    """Ids of what is named again and again in a run; forgotten when a transaction fails."""

    readers: dict[str, int] = field(default_factory=dict)
    warcs: dict[str, int] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    handles: dict[tuple[str, str], int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    called: dict[int, str | None] = field(default_factory=dict)
    """The name that each record goes by."""

    def forget(self) -> None:
        """Forget everything: what was named may have been rolled back."""
        for known in (self.readers, self.warcs, self.pages, self.handles, self.records, self.called):
            known.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page whose snapshot has its row."""

    record: PageRecord
    page_id: int
    snapshot_id: int


MOST_PRELOADED = 5000
"""Pages of a site whose states are loaded at once; those of a larger site are asked for one by one."""
_STATE = (
    select(PageRow.url_key, PageRow.follow_up, PageRow.facts_digest, ReaderRow.version, WarcRow.name)
    .add_columns(*table(SnapshotRow).c)
    .select_from(PageRow)
    .join(ReaderRow, ReaderRow.id == PageRow.reader_id)
    .join(SnapshotRow, SnapshotRow.id == PageRow.body_snapshot_id)
    .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
    .where(PageRow.site_id == bindparam("site_id"))
)
_ONE_STATE = _STATE.where(PageRow.url_key == bindparam("url_key"))
_FIRST_STATES = _STATE.limit(MOST_PRELOADED + 1)


class PageStates:
    """What the last readable look at each page of a site left, before the run began."""

    def __init__(self, engine: Engine, site_id: int) -> None:
        """Load them, as far as they are few."""
        self._engine = engine
        self._site_id = site_id
        with reading(engine) as connection:
            rows = connection.execute(_FIRST_STATES, {"site_id": site_id}).mappings().all()
        self._all = len(rows) <= MOST_PRELOADED
        self._rows = {row["url_key"]: row for row in rows}

    def find(self, url: str) -> PageState | None:
        """Return what the last readable look at *url* left; None where there was none."""
        key = digest63(url)
        row = self._rows.get(key)
        if row is None and not self._all:
            with reading(self._engine) as connection:
                row = (
                    connection.execute(_ONE_STATE, {"site_id": self._site_id, "url_key": key}).mappings().one_or_none()
                )
        return None if row is None else _state(row, url)


_LAST = (
    select(WarcRow.name, PageRow.url)
    .add_columns(*table(SnapshotRow).c)
    .select_from(PageRow)
    .join(SnapshotRow, SnapshotRow.page_id == PageRow.id)
    .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
    .where(PageRow.site_id == bindparam("site_id"), PageRow.url_key == bindparam("url_key"))
    .order_by(SnapshotRow.id.desc())
    .limit(1)
)


def last_snapshot(engine: Engine, site_id: int, url: str) -> SnapshotRef | None:
    """Return the newest fetch of *url*, readable or not; None where it was never fetched."""
    with reading(engine) as connection:
        row = connection.execute(_LAST, {"site_id": site_id, "url_key": digest63(url)}).mappings().one_or_none()
    return None if row is None else snapshot_ref(row, url=row["final_url"] or url)


def _state(row: RowMapping, url: str) -> PageState:
    return PageState(
        sha256=row["sha256"].hex(),
        reader_version=row["version"],
        facts_digest=row["facts_digest"],
        body=snapshot_ref(row, url=row["final_url"] or url),
        reading=decoded_follow_up(row["follow_up"]),
    )


def snapshot_ref(row: RowMapping, *, url: str) -> SnapshotRef:
    """Return where the bytes lie that a row of the snapshot table, with its file's name, stands for."""
    redacted = row["redacted_sha256"]
    return SnapshotRef(
        sha256=row["sha256"].hex(),
        warc=row["name"],
        offset=row["offset"],
        length=row["length"],
        record_id=str(UUID(bytes=bytes(row["record_id"]))),
        url=url,
        status=row["status"],
        fetched_at=row["fetched_at"],
        size=row["size"],
        content_type=row["content_type"],
        revisit=bool(row["flags"] & REVISIT),
        truncated=bool(row["flags"] & TRUNCATED),
        redacted_sha256=None if redacted is None else redacted.hex(),
    )


def reader_id(connection: Connection, names: Names, version: str) -> int:
    """Return the id of a reader's version, made where it is new."""
    if version not in names.readers:
        upsert_rows(connection, ReaderRow, [{"version": version}], by=["version"])
        found = connection.scalar(select(ReaderRow.id).where(ReaderRow.version == version))
        names.readers[version] = found or 0
    return names.readers[version]


def keep_pages(connection: Connection, run: Run, names: Names, records: Sequence[PageRecord]) -> list[KeptPage]:
    """Return the pages with their rows; a snapshot that has its row already gets no second one."""
    _name_warcs(connection, names, records)
    _name_pages(connection, run, names, records)
    places = {(names.warcs[one.snapshot.warc], one.snapshot.offset): one for one in records}
    known = _known_snapshots(connection, places)
    fresh = [place for place in places if place not in known]
    rows = []
    for snapshot_id, place in zip(new_ids(connection, SnapshotRow, len(fresh)), fresh, strict=True):
        known[place] = snapshot_id
        rows.append(_snapshot_values(places[place], names, run) | {"id": snapshot_id})
    insert_rows(connection, SnapshotRow, rows)
    kept = [
        KeptPage(
            record=one,
            page_id=names.pages[one.url],
            snapshot_id=known[names.warcs[one.snapshot.warc], one.snapshot.offset],
        )
        for one in records
    ]
    _remember(connection, names, kept)
    return kept


def _name_warcs(connection: Connection, names: Names, records: Iterable[PageRecord]) -> None:
    unknown = {one.snapshot.warc for one in records} - names.warcs.keys()
    if unknown:
        upsert_rows(connection, WarcRow, [{"name": name} for name in sorted(unknown)], by=["name"])
        found = connection.execute(select(WarcRow.name, WarcRow.id).where(WarcRow.name.in_(unknown)))
        names.warcs |= dict(found.all())


def _name_pages(connection: Connection, run: Run, names: Names, records: Iterable[PageRecord]) -> None:
    unknown = {one.url: one for one in records if one.url not in names.pages}
    keys = {digest63(url): url for url in unknown}
    for some in chunks(keys):
        found = connection.execute(
            select(PageRow.url_key, PageRow.id).where(PageRow.site_id == run.site_id, PageRow.url_key.in_(some))
        )
        names.pages.update({keys[key]: page_id for key, page_id in found})
    missing = [url for url in unknown if url not in names.pages]
    rows = []
    for page_id, url in zip(new_ids(connection, PageRow, len(missing)), missing, strict=True):
        names.pages[url] = page_id
        rows.append(
            {
                "id": page_id,
                "site_id": run.site_id,
                "url_key": digest63(url),
                "url": storable(url),
                "role": unknown[url].role,
                "facts_digest": 0,
            }
        )
    insert_rows(connection, PageRow, rows)


def _known_snapshots(connection: Connection, places: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    known: dict[tuple[int, int], int] = {}
    for some in chunks(places, 200):
        found = connection.execute(
            select(SnapshotRow.warc_id, SnapshotRow.offset, SnapshotRow.id).where(
                SnapshotRow.warc_id.in_({warc_id for warc_id, _ in some}),
                SnapshotRow.offset.in_({offset for _, offset in some}),
            )
        )
        known.update({(warc_id, offset): key for warc_id, offset, key in found if (warc_id, offset) in places})
    return known


def _snapshot_values(record: PageRecord, names: Names, run: Run) -> dict[str, Any]:
    ref = record.snapshot
    return {
        "page_id": names.pages[record.url],
        "run_id": run.id,
        "fetched_at": ref.fetched_at,
        "status": ref.status,
        "sha256": bytes.fromhex(ref.sha256),
        "warc_id": names.warcs[ref.warc],
        "offset": ref.offset,
        "length": ref.length,
        "size": ref.size,
        "flags": REVISIT * ref.revisit | TRUNCATED * ref.truncated,
        "record_id": UUID(ref.record_id).bytes,
        "content_type": storable(ref.content_type)[:100],
        "final_url": None if ref.url == record.url else storable(ref.url),
        "redacted_sha256": None if ref.redacted_sha256 is None else bytes.fromhex(ref.redacted_sha256),
    }


def _remember(connection: Connection, names: Names, kept: Iterable[KeptPage]) -> None:
    """Set the hash gate of every page that was read."""
    gates = {page.page_id: page for page in kept if page.record.reading is not None and not page.record.unchanged}
    bodies = _bodies(connection, [page for page in gates.values() if page.record.snapshot.revisit])
    rows = []
    for page_id, page in gates.items():
        record, read = page.record, page.record.reading
        if read is None:
            continue
        follow_up = FollowUp(
            links=read.links,
            listing_keys=tuple(dict.fromkeys(one.listing.key for one in record.listings)) or record.listing_keys,
            facts=read.facts,
            total=read.total,
            empty=read.empty,
            seller_name=read.seller_name,
            etag=record.etag,
            modified=record.modified,
        )
        rows.append(
            {
                "id": page_id,
                "role": record.role,
                "body_snapshot_id": bodies.get(page_id, page.snapshot_id),
                "reader_id": reader_id(connection, names, record.reader_version),
                "facts_digest": facts_digest(record.facts_given),
                "follow_up": encoded_follow_up(follow_up),
            }
        )
    update_rows(connection, PageRow, rows)


def _bodies(connection: Connection, revisits: Sequence[KeptPage]) -> dict[int, int]:
    """Return the snapshot that holds the body of each page that was revisited and read anew."""
    held: dict[int, int] = {}
    wanted = {page.page_id: page.record.snapshot.sha256 for page in revisits}
    for some in chunks(wanted):
        found = connection.execute(
            select(PageRow.id, PageRow.body_snapshot_id, SnapshotRow.sha256)
            .join(SnapshotRow, SnapshotRow.id == PageRow.body_snapshot_id)
            .where(PageRow.id.in_(some))
        )
        held |= {key: body for key, body, sha256 in found if body is not None and sha256.hex() == wanted[key]}
    return held
