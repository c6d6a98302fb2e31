"""What a person does with a case: opening it, adding to it, notices, their sending and their answers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, select

from base.clock import now
from base.sinks import terminal
from haoshao.filters import filters_from
from haoshao.moments import parse_moment
from haoshao.people import whoever
from haoshao.workspace import Workspace
from market.takedowns import ANSWERS, NoticeState
from storage.cases import (
    Act,
    CaseError,
    KeptFile,
    add_alerts,
    add_file,
    add_offers,
    add_sellers,
    close_case,
    label,
    open_case,
    record_event,
    reopen_case,
    require_open,
)
from storage.database import open_database, reading, writing
from storage.ids import OFFER, public_id
from storage.models import CaseOfferRow, OfferRow
from storage.notices import NewNotice, find_notice, make_notice, move_notice
from storage.queries.cases import find_case
from takedown.facts import CaseFacts, gather_facts
from takedown.recipients import Recipient, find_recipient, load_recipients
from takedown.routes import AtHand, Route, propose_routes
from takedown.settings import load_takedown_settings

LARGEST_FILE = 200 * 1024 * 1024
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A workspace opened for case work, by somebody, at a moment."""

    place: Workspace
    engine: Engine
    act: Act

    @classmethod
    def at(cls, place: Workspace, *, by: str | None = None, at: str | None = None) -> Desk:
        """Return the desk of *by* (else the variable, else the login name), for what happened *at* (else now)."""
        place.require_data()
        moment = now()
        happened = parse_moment(at, now=moment, zone=ZoneInfo(place.settings.time_zone)) if at else moment
        return cls(
            place=place,
            engine=open_database(place.database),
            act=Act(by=whoever(by), at=_not_later(happened, moment), now=moment),
        )


def _not_later(happened: datetime, moment: datetime) -> datetime:
    if happened > moment:
        raise CaseError(f"{happened:%Y-%m-%d %H:%M}: lies in the future; say when it happened")
    return happened


def case_number(said: str) -> int:
    """Return the number in `12` or `case-12`.

    Raises:
        CaseError: there is none.
    """
    digits = said.removeprefix("case-")
    if not (digits.isascii() and digits.isdigit()):
        raise CaseError(f"{said}: is no case; write its number as in `haoshao case list`")
    return int(digits)


def begin_case(
    desk: Desk, title: str | None, sellers: Sequence[str], offers: Sequence[str], alerts: Sequence[int]
) -> str:
    """Return the name of a new case about *sellers* with all they offer, about *offers*, and about *alerts*.

    Raises:
        CaseError: it would be about nothing, or one of them is not there.
    """
    if not (sellers or offers or alerts):
        raise CaseError("a case is about somebody or something: give --seller, --offers or --alert")
    with writing(desk.engine) as connection:
        named = ", ".join(sellers) or (f"{len(offers)} offers" if offers else f"alerts {', '.join(map(str, alerts))}")
        case_id = open_case(connection, title or named, desk.act)
        _put_in(connection, case_id, desk.act, sellers, offers, alerts)
    return label(case_id)


def _put_in(
    connection: Connection, case_id: int, act: Act, sellers: Sequence[str], offers: Sequence[str], alerts: Sequence[int]
) -> None:
    add_sellers(connection, case_id, sellers, act)
    if offers:
        add_offers(connection, case_id, offers, act)
    if alerts:
        add_alerts(connection, case_id, alerts, act)


def extend_case(
    desk: Desk,
    case_id: int,
    *,
    sellers: Sequence[str] = (),
    offers: Sequence[str] = (),
    alerts: Sequence[int] = (),
    note: str | None = None,
    files: Sequence[Path] = (),
) -> None:
    """Add sellers, offers, alerts, a note and files to a case.

    Raises:
        CaseError: the case is not open, or something is not there.
    """
    kept = [keep_file(desk.place, case_id, path, note) for path in files]
    with writing(desk.engine) as connection:
        require_open(connection, case_id)
        _put_in(connection, case_id, desk.act, sellers, offers, alerts)
        for one in kept:
            add_file(connection, case_id, one, desk.act)
        if note and not files:
            record_event(connection, case_id, desk.act, "note", note)


def keep_file(place: Workspace, case_id: int, path: Path, note: str | None, notice_id: int | None = None) -> KeptFile:
    """Return *path* as it was copied into the data directory, under its hash.

    Raises:
        CaseError: it cannot be read, or is too large.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise CaseError(
                f"{path}: is larger than {LARGEST_FILE // 1024 // 1024} MiB; keep it elsewhere and note where"
            )
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        target = file_path(place.require_data(), case_id, digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(path, target)
    except OSError as error:
        raise CaseError(f"{path}: cannot be read or kept ({error.strerror})") from error
    return KeptFile(name=terminal(path.name, limit=120), sha256=digest, size=size, note=note, notice_id=notice_id)


def file_path(data: Path, case_id: int, sha256: str) -> Path:
    """Return where the bytes of a case's file lie."""
    return data / "cases" / label(case_id) / sha256


