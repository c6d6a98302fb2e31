"""The pages of a site as they were last read, and where their bytes lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, select

from market.model import LinkRole
from storage.database import reading
from storage.models import PageRow, SiteRow, SnapshotRow, WarcRow
from storage.pages import snapshot_ref
from storage.records import SnapshotRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """One page that was read, with the record that holds its body."""

    url: str
    role: LinkRole
    snapshot: SnapshotRef


def pages_of(engine: Engine, site: str) -> Iterator[ReadPage]:
    """Yield the pages of *site* whose body was read, in the order in which they were first met."""
    query = (
        select(*SnapshotRow.__table__.c, WarcRow.name, PageRow.url, PageRow.role)
        .select_from(PageRow)
        .join(SiteRow, SiteRow.id == PageRow.site_id)
        .join(SnapshotRow, SnapshotRow.id == PageRow.body_snapshot_id)
        .join(WarcRow, WarcRow.id == SnapshotRow.warc_id)
        .where(SiteRow.name == site)
        .order_by(PageRow.id)
    )
    with reading(engine) as connection:
        for row in connection.execute(query).mappings():
            yield ReadPage(
                url=row["url"],
                role=row["role"] or LinkRole.INDEX,
                snapshot=snapshot_ref(row, url=row["final_url"] or row["url"]),
            )
