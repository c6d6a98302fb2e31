"""The access log: who was given more than the public handles of sellers, when and why. Rows are only added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from storage.database import reading
from storage.models import AccessRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One entry."""

    at: datetime
    by: str
    tier: str
    reason: str
    what: str


def record_access(connection: Connection, access: Access) -> None:
    """Write one entry."""
    values = {"at": access.at, "by": access.by, "tier": access.tier, "reason": access.reason, "what": access.what}
    connection.execute(insert(AccessRow).values(values))


def accesses(engine: Engine) -> Iterator[Access]:
    """Yield every entry, oldest first."""
    with reading(engine) as connection:
        query = select(AccessRow.at, AccessRow.by, AccessRow.tier, AccessRow.reason, AccessRow.what)
        for row in connection.execute(query.order_by(AccessRow.id)).mappings():
            yield Access(**row)
