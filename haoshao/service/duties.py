"""What the service does beside crawling: judging, delivering, following up notices, entering runs in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from alerts.delivery import Delivered
from base.clock import now
from base.sinks import terminal
from haoshao.case_checks import check_cases, news_line
from haoshao.crawls import settle_market
from haoshao.delivery import deliver_from
from haoshao.judging import FreshTelling
from haoshao.upkeep import prune_place, stamp_place
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.evidence.ledger import record_ended_runs
from storage.evidence.places import EvidencePlaces

Tell = Callable[[str], None]


class Duties:
    """Duties that come round; each one ends by itself, and one that fails is told and comes round again."""

    def __init__(self, place: Workspace, engine: Engine, tell: Tell) -> None:
        self._place = place
        self._engine = engine
        self._telling = FreshTelling(place.require_config())
        self._tell = tell
        self.failing: dict[str, str] = {}
        """What went wrong the last time, by duty; empty where all is well."""
        self.sent = 0
        self.given_up = 0

    def deliver(self) -> None:
        """Judge what is unjudged, queue the digests that are due, send what waits."""
        self._do("delivery", self._deliver)

    def keep_house(self) -> None:
        """Settle the price index, follow up the notices that were sent, enter every run that ended in the ledger."""
        self._do("market", lambda: settle_market(self._place, self._tell))
        self._do("cases", self._follow_up)
        self._do("ledger", self._enter_runs)
        self._do("stamps", self._stamp)

    def prune(self) -> None:
        """Remove what the retention rules say, once a day."""
        self._do("retention", self._prune)

    def _do(self, name: str, duty: Callable[[], None]) -> None:
        try:
            duty()
        except (MarketError, SQLAlchemyError, OSError) as error:
            said = str(error) if isinstance(error, MarketError) else type(error).__name__
            if self.failing.get(name) != said:
                self._tell(terminal(f"{name}: {said}; it is tried again", limit=400))
            self.failing[name] = said
        else:
            if self.failing.pop(name, None) is not None:
                self._tell(f"{name}: well again")

    def _deliver(self) -> None:
        done: Delivered = deliver_from(self._engine, self._telling.look())
        self.sent += sum(done.sent.values())
        self.given_up += sum(done.dead.values())
        for channel, why in done.failed.items():
            self._tell(terminal(f"channel {channel}: {why}", limit=400))

    def _follow_up(self) -> None:
        for news in check_cases(self._place):
            self._tell(terminal(news_line(news)))

    def _prune(self) -> None:
        lines, problems = prune_place(self._place, dry=False)
        for line in (*lines, *problems):
            self._tell(terminal(line, limit=400))

    def _stamp(self) -> None:
        """Have the ledger stamped where that is due; an authority that is away is tried again by itself."""
        if self._place.settings.evidence.stamps:
            lines, failed = stamp_place(self._place, force=False)
            for line in lines if failed else ():
                self._tell(terminal(line, limit=400))

    def _enter_runs(self) -> None:
        places = EvidencePlaces(data=self._place.require_data())
        places.store.repair()
        record_ended_runs(self._place.data, at=now())
