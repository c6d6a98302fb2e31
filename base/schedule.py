"""When a site is to be crawled, as its site file says it."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

_TIME = r"([01]\d|2[0-3]):[0-5]\d"
_SECONDS = {"m": 60, "h": 3600, "d": 86400}


class Schedule(BaseModel):
    """Every so often, or by a cron line; perhaps only at certain hours."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    every: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,4}[mhd]$")] | None = None
    cron: str | None = None
    """Five fields (minute, hour, day, month, weekday) in the operator's time zone."""
    hours: Annotated[str, StringConstraints(pattern=rf"^{_TIME}-{_TIME}$")] | None = None
    """When a crawl may begin, `22:00-06:00` in the operator's time zone; at any time where nothing is said."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Schedule:
        if self.every and self.cron:
            raise ValueError("give either every or cron, not both")
        if self.cron:
            from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - for the few sites that have one

            try:
                CronTrigger.from_crontab(self.cron)
            except (ValueError, KeyError) as error:
                raise ValueError(f"cron: {self.cron!r} is no cron line: {error}") from None
        return self

    @property
    def every_s(self) -> int:
        """Seconds between two runs; 6 h where nothing is said."""
        said = self.every or "6h"
        return int(said[:-1]) * _SECONDS[said[-1]]

    @property
    def window(self) -> tuple[time, time]:
        """The first and the last moment of `hours`; the whole day where nothing is said."""
        begin, _, end = (self.hours or "00:00-23:59").partition("-")
        return time.fromisoformat(begin), time.fromisoformat(end)
