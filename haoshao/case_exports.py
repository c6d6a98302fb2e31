"""The package of a case as a user asks for it: frozen first, logged where its tier says so, noted in the timeline."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from base.lexicon import load_taxonomy
from haoshao.case_acts import Desk, facts_of, file_path
from haoshao.case_freezing import freeze_case
from haoshao.clear_text import ClearText
from storage.access import Access, record_access
from storage.cases import CaseError, label, record_event
from storage.database import writing
from storage.notices import NoticeRef
from storage.snapshots import SnapshotStore
from takedown.case_package.package import PackageOrder, write_package, written_notice
from takedown.case_package.papers import Papers
from takedown.facts import CaseFacts
from takedown.notices import NoticeText
from takedown.packing.zips import write_zip
from takedown.recipients import load_recipients
from takedown.settings import load_takedown_settings
from takedown.tiers import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants a package."""

    out: Path | None
    """The folder to make; beside the data where None."""
    zipped: bool
    language: str | None
    """None: papers in the language of the settings, each notice in its own."""
    tier: Tier
    reason: str
    fresh: bool


def export_case(desk: Desk, case_id: int, wish: Wish, tell: Callable[[str], None]) -> Path:
    """Return the folder, or the zip, that the package of a case was written to.

    Raises:
        CaseError: there is no such case, it is about nothing, or the language is none.
        MarketError: the package cannot be written; says why.
    """
    if wish.language not in {None, "zh", "en"}:
        raise CaseError(f"{wish.language}: papers are written in zh or en")
    facts = _frozen(desk, case_id, wish, tell)
    data = desk.place.require_data()
    config = desk.place.require_config()
    if wish.tier.needs_reason:
        entry = Access(
            at=desk.act.now, by=desk.act.by, tier=wish.tier, reason=wish.reason, what=f"case export {case_id}"
        )
        with writing(desk.engine) as connection:
            record_access(connection, entry)
        clear = ClearText(desk.engine, SnapshotStore(data / "snapshots"))
        facts = replace(facts, offers=tuple(clear.rows(iter(facts.offers), with_pages=False)))
    order = PackageOrder(
        papers=_papers(desk, facts, wish.tier, wish.language or desk.place.settings.language),
        recipients=load_recipients(config),
        settings=load_takedown_settings(config),
        config=config,
        data=data,
        folder=wish.out or data / "packages" / f"{label(case_id)}-{desk.act.now:%Y%m%dT%H%M%SZ}",
        file_path=partial(file_path, data, case_id),
        all_languages=wish.language is None,
    )
    made = write_package(order)
    if wish.zipped:
        target = made.with_name(f"{made.name}.zip")
        write_zip(made, target)
        shutil.rmtree(made)
        made = target
    with writing(desk.engine) as connection:
        record_event(connection, case_id, desk.act, "exported", f"{made.name}, tier {wish.tier}")
    return made


def _papers(desk: Desk, facts: CaseFacts, tier: Tier, language: str) -> Papers:
    platforms = load_taxonomy(desk.place.require_config()).platforms
    return Papers(
        facts=facts,
        tier=tier,
        language=language,
        zone=ZoneInfo(desk.place.settings.time_zone),
        platforms={key: one.zh if language == "zh" else one.en for key, one in platforms.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNotice:
    """A notice as its package would have it."""

    text: NoticeText
    recipient: str
    simulated: bool


def notice_text(desk: Desk, ref: NoticeRef) -> WrittenNotice:
    """Return the text of a notice, for whom it is, and whether it rests on simulated data."""
    facts = facts_of(desk, ref.case_id)
    notice = next(one for one in facts.case.notices if one.id == ref.id)
    config = desk.place.require_config()
    papers = _papers(desk, facts, Tier.HANDLES, notice.language)
    text = written_notice(papers, config, load_takedown_settings(config), load_recipients(config), notice)
    return WrittenNotice(text=text, recipient=notice.recipient, simulated=facts.simulated)


def _frozen(desk: Desk, case_id: int, wish: Wish, tell: Callable[[str], None]) -> CaseFacts:
    """Return the case once every offer of it rests on held evidence."""
    facts = facts_of(desk, case_id)
    held = {one.offer_id for one in facts.case.evidence}
    if facts.case.frozen_at is not None and {row["offer_id"] for row in facts.offers} <= held:
        return facts
    done = freeze_case(desk, case_id, tell, fresh=wish.fresh)
    tell(f"evidence frozen: {done.snapshots} snapshots for {done.offers} offers, {done.fresh} looked at afresh")
    return facts_of(desk, case_id)
