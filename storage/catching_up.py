"""What was recorded without rules at hand, or left between two transactions by a kill: judged late, but judged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine

from market.occasions import Judge
from storage.judging import judge_site, unjudged_sites
from storage.sellers import resolve


def catch_up(engine: Engine, judge: Judge, *, now: datetime) -> int:
    """Return how many alerts come of everything that is due: sellers to resolve, ended runs that no rule looked at.

    Sites with a run under way wait for its end. May be called at any time, by any process.
    """
    resolve(engine, now=now, judge=judge)
    return sum(judge_site(engine, judge, site_id, now=now) for site_id in unjudged_sites(engine))
