"""A notice by mail: previewed always, sent only where an operator allows it, and then recorded with its own proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from haoshao.case_acts import Desk, record_sent
from haoshao.case_exports import notice_text
from market.takedowns import NoticeState, check_move
from storage.database import reading
from storage.notices import find_notice
from takedown.case_package.words import word
from takedown.mailing import Letter, check_allowed, preview, send
from takedown.recipients import How, find_recipient
from takedown.settings import load_takedown_settings


def mail_notice(
    desk: Desk, said: str, tell: Callable[[str], None], *, to: str | None, package: Path | None, really: bool
) -> None:
    """Tell what the mail of a notice is; where *really*, send it and record it as sent.

    Raises:
        MailError: it may not be sent, or was not.
        NoticeStateError: its evidence is not frozen, or it was sent before.
    """
    config = desk.place.require_config()
    settings = load_takedown_settings(config)
    with reading(desk.engine) as connection:
        notice = find_notice(connection, said)
    found = notice_text(desk, notice)
    address = to or _address(config, found.recipient)
    subject = f"{found.text.blocks[0].text if found.text.blocks else ''} [case-{notice.label}]"
    text = found.text.text
    if found.simulated:
        said = f"*** {word('simulated', 'en')} · {word('simulated', 'zh')} ***"
        subject, text = f"[SIMULATED 模拟] {subject}", f"{said}\n\n{text}"
    letter = Letter(to=address, subject=subject, text=text)
    if package is not None:
        letter = replace(letter, attachments=(package,))
    if not really:
        for line in preview(letter, settings.mail):
            tell(line)
        return
    check_allowed(letter, settings.mail)
    check_move(notice.label, notice.state, NoticeState.SENT)
    message = send(letter, settings.mail, desk.act.now)
    proof = desk.place.require_data() / "cases" / f"mail-{notice.label}.eml"
    proof.parent.mkdir(parents=True, exist_ok=True)
    proof.write_bytes(message)
    record_sent(desk, notice.label, proof, f"sent by mail to {address}")
    tell(f"{notice.label}: sent to {address}, kept as {proof}")


def _address(config: Path, recipient: str) -> str:
    """Return the mail address of a recipient; words that say so where it takes none."""
    found = find_recipient(config, recipient)
    mails = [channel.address for channel in found.channels if channel.how is How.MAIL]
    return mails[0] if mails else f"({recipient} takes no mail: name an address with --to)"
