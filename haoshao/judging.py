"""The alert rules of a configuration with its channels, as everything that records things asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alerts.channels import Channel, load_channels
from alerts.rules import Rulebook, load_rules
from alerts.rules.model import Quiet
from base.clock import now
from base.rates import load_rates
from haoshao.workspace import Workspace

_FILES = ("rules.yml", "channels.yml", "rates.yml")


def judge_of(config: Path) -> Rulebook:
    """Return the rules of a configuration folder.

    Raises:
        ConfigError: rules.yml or channels.yml is wrong.
    """
    routes = [route for channel in load_channels(config).values() if (route := channel.route) is not None]
    return Rulebook(load_rules(config), routes, load_rates(config).factors_on(now().date()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What decides who is told of what."""

    channels: Mapping[str, Channel]
    quiet: Quiet | None
    judge: Rulebook


class FreshTelling:
    """Rules and channels as fresh as the last look; read anew only where a file or the day is another."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._mark: tuple[object, ...] = ()
        self._found: Telling | None = None

    def look(self) -> Telling:
        """Return what holds now.

        Raises:
            ConfigError: rules.yml, channels.yml or rates.yml is wrong.
        """
        mark = (now().date(), *(_stamp(self._config / name) for name in _FILES))
        if self._found is None or mark != self._mark:
            self._found = telling_of(self._config)
            self._mark = mark
        return self._found


def telling_of(config: Path) -> Telling:
    """Return the rules and channels of a configuration folder.

    Raises:
        ConfigError: rules.yml, channels.yml or rates.yml is wrong.
    """
    return Telling(channels=load_channels(config), quiet=load_rules(config).quiet, judge=judge_of(config))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


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
