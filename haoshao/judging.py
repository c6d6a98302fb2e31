"""The alert rules of a configuration with its channels, as everything that records things asks them."""

from __future__ import annotations

from pathlib import Path

from alerts.channels import load_channels
from alerts.rules import Rulebook, load_rules
from base.clock import now
from base.rates import load_rates
from haoshao.workspace import Workspace


def judge_of(config: Path) -> Rulebook:
    """Return the rules of a configuration folder.

    Raises:
        ConfigError: rules.yml or channels.yml is wrong.
    """
    routes = [route for channel in load_channels(config).values() if (route := channel.route) is not None]
    return Rulebook(load_rules(config), routes, load_rates(config).factors_on(now().date()))


def judged(place: Workspace) -> int:
    """Return how many alerts come of what was recorded without the rules: by a killed process, or by bare Scrapy.

    Raises:
        ConfigError: rules.yml or channels.yml is wrong.
    """
    from storage.catching_up import catch_up  # noqa: PLC0415 - a crawl that only checks its rules need not load SQL
    from storage.database import open_database  # noqa: PLC0415 - same

    engine = open_database(place.database)
    try:
        return catch_up(engine, judge_of(place.require_config()), now=now())
    finally:
        engine.dispose()
