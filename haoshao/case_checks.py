"""The follow-up of notices after looks at the market."""

from __future__ import annotations

from base.clock import now
from haoshao.workspace import Workspace
from storage.database import open_database
from takedown.follow_up import CaseNews, check_notices


def check_cases(place: Workspace) -> tuple[CaseNews, ...]:
    """Return what is new about the notices that were sent, once it is recorded."""
    place.require_data()
    engine = open_database(place.database)
    try:
        return check_notices(engine, now())
    finally:
        engine.dispose()


def news_line(news: CaseNews) -> str:
    """Return one piece of news in one line."""
    return f"case {news.notice}: {news.kind.replace('_', ' ')} on {news.at:%Y-%m-%d}, {news.text}"
