"""Freezing the evidence of a case: a fresh look by the ordinary crawl where a site is watched, else what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from base.config import load_sites
from base.killswitch import is_stopped
from crawler.run import RunSummary, crawl_sites
from haoshao.case_acts import Desk
from haoshao.crawls import PROGRAM, summary_line
from market.takedowns import Frozen, NoticeState
from storage.cases import CaseError, label, record_frozen, require_open
from storage.database import reading, writing
from storage.models import SiteRow
from storage.notices import move_notice, notices_of
from storage.queries.case_evidence import ShownBy, shown_by

_USABLE = frozenset({"healthy", "partial"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Freezing:
    """What was frozen."""

    offers: int
    snapshots: int
    fresh: int
    """Offers that the fresh look showed."""


def freeze_case(desk: Desk, case_id: int, tell: Callable[[str], None], *, fresh: bool = True) -> Freezing:
    """Return what the case rests on from now on; its drafts are ready to be sent then.

    Raises:
        CaseError: the case is not open, or holds no offer.
    """
    with reading(desk.engine) as connection:
        require_open(connection, case_id)
        shown = shown_by(connection, case_id)
        if not shown:
            raise CaseError(f"{label(case_id)}: holds no offer; add some with `haoshao case add {case_id} --offers …`")
        names = _watched(desk, connection, shown) if fresh else []
    looks = _look(desk, names, tell)
    with writing(desk.engine) as connection:
        shown = shown_by(connection, case_id)
        evidence: dict[tuple[int, int], Frozen] = {}
        for one in shown:
            how = Frozen.FRESH if one.last_run_id in looks else Frozen.STORED
            evidence |= dict.fromkeys([(one.offer_id, one.words_id), (one.offer_id, one.last_id)], how)
        record_frozen(connection, case_id, evidence, desk.act)
        for notice in notices_of(connection, case_id, (NoticeState.DRAFT, NoticeState.FROZEN)):
            move_notice(connection, notice, NoticeState.FROZEN, desk.act, "the evidence of the case is frozen")
    return Freezing(
        offers=len(shown),
        snapshots=len({snapshot for _, snapshot in evidence}),
        fresh=sum(one.last_run_id in looks for one in shown),
    )


def _watched(desk: Desk, connection: Connection, shown: Sequence[ShownBy]) -> list[str]:
    """Return the sites of the case that can be looked at: those with a site file, not paused."""
    names = connection.scalars(select(SiteRow.name).where(SiteRow.id.in_({one.site_id for one in shown})))
    sites = load_sites(desk.place.require_config())
    return sorted(name for name in names if name in sites and not sites[name].paused)


def _look(desk: Desk, names: Sequence[str], tell: Callable[[str], None]) -> frozenset[int]:
    """Return the runs of a fresh look at sites that showed something."""
    data = desk.place.require_data()
    if not names:
        return frozenset()
    if is_stopped(data):
        tell("the kill switch is on: no fresh look, stored snapshots are frozen")
        return frozenset()

    def told(summary: RunSummary) -> None:
        tell(summary_line(summary))

    summaries = crawl_sites(
        names,
        config=desk.place.require_config(),
        data=data,
        database=desk.place.database,
        program=PROGRAM,
        on_summary=told,
    )
    return frozenset(one.run_id for one in summaries if one.run_id is not None and one.health in _USABLE)
