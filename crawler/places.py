"""Where a crawl finds its configuration and leaves its results, and the run of one site made from them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine

from base.config import SiteFile, effective_limits, find_site, load_settings
from base.lexicon import load_reader
from base.limits import SiteLimits
from base.optout import OptOuts
from crawler.site_run import SiteRun
from crawler.text_reader import TextReader
from market.occasions import Judge
from storage.database import default_url, open_database


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The three places that a crawl works on."""

    config: Path
    data: Path
    database: str
    """SQLAlchemy URL."""
    judge: Judge | None = None
    """The alert rules, from whoever knows them; a run without them is judged later."""

    @classmethod
    def from_words(cls, config: str | None, data: str | None, database: str | None) -> Places:
        """Return what arguments, else the environment, else the defaults name."""
        folder = Path(data or os.environ.get("HAOSHAO_DATA") or "data").absolute()
        return cls(
            config=Path(config or os.environ.get("HAOSHAO_CONFIG") or "config").absolute(),
            data=folder,
            database=database or os.environ.get("HAOSHAO_DATABASE") or default_url(folder),
        )


def prepared_run(name: str, places: Places, *, limits: SiteLimits | None = None) -> SiteRun:
    """Return the run of the site called *name*, ready to open; `limits` tighten those of its file.

    Raises:
        MarketError: no such site, or a wrong file.
    """
    settings = load_settings(places.config)
    site = find_site(places.config, name)
    return SiteRun(
        site=site,
        settings=settings,
        limits=effective_limits(_tightened(site, limits), settings),
        data=places.data,
        engine=_engine(places.database),
        reader=_reader(places.config),
        judge=places.judge,
        opt_outs=OptOuts(places.config),
    )


def _tightened(site: SiteFile, limits: SiteLimits | None) -> SiteFile:
    """Return *site* with the tighter of its own limits and *limits*."""
    if limits is None:
        return site
    own = site.limits.model_dump(exclude_none=True)
    for key, value in limits.model_dump(exclude_none=True).items():
        tighter = max if key == "delay_s" else min
        own[key] = tighter(value, own.get(key, value))
    return site.model_copy(update={"limits": SiteLimits(**own)})


@lru_cache(maxsize=4)
def _engine(database: str) -> Engine:
    return open_database(database)


@lru_cache(maxsize=4)
def _reader(config: Path) -> TextReader:
    return load_reader(config)


def before_forking(places: Places) -> None:
    """Let go of the database: a connection belongs to one process."""
    _engine(places.database).dispose()
