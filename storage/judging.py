"""The door through which alert rules look at what was recorded: in the transaction that records it.

The rules themselves are handed in (`Judge`); storage knows none. What was recorded without rules at hand (a bare
Scrapy crawl, a process killed between two transactions) stays unjudged and is looked at by storage/catching_up.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, select, update

from market.occasions import Judge
from storage.alerting import judge_occasions
from storage.database import reading, writing
from storage.models import RunRow, SiteRow
from storage.occasions import occasions_of
from storage.records import KILLED, Health
from storage.run_occasions import EndedRuns, occasions_of_runs


def judge_transitions(connection: Connection, judge: Judge, transition_ids: Iterable[int], *, now: datetime) -> int:
    """Return how many alerts come of transitions just written on *connection*."""
    return judge_occasions(connection, judge, occasions_of(connection, transition_ids, judge), now)


def judge_site(engine: Engine, judge: Judge, site_id: int, *, now: datetime) -> int:
    """Return how many alerts come of the ended runs of a site that no rule has looked at; all in one transaction.

    A site with a run under way waits for its end: what a killed run left may still be taken back.
    """
    raised = 0
    with writing(engine) as connection:
        for runs in runs_in_turn(connection, site_id, RunRow.judged_at.is_(None), lock=True):
            raised += judge_occasions(connection, judge, occasions_of_runs(connection, runs, judge), now)
            connection.execute(update(RunRow).where(RunRow.id.in_(runs.ids)).values(judged_at=now))
    return raised


def unjudged_sites(engine: Engine) -> Sequence[int]:
    """Return the sites that have an ended run that no rule has looked at."""
    with reading(engine) as connection:
        query = select(RunRow.site_id).where(RunRow.judged_at.is_(None), RunRow.ended_at.is_not(None)).distinct()
        return connection.scalars(query.order_by(RunRow.site_id)).all()


def leave_unjudged(connection: Connection, run_ids: Iterable[int]) -> None:
    """Let the rules look at these runs again: something of theirs was recorded without them."""
    wanted = set(run_ids)
    if wanted:
        connection.execute(update(RunRow).where(RunRow.id.in_(wanted)).values(judged_at=None))


def runs_in_turn(
    connection: Connection, site_id: int, *which: ColumnElement[bool], lock: bool = False
) -> Iterator[EndedRuns]:
    """Yield the runs of a site in turn, each with the killed ones that it continues; none while one is under way."""
    query = select(
        RunRow.id, RunRow.started_at, RunRow.ended_at, RunRow.health, RunRow.cause, RunRow.told_floor_id
    ).where(RunRow.site_id == site_id, *which)
    if lock and connection.dialect.name == "postgresql":
        query = query.with_for_update()
    rows = connection.execute(query.order_by(RunRow.id)).all()
    if any(row.ended_at is None for row in rows):
        return
    site = connection.execute(
        select(SiteRow.name, SiteRow.experimental, SiteRow.baseline_run_id).where(SiteRow.id == site_id)
    ).one_or_none()
    first = 0
    for at, row in enumerate(rows):
        if site is None or (row.cause == KILLED and row is not rows[-1]):
            continue
        together, first = rows[first : at + 1], at + 1
        yield EndedRuns(
            site_id=site_id,
            site=site.name,
            experimental=site.experimental,
            baseline_run_id=site.baseline_run_id,
            ids=tuple(one.id for one in together),
            since=min(one.started_at for one in together),
            ended_at=row.ended_at or row.started_at,
            health=row.health or Health.FAILED,
            cause=row.cause,
            told_floor_id=min(one.told_floor_id for one in together),
        )
