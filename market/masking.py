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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from market.linear import linear

MASK: Final = "*"

Piece: TypeAlias = tuple[int, int]
"""Start and end of characters to mask, code points."""


def masked(text: str) -> str:
    """Return *text* with the personal data of third parties starred out, at the same length.

    Letters and digits of such data become `*`; separators and everything else
    stay where they are.
    """
    searchable = _searchable(text)
    if not _GATE.search(searchable):
        return text
    pieces = [piece for find in _FINDERS for piece in find(searchable)]
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

    DESIGN 4.1 keeps a body only redacted from 20 such rows on.
    """
    return _rows_in(_telling_lines(_searchable(text)))


def has_bulk_rows(text: str, rows: int) -> bool:
    """Return whether at least *rows* lines of *text* carry personal data of third parties; quick where few could."""
    lines = _telling_lines(_searchable(text))
    return sum(map(bool, lines)) >= rows and _rows_in(lines) >= rows


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


def _rows_in(lines: list[str]) -> int:
    searchable = "\n".join(lines)
    starts = sorted(start for find in _FINDERS for start, _ in find(searchable))
    rows, position = 0, 0
    for start in starts:
        if start < position:
            continue
        rows += 1
        line_end = searchable.find("\n", start)
        position = len(searchable) if line_end < 0 else line_end
    return rows


_GATE: Final = linear(r"[0-9]{4}|[0-9]{3}[ -][0-9]|@")
_GATE_BYTES: Final = linear(rb"[0-9]{4}|[0-9]{3}[ -][0-9]|@")
"""Every finder needs a number of four digits or a mail address."""


def _searchable(text: str) -> str:
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


def is_chinese_id(number: str) -> bool:
    """Return whether *number* is an 18-character resident identity number with a true check character.

    Source: GB 11643-1999.
    """
    if len(number) != len(_ID_WEIGHTS) + 1 or not number[:-1].isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return number[-1].upper() == "10X98765432"[total % 11] and _plausible_date(number[6:14])


_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _plausible_date(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    return 1880 < year < 2100 and 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004 - a calendar


def passes_luhn(digits: str) -> bool:
    """Return whether the last of *digits* is the check digit of ISO/IEC 7812 (payment cards)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - digit sum of a two-digit number
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Return whether *digits* are a payment card: an issuer's prefix, its length and the check digit."""
    if not digits.isdecimal():
        return False
    lengths = next((lengths for prefixes, lengths in _CARD_LENGTHS if digits.startswith(prefixes)), ())
    return len(digits) in lengths and len(set(digits)) > 1 and passes_luhn(digits)


_CARD_LENGTHS: Final = (
    (("34", "37"), (15,)),
    (("30", "36", "38", "39"), (14, 16)),
    (("35",), (16,)),
    (("4",), (13, 16, 19)),
    (("2", "5"), (16,)),
    (("6", "9"), (16, 17, 18, 19)),
)


