"""What happened in a stretch of time, once more as rules saw it; for trying a rule out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine, select

from market.occasions import Judge, Occasion
from storage.database import reading
from storage.judging import runs_in_turn
from storage.models import RunRow, TransitionRow
from storage.occasions import occasions_of
from storage.run_occasions import occasions_of_runs
from storage.transitions import told_between


def replayed(engine: Engine, judge: Judge, *, since: datetime, until: datetime) -> Iterator[list[Occasion]]:
    """Yield the occasions of each run that ended after *since* up to *until*, in their order, then those of no run."""
    ended = RunRow.ended_at > since, RunRow.ended_at <= until
    with reading(engine) as connection:
        sites = connection.scalars(select(RunRow.site_id).where(*ended).distinct().order_by(RunRow.site_id)).all()
        groups = [runs for site_id in sites for runs in runs_in_turn(connection, site_id, *ended)]
        for runs in sorted(groups, key=lambda one: (one.ended_at, one.ids)):
            yield occasions_of_runs(connection, runs, judge)
        loose = select(TransitionRow.id).where(TransitionRow.run_id.is_(None), *told_between(since, until))
        yield occasions_of(connection, connection.scalars(loose).all(), judge)
