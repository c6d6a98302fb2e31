"""A notice as a mail: shown first, and sent only where an operator switched it on and named the address.

TLS is required and the server's certificate verified; the password comes from the environment, or from a file.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from base.credentials import credential
from market.errors import MarketError
from takedown.settings import Mail
from takedown.texts import one_line

PASSWORD = "HAOSHAO_MAIL_PASSWORD"  # noqa: S105 - the name of the variable
LARGEST = 20 * 1024 * 1024
_TIMEOUT_S = 60
_SUBMISSION = 587


class MailError(MarketError):
    """A mail may not be sent, or was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to be looked at, and perhaps sent."""

    to: str
    subject: str
    text: str
    attachments: tuple[Path, ...] = ()


def written(letter: Letter, mail: Mail, at: datetime) -> EmailMessage:
    """Return *letter* as a message.

    Raises:
        MailError: an attachment cannot be read, or they are too large for mail.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender or "not-configured@not-stated.invalid"
    message["To"] = one_line(letter.to)
    message["Subject"] = one_line(letter.subject, 200)
    message["Date"] = format_datetime(at)
    message.set_content(letter.text)
    try:
        if sum(path.stat().st_size for path in letter.attachments) > LARGEST:
            raise MailError(f"the attachments exceed {LARGEST // 1024 // 1024} MiB: hand the package over another way")
        for path in letter.attachments:
            kind, _, subtype = _TYPES.get(path.suffix.lower(), "application/octet-stream").partition("/")
            message.add_attachment(path.read_bytes(), maintype=kind, subtype=subtype, filename=path.name)
    except OSError as error:
        raise MailError(f"{error.filename}: cannot be read ({error.strerror})") from error
    return message


_TYPES = {".pdf": "application/pdf", ".zip": "application/zip", ".json": "application/json"}


def check_allowed(letter: Letter, mail: Mail) -> None:
    """Return where *letter* may be sent.

    Raises:
        MailError: mail is off, not set up, or the address is not one that an operator named.
    """
    if not mail.enabled:
        raise MailError("sending is off: people send notices; `mail.enabled` in config/takedown.yml switches it on")
    if not (mail.server and mail.sender):
        raise MailError("mail is not set up: give mail.server and mail.sender in config/takedown.yml")
    if letter.to.lower() not in {one.lower() for one in mail.allowed}:
        raise MailError(f"{letter.to}: is not among mail.allowed in config/takedown.yml; nothing was sent")


def send(letter: Letter, mail: Mail, at: datetime) -> bytes:
    """Return the message as it was sent.

    Raises:
        MailError: it may not be sent, or the server refused it.
        CredentialError: the password file cannot be read, or is open to others.
    """
    check_allowed(letter, mail)
    message = written(letter, mail, at)
    context = ssl.create_default_context()
    password = credential(PASSWORD) if mail.user else ""
    try:
        with _connected(mail, context) as server:
            if mail.user:
                server.login(mail.user, password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"{mail.server}: the mail was not sent ({one_line(str(error), 200)})") from error
    return message.as_bytes()


def _connected(mail: Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    if mail.port != _SUBMISSION:
        return smtplib.SMTP_SSL(mail.server, mail.port, timeout=_TIMEOUT_S, context=context)
    server = smtplib.SMTP(mail.server, mail.port, timeout=_TIMEOUT_S)
    server.starttls(context=context)
    return server


def preview(letter: Letter, mail: Mail) -> Sequence[str]:
    """Return what would be sent, and whether it may be, in lines."""
    try:
        check_allowed(letter, mail)
        verdict = f"may be sent through {mail.server}: add --send"
    except MailError as error:
        verdict = f"will not be sent: {error}"
    head = [f"From: {mail.sender or '(mail.sender)'}", f"To: {letter.to}", f"Subject: {letter.subject}"]
    files = [f"Attachment: {path.name} ({path.stat().st_size} bytes)" for path in letter.attachments]
    return [*head, *files, "", *letter.text.splitlines(), "", f"-- {verdict}"]