def facts_of(desk: Desk, case_id: int) -> CaseFacts:
    """Return what is known of a case.

    Raises:
        CaseError: there is none.
    """
    return gather_facts(desk.engine, case_id, filters_from(desk.place), desk.act.now)


def routes_of(desk: Desk, case_id: int) -> tuple[Route, ...]:
    """Return who can act on a case, the nearest to the seller first."""
    facts = facts_of(desk, case_id)
    config = desk.place.require_config()
    at_hand = AtHand(
        has_pictures=any(file.name.lower().endswith(_PICTURES) for file in facts.case.files),
        reporter_known=load_takedown_settings(config).reporter.is_known,
    )
    return propose_routes(load_recipients(config), facts.offers, facts.sellers, at_hand)


def draft_notice(desk: Desk, case_id: int, to: str, *, offers: Sequence[str] = (), language: str | None = None) -> str:
    """Return the name of a new notice: about *offers*, else those its recipient can act on, else all of the case.

    Raises:
        CaseError: the case is not open, an offer is not in it, or there is none.
        ConfigError: there is no such recipient.
    """
    config = desk.place.require_config()
    recipient = find_recipient(config, to)
    said = _language(recipient, language)
    routed = next((route.offer_ids for route in routes_of(desk, case_id) if route.recipient.id == to), ())
    with writing(desk.engine) as connection:
        require_open(connection, case_id)
        new = NewNotice(
            case_id=case_id,
            recipient=recipient.id,
            language=said,
            answer_days=recipient.answer_days or load_takedown_settings(config).answer_days,
            offer_ids=_targets(connection, case_id, offers or routed),
        )
        notice = make_notice(connection, new, desk.act)
        if find_case(connection, case_id).frozen_at is not None:
            move_notice(connection, notice, NoticeState.FROZEN, desk.act, "the evidence of the case is frozen")
    return notice.label


def _language(recipient: Recipient, said: str | None) -> str:
    if said is not None and said not in {"zh", "en"}:
        raise CaseError(f"{said}: notices are written in zh or en")
    return said or recipient.languages[0]


def _targets(connection: Connection, case_id: int, said: Sequence[str]) -> tuple[int, ...]:
    query = select(OfferRow.id, OfferRow.uid).join(CaseOfferRow, CaseOfferRow.offer_id == OfferRow.id)
    own = {
        public_id(OFFER, row.uid): row.id for row in connection.execute(query.where(CaseOfferRow.case_id == case_id))
    }
    for one in said:
        if one not in own:
            raise CaseError(
                f"{one}: is not in {label(case_id)}; add it with `haoshao case add {case_id} --offers {one}`"
            )
    return tuple(own[one] for one in said) or tuple(own.values())


def record_sent(desk: Desk, said: str, proof: Path, note: str | None) -> str:
    """Return the name of a notice that a person has sent, with the proof kept.

    Raises:
        CaseError: there is no such notice, or the proof cannot be read.
        NoticeStateError: its evidence is not frozen, or it was sent before.
    """
    return _with_proof(desk, said, NoticeState.SENT, proof, note or "sent")


def record_outcome(desk: Desk, said: str, state: str, proof: Path | None, note: str | None) -> str:
    """Return the name of a notice whose recipient's answer was recorded.

    Raises:
        CaseError: there is no such notice, or the state is none.
        NoticeStateError: it cannot be in that state now.
    """
    try:
        then = NoticeState(state.replace("-", "_"))
    except ValueError:
        raise CaseError(f"{state}: is no outcome; write acknowledged, refused or no-answer") from None
    if then in {NoticeState.GONE, NoticeState.BACK}:
        raise CaseError(f"{state}: is concluded from looks at the site alone; crawl it, then `haoshao case check`")
    if then not in ANSWERS:
        raise CaseError(f"{state}: is no outcome; write acknowledged, refused or no-answer")
    return _with_proof(desk, said, then, proof, note or then.value)


def _with_proof(desk: Desk, said: str, then: NoticeState, proof: Path | None, text: str) -> str:
    with reading(desk.engine) as connection:
        notice = find_notice(connection, said)
    kept = None if proof is None else keep_file(desk.place, notice.case_id, proof, text, notice.id)
    with writing(desk.engine) as connection:
        require_open(connection, notice.case_id)
        notice = find_notice(connection, notice.label)
        if kept is not None:
            text = f"{text}; proof {kept.name} sha256:{kept.sha256}"
        move_notice(connection, notice, then, desk.act, text)
        if kept is not None:
            add_file(connection, notice.case_id, kept, desk.act)
    return notice.label


def end_case(desk: Desk, case_id: int, note: str) -> None:
    """Close a case: what it holds may be pruned from now on."""
    with writing(desk.engine) as connection:
        close_case(connection, case_id, desk.act, note)


def resume_case(desk: Desk, case_id: int, note: str) -> None:
    """Open a closed case again."""
    with writing(desk.engine) as connection:
        find_case(connection, case_id)
        reopen_case(connection, case_id, desk.act, note)
