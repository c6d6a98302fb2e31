"""The pages of a site as they were stored, in the order in which they were recorded."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, bindparam, or_, select

from base.net_answer import Fetched, Pairs
from market.model import LinkRole
from storage.bulk import table
from storage.database import reading
from storage.models import PageRow, RunRow, SnapshotRow, WarcRow
from storage.pages import snapshot_ref
from storage.records import KILLED, Health, SnapshotRef
from storage.snapshots import SnapshotError, SnapshotStore

AT_ONCE = 500
_GOOD = (200, 300)
_ORIGINAL = b"x-archive-orig-"
_OWN = frozenset({b"content-length", b"x-haoshao-redacted"})
"""Header lines that the store wrote itself."""
_SOUND = frozenset({Health.HEALTHY, Health.PARTIAL})
_PAGE = (
    select(PageRow.url, PageRow.role, WarcRow.name, *table(SnapshotRow).c)
    .join(PageRow, PageRow.id == SnapshotRow.page_id)
    .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
    .where(SnapshotRow.id.in_(bindparam("ids", expanding=True)))
    .order_by(SnapshotRow.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """One look at a page."""

    snapshot_id: int
    page_id: int
    run_id: int
    url: str
    """As requested."""
    role: LinkRole
    ref: SnapshotRef

    @property
    def at(self) -> datetime:
        """When it was fetched."""
        return self.ref.fetched_at


def load_turns(engine: Engine, site_id: int) -> dict[int, int]:
    """Return the runs of a site whose pages say something, each with its turn.

    A killed run says as much as the one that continued it, and shares its turn; the last one says something too.
    """
    query = select(RunRow.id, RunRow.health, RunRow.cause).where(RunRow.site_id == site_id).order_by(RunRow.id)
    with reading(engine) as connection:
        runs = connection.execute(query.where(RunRow.ended_at.is_not(None))).all()
    turns: dict[int, int] = {}
    waiting: list[int] = []
    for turn, run in enumerate(runs):
        waiting.append(run.id)
        if run.cause == KILLED:
            continue
        if run.health in _SOUND:
            turns.update(dict.fromkeys(waiting, turn))
        waiting.clear()
    turns.update(dict.fromkeys(waiting, len(runs)))
    return turns


def load_snapshot_ids(engine: Engine, site_id: int, turns: Mapping[int, int]) -> array[int]:
    """Return the snapshots of runs in *turns* that may be pages to read, oldest first."""
    query = (
        select(SnapshotRow.id, SnapshotRow.run_id)
        .join(PageRow, PageRow.id == SnapshotRow.page_id)
        .where(
            PageRow.site_id == site_id,
            SnapshotRow.status >= _GOOD[0],
            SnapshotRow.status < _GOOD[1],
            or_(PageRow.body_snapshot_id.is_not(None), PageRow.role != LinkRole.NOTICE),
        )
    )
    with reading(engine) as connection:
        found = connection.execution_options(yield_per=5000).execute(query)
        ids = sorted(snapshot_id for snapshot_id, run_id in found if run_id in turns)
    return array("q", ids)


def stored_pages(engine: Engine, ids: array[int], *, after: int = 0) -> Iterator[StoredPage]:
    """Yield the pages of *ids*, those beyond snapshot *after* only."""
    for start in range(0, len(ids), AT_ONCE):
        some = [one for one in ids[start : start + AT_ONCE] if one > after]
        if not some:
            continue
        with reading(engine) as connection:
            rows = connection.execute(_PAGE, {"ids": some}).mappings().all()
        for row in rows:
            yield StoredPage(
                snapshot_id=row["id"],
                page_id=row["page_id"],
                run_id=row["run_id"],
                url=row["url"],
                role=row["role"] or LinkRole.INDEX,
                ref=snapshot_ref(row, url=row["final_url"] or row["url"]),
            )


def load_fetched(store: SnapshotStore, ref: SnapshotRef) -> Fetched:
    """Return the answer that *ref* names as it came, or as it was kept where it was redacted.

    Raises:
        SnapshotError: its body is gone, or is not the one that was stored.
    """
    record = body_record = store.record_at(ref.warc, ref.offset)
    if "warc-refers-to-filename" in record.headers:
        offset = int(record.headers.get("warc-refers-to-file-offset", "-1"))
        body_record = store.record_at(record.headers["warc-refers-to-filename"], offset)
    body = body_record.payload
    if hashlib.sha256(body).hexdigest() != ref.sha256:
        raise SnapshotError(f"{ref.warc}@{ref.offset}: the body is not the one stored (sha256 differs)")
    cut = record.headers.get("warc-truncated", "")
    return Fetched(
        url=ref.url,
        status=ref.status,
        reason="",
        version="HTTP/1.1",
        headers=_headers(record.block),
        body=body,
        address="",
        tls=None,
        request_headers=(),
        wire_bytes=len(body),
        cut=cut == "length",
        broken=cut == "disconnect",
    )


def _headers(block: bytes) -> Pairs:
    """Return the header lines of a stored answer as they came."""
    lines = block.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    pairs = ((name.strip(), value.strip()) for name, _, value in (line.partition(b":") for line in lines))
    return tuple(
        (name[len(_ORIGINAL) :] if name.lower().startswith(_ORIGINAL) else name, value)
        for name, value in pairs
        if name.lower() not in _OWN
    )