def is_iban(code: str) -> bool:
    """Return whether *code* is an IBAN with true check digits (ISO 13616, modulo 97)."""
    turned = code[4:] + code[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _digit_runs(text: str) -> Iterator[Piece]:
    """Yield identity and card numbers, written solid or in groups."""
    for match in _LONG_NUMBER.finditer(text):
        start, end = match.span(1)
        number = "".join(letter for letter in text[start:end] if letter.isalnum())
        if is_card_number(number) or is_chinese_id(number):
            yield start, end


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


# --- rows of people --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of a text and where it starts."""

    start: int
    text: str


def _rows(text: str) -> Iterator[_Row]:
    position = 0
    for line in text.split("\n"):
        yield _Row(start=position, text=line)
        position += len(line) + 1


def _people(text: str) -> Iterator[Piece]:
    """Yield names, phones and addresses that stand together in one line.

    A name with a phone alone is how a seller signs; the address, or another
    such row right before it, makes it a record of somebody else.
    """
    if not _PHONE.search(text):
        return
    named_before: list[Piece] = []
    for row in _rows(text):
        phones = [match.span(1) for match in _PHONE.finditer(row.text)]
        names = list(_names(row.text)) if phones else []
        addresses = list(_addresses(row.text)) if phones else []
        signed = bool(_CONTACT_CUE.search(row.text))
        here = [(row.start + start, row.start + end) for start, end in (*phones, *names, *addresses)]
        if addresses and (names or not signed):
            yield from here
            yield from ((row.start + start, row.start + end) for start, end in _listed_names(row.text))
        elif names and not signed:
            yield from (*named_before, *here) if named_before else ()
            named_before = here
            continue
        named_before = []


def _names(line: str) -> Iterator[Piece]:
    """Yield what may be a person's name right before a phone number."""
    for match in _NAME_THEN_PHONE.finditer(line):
        start, end = match.span(1)
        words = line[start:end].split()
        han = not words[0].isascii() and "\u4e00" <= words[0][0] <= "\u9fff"
        if (han and len(words[0]) <= _LONGEST_HAN_NAME) or (not han and 2 <= len(words) <= 3):  # noqa: PLR2004 - two or three names
            yield start, end


def _listed_names(line: str) -> Iterator[Piece]:
    """Yield two or three capitalised words between separators: a name, once the line has phone and address."""
    for match in _LISTED_NAME.finditer(line):
        yield match.span(1)


def _addresses(line: str) -> Iterator[Piece]:
    """Yield postal addresses: Chinese by their units, Western by number and street, Russian by abbreviations."""
    for match in _HAN_RUN.finditer(line):
        if _HAN_PLACE.search(match.group()) and _HAN_DOOR.search(match.group()):
            yield match.span()
    for pattern in (_STREET, _RUSSIAN_STREET):
        yield from (match.span() for match in pattern.finditer(line))


_LONGEST_HAN_NAME: Final = 4
_PHONE: Final = linear(
    r"(?:^|[^0-9A-Za-z])((?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}"
    r"|\+?[0-9]{1,3}[ -]?\(?[0-9]{2,4}\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}"
    r"|\(?[0-9]{3}\)?[ -][0-9]{3}-[0-9]{4})(?:[^0-9]|$)"
)
_NAME_THEN_PHONE: Final = linear(
    r"(?:^|[\s,，、|;：:\t-])(\p{Han}{2}\p{Han}*|\p{Lu}\p{Ll}+ (?:\p{Lu}\.? )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)"
    r"[\s,，、|;:：-]*(?:[男女][\s,，、|;]*)?(?:(?:电话|手机号?)[:：]?\s*)?\+?\(?[0-9]{3}"
)
_LISTED_NAME: Final = linear(
    r"(?:^|[|,;:\t]\s*)(\p{Lu}\p{Ll}+ (?:\p{Lu}\.? )?\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)?)\s*[|,;\t]"
)
_HAN_RUN: Final = linear(r"\p{Han}[\p{Han}0-9A-Za-z#-]{7}[\p{Han}0-9A-Za-z#-]*")
_HAN_PLACE: Final = linear(r"[省市区县镇乡村路街巷]|大道|小区|花园|自治")
_HAN_DOOR: Final = linear(r"[0-9](?:号|弄|栋|幢|单元|室|楼|座)|省\p{Han}+市\p{Han}|市\p{Han}+[区县镇]")
_STREET: Final = linear(
    r"[0-9]+ (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'.]* )+(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr"
    r"|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Terrace)\b"
    r"(?:[.,]+ ?\p{Lu}[\p{L} .]*)*(?:,? ?[A-Z]{2})?(?: [0-9]{5})?"
)
_RUSSIAN_STREET: Final = linear(
    r"(?:г\.|город|обл\.|ул\.|улица|пр-т|проспект|пер\.) ?\p{Lu}[\p{L}-]+(?:[ ,.]+(?:г\.|ул\.|улица|пр-т"
    r"|д\.|дом|кв\.|к\.|корп\.) ?[\p{L}0-9-]+)+"
)
_CONTACT_CUE: Final = linear(
    r"(?i)联系|客服|咨询|地址|门店|公司|微信|加[vV微薇]|QQ|call|contact|phone|\btel|whats ?app|\bwa\b|пиш"
    r"|связ|\bтел|звон|\bтг\b|telegram|viber|zalo|hotline"
)


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

_FINDERS: Final[tuple[Callable[[str], Iterator[Piece]], ...]] = (
    _digit_runs,
    _ibans,
    _documents,
    _people,
    _messages,
    _log_ins,
)
