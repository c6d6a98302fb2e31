"""What a run asks the database never reads a whole large table: its cost does not grow with the history."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from market.model import BurnerNumber, PageReading
from storage.catching_up import catch_up
from storage.database import open_database
from storage.models import Base
from tests.storage.shops import JUDGE, Shop, item

SMALL = frozenset(
    {"site", "lease", "reader", "watch", "channel", "suppression", "meta", "listing_undo", "reread", "fired"}
)
"""Tables that stay small, or hold what stands at this moment only."""
LARGE = frozenset(Base.metadata.tables) - SMALL
SCAN = re.compile(r"^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
WAITING = frozenset({"ix_listing_due", "ix_seller_record_due", "ix_run_unjudged", "ix_run_open", "ix_verdict_person"})
"""Indexes over the few rows that wait for something: reading them whole is what they are for."""
Asked = list[tuple[str, Any]]


@pytest.fixture
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_database(f"sqlite:///{tmp_path_factory.mktemp('plans') / 'market.db'}")


def days(shop: Shop, engine: Engine) -> Asked:
    """Return every statement of some days of a shop: new, changed, unchanged, gone and back, broken, stopped."""
    goods = [item(str(n), f"微信老号 {n}", str(20 + n), text=f"满月\nQQ: 1234567{n % 3}", count=5) for n in range(8)]
    number = BurnerNumber(number="+15550100", country="US", url="https://shop-a.example/n")
    shop.run(shop.page("/", goods, reading=PageReading(numbers=(number,))))
    asked: Asked = []

    def note(_c: Any, _u: Any, statement: str, parameters: Any, _x: Any, many: bool) -> None:  # noqa: ANN401, FBT001 - SQLAlchemy's signature
        asked.append((statement, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", note)
    changed = [item(str(n), f"微信老号 {n}", str(30 + n), text="满月\nTG: desk_one", count=n % 2) for n in range(9)]
    shop.run(shop.page("/", changed, reading=PageReading(numbers=(number,))))
    shop.run(shop.page("/", changed[:4]), health="broken")
    for some in (changed[:5], changed[:5], changed):
        shop.at += timedelta(days=1)
        shop.run(shop.page("/", some))
    catch_up(engine, JUDGE, now=shop.at)
    event.remove(engine, "before_cursor_execute", note)
    return asked


def test_no_statement_of_a_run_reads_a_whole_large_table(shop: Shop, engine: Engine) -> None:
    asked = dict(days(shop, engine))
    assert len(asked) > 80
    found = set()
    with engine.connect() as connection:
        for statement, parameters in asked.items():
            if statement.startswith("DELETE FROM run WHERE"):
                continue  # the lease of a reread: a row in months, and nothing points at it
            if not statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
                continue
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                scan = SCAN.match(row[3])
                if scan and scan[1] in LARGE and scan[2] not in WAITING:
                    found.add((row[3], statement[:400]))

    assert not found, "\n\n".join(f"{plan}\n{statement}" for plan, statement in sorted(found))
