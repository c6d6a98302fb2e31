"""Third-party personal data out of a text, character for character.

Sellers of stolen data show samples of it: identity numbers, bank cards, rows
of name, phone and address, code messages, log-ins. What is recorded keeps
their place and length, so that every span stays valid, and loses their
content. A seller's own contacts (a lone phone number, a QQ, an address behind
"write to") stay: they are what the record is about.

All patterns run on RE2: linear in the length of the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeAlias

from market.linear import linear
from market.masking.check_digits import is_card_number, is_chinese_id, is_iban
from market.masking.people import Piece, find_people

MASK: Final = "*"
Finder: TypeAlias = Callable[[str], Iterator[Piece]]


def masked(text: str) -> str:
    """Return *text* with the personal data of third parties starred out, at the same length.

    Letters and digits of such data become `*`; separators and everything else
    stay where they are.
    """
    said = searchable(text)
    if not _GATE.search(said):
        return text
    pieces = [piece for find in FINDERS for piece in find(said)]
    if not pieces:
        return text
    characters = list(text)
    for start, end in pieces:
        for position in range(start, end):
            if characters[position].isalnum():
                characters[position] = MASK
    return "".join(characters)


def count_bulk_rows(text: str) -> int:
    """Return how many lines of *text* carry personal data of third parties.

    For a body as it came, in HTML or JSON, see `bodies`.
    """
    return rows_in(_telling_lines(searchable(text)))


def _telling_lines(text: str) -> list[str]:
    """Return the lines that hold what every finder needs, with an empty one where lines between them are left out."""
    body = text.encode("utf-8")
    lines: list[str] = []
    after = 0
    while match := _GATE_BYTES.search(body, after):
        start = body.rfind(b"\n", after, match.start()) + 1 or after
        end = body.find(b"\n", match.end())
        end = len(body) if end < 0 else end
        if start > after and lines:
            lines.append("")
        lines.append(body[start:end].decode("utf-8"))
        after = end + 1
    return lines


def rows_in(lines: list[str], finders: Iterable[Finder] | None = None) -> int:
    """Return how many of *lines* carry personal data of third parties, as all *finders* see it."""
    said = "\n".join(lines)
    starts = sorted(start for find in finders or FINDERS for start, _ in find(said))
    rows, position = 0, 0
    for start in starts:
        if start < position:
            continue
        rows += 1
        line_end = said.find("\n", start)
        position = len(said) if line_end < 0 else line_end
    return rows


_GATE: Final = linear(r"[0-9]{4}|[0-9]{3}[ -][0-9]|@")
_GATE_BYTES: Final = linear(rb"[0-9]{4}|[0-9]{3}[ -][0-9]|@")
"""Every finder needs a number of four digits or a mail address."""


def searchable(text: str) -> str:
    """Return *text* with full-width digits made plain and lone surrogates replaced, at the same length."""
    if text.isascii():
        return text
    for odd, plain in _PLAIN.items():  # a search for each is a tenth of what str.translate costs on a page
        if odd in text:
            text = text.replace(odd, plain)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


_PLAIN: Final = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "\uff38": "X",
    "\u3000": " ",
    "\u00a0": " ",
    "\uff1a": ":",
    "\uff0c": ",",
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


# --- numbers that prove themselves -----------------------------------------


def digit_runs(text: str) -> Iterator[Piece]:
    """Yield identity and card numbers, written solid or in groups."""
    for match in _LONG_NUMBER.finditer(text):
        start, end = match.span(1)
        number = "".join(letter for letter in text[start:end] if letter.isalnum())
        if is_card_number(number) or is_chinese_id(number):
            yield start, end


def count_proven(text: str, most: int) -> tuple[int, int]:
    """Return how many of the first *most* long numbers of *text* are identities or cards, and how many those are."""
    proven = long = 0
    for match in islice(_LONG_NUMBER.finditer(text), most):
        number = "".join(letter for letter in match.group(1) if letter.isalnum())
        proven += is_card_number(number) or is_chinese_id(number)
        long += 1
    return proven, long


_LONG_NUMBER: Final = linear(
    r"(?:^|[^0-9A-Za-z/=_@#.+-])((?:[0-9]{4}[ -]){2,4}[0-9]{1,7}|[0-9]{6} ?[0-9]{8} ?[0-9]{3}[0-9Xx]"
    r"|[0-9]{4}[ -][0-9]{6}[ -][0-9]{5}|[0-9]{13,19})(?:[^0-9A-Za-z]|$)"
)


def _ibans(text: str) -> Iterator[Piece]:
    for match in _IBAN.finditer(text):
        code = match.group(1).replace(" ", "")
        if len(code) >= 15 and is_iban(code):  # noqa: PLR2004 - Norway's, the shortest
            yield match.span(1)


_IBAN: Final = linear(r"\b([A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]{4}){2,7}(?: ?[0-9A-Z]{1,3})?)\b")


# --- numbers that a label names --------------------------------------------


def _documents(text: str) -> Iterator[Piece]:
    """Yield numbers behind the name of a document: passport, licence, social security, tax id."""
    for match in _DOCUMENT.finditer(text):
        start, end = match.span(1)
        if sum(letter.isdigit() for letter in text[start:end]) >= _DOCUMENT_DIGITS:
            yield start, end
    for match in _SOCIAL_SECURITY.finditer(text):
        yield match.span(1)


_DOCUMENT_DIGITS: Final = 5
_DOCUMENT: Final = linear(
    r"(?i)(?:身份证号?码?|证件号码?|护照号?码?|港澳通行证号?|驾驶证号?|驾照号?|社保号|银行卡号|卡号"
    r"|passport|passeport|pasaporte|"
    r"driver'?s? licen[cs]e|\bdl|\bssn|social security|national id|id card|\bdni|\bcpf|\bpesel|паспорт"
    r"|серия и номер|снилс|\bинн|"
    r"номер карты|card number|iban)(?: ?(?:number|no\.?|num|nr\.?|n°|номер|серия|№|#"
    r"|号码?)){0,2}\s{0,2}(?:[:：=是为]|is)?\s{0,2}"
    r"((?:[A-Z]{1,3}[ -]?)?[0-9][0-9A-Z](?:[ .-]?[0-9A-Z]){3,18})\b"
)
_SOCIAL_SECURITY: Final = linear(r"(?:^|[^0-9-])([0-8][0-9]{2}-[0-9]{2}-[0-9]{4})(?:[^0-9-]|$)")


# --- messages and log-ins --------------------------------------------------


def _messages(text: str) -> Iterator[Piece]:
    """Yield bodies of messages that carry a one-time code: sender in brackets, or code and its word."""
    for match in _BRACKET_MESSAGE.finditer(text):
        yield match.span(1)
    for pattern in _CODES:
        for match in pattern.finditer(text):
            if not _MONEY_AFTER.match(text[match.end(1) : match.end(1) + 12]):
                yield match.span(1)


_BRACKET_MESSAGE: Final = linear(
    r"【[^】\n【]+】([^\n【】]*(?:验证码|校验码|动态码|动态密码|code|код)[^\n0-9【】]*[0-9]{4}[^\n【】]*"
    r"|[^\n【】0-9]*[0-9]{4,8}[^\n0-9【】]*(?:验证码|校验码|动态码|动态密码)[^\n【】]*)"
)
_CODES: Final = (
    linear(
        r"(?i)(?:验证码|校验码|动态码|动态密码|确认码|驗證碼)\s?(?:是|为|為|[:：])\s{0,2}([0-9]{3}[ -][0-9]{3}"
        r"|[0-9]{4,8})\b"
    ),
    linear(
        r"(?i)\b([A-Z]-[0-9]{4,8}|[0-9]{3}-[0-9]{3}|[0-9]{4,8})\s{0,2}(?:[(（]?(?:登录|注册)?验证码|is your"
        r"|es tu|es su|ist ihr|ist dein|est votre|é o seu|— ваш|ваш код|- ваш)"
    ),
    linear(
        r"(?i)(?:\b(?:your|tu|su|votre|ihr|dein|seu|kode)\b|ваш|mã )[^\n0-9.]*(?:code|otp|pin|passcode"
        r"|password|код|пароль|código|codigo|kod|anda|xác minh)"
        r"[^\n0-9]{0,9}([A-Z]-[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}|[0-9]{4,8})\b"
    ),
    linear(r"(?i)\bкод(?: подтверждения| доступа| входа)?\s?(?:[:—-]|это)\s?([0-9]{3}[ -][0-9]{3}|[0-9]{4,8})\b"),
)
_MONEY_AFTER: Final = linear(
    r"(?i)\s?(?:元|块|条|个|张|人|р\b|руб|₽|\$|usd|u\b|usdt|€|eur|₫|vnd|đ|rp|idr|tl\b|pcs|шт|/|%|\.[0-9]|,[0-9])"
)


def _log_ins(text: str) -> Iterator[Piece]:
    """Yield rows of a combo list: a mail address or phone, a separator, a password."""
    if "@" not in text:
        return
    for match in _COMBO.finditer(text):
        if not match.group(2).isdecimal() or len(match.group(2)) > _PORT_DIGITS:
            yield match.span()


_PORT_DIGITS: Final = 5
_COMBO: Final = linear(
    r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(:|-{2,6}|\|)([^\s:|,，。;；/]{4}[^\s:"
    r"|,，。;；/]*)(?:$|[\s:|,;])"
)

FINDERS: Final[tuple[Finder, ...]] = (
    digit_runs,
    _ibans,
    _documents,
    find_people,
    _messages,
    _log_ins,
)
