"""Phone numbers in E.164, and the country that a number without its code belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import phonenumbers

from market.model import HandleType

SHORTEST, LONGEST = 7, 15
"""Digits of a dialable number; fewer are hotlines, more are no phone (ITU-T E.164)."""

NUMBER: Final = re.compile(r"(?:\+ ?|00)?\(?\d[\d ().\u2010-\u2015-]{5,19}\d(?![\d_a-z@])")
"""A dialable number as people group it, on one line."""


@lru_cache(maxsize=4096)
def e164(number: str, region: str | None) -> str | None:
    """Return *number* in E.164; None where it cannot be dialled.

    *region* (ISO 3166) is where it is dialled from, for numbers without a
    country code. Only length is checked, as reserved ranges are no errors.
    """
    said = "+" + number[2:] if number.startswith("00") else number
    try:
        parsed = phonenumbers.parse(said, None if said.startswith("+") else region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def dialled(text: str, start: int, region: Callable[[], str], *, international: bool) -> tuple[str, int] | None:
    """Return the E.164 number that begins at *start* of *text* and where it ends.

    *region* gives the country of numbers without a code, asked only when
    needed. With *international*, digits without a plus may begin with a country code
    (a WhatsApp number written solid).
    """
    match = NUMBER.match(text, start)
    if match is None:
        return None
    end = match.end()
    for _ in range(4):
        number = text[start:end]
        digits = sum(char.isdigit() for char in number)
        if digits < SHORTEST:
            return None
        value = _best(number.replace("+ ", "+"), digits, region, international=international)
        if value:
            return value, end
        shorter = number.rfind(" ")
        if shorter < SHORTEST:
            return None
        end = start + len(number[:shorter].rstrip(" ().-"))
    return None


def _best(number: str, digits: int, region: Callable[[], str], *, international: bool) -> str | None:
    if digits > LONGEST:
        return None
    if number.startswith(("+", "00")):
        return e164(number, None)
    if not international or digits <= 10 or number[0] == "0":  # noqa: PLR2004 - ten digits are a national number
        return e164(number, region())
    solid = "+" + "".join(char for char in number if char.isdigit())
    home = "CN" if _MOBILE.fullmatch(number) and not _assigned(solid) else region()
    national = e164(number, home) if home in {"CN", "RU"} else None
    return national or e164(solid, None) or e164(number, region())


_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
"""A Chinese mobile number written solid, which could be a North American one with its code."""


def _assigned(number: str) -> bool:
    """Return whether the international *number* lies in a range that is in use."""
    return bool(phonenumbers.is_valid_number(phonenumbers.parse(number)))


_SCRIPTS: Final = (
    ("JP", re.compile(r"[\u3041-\u30ff]{2}")),
    ("KR", re.compile(r"[\uac00-\ud7a3]{2}")),
    ("TH", re.compile(r"[\u0e01-\u0e5b]{2}")),
    ("IN", re.compile(r"[\u0900-\u097f]{2}|₹")),
    ("IL", re.compile(r"[\u05d0-\u05ea]{2}")),
    ("EG", re.compile(r"[\u0621-\u064a]{2}")),
    ("GR", re.compile(r"[\u03b1-\u03c9]{3}")),
    ("UA", re.compile(r"[іїєґ]|грн")),
    ("KZ", re.compile(r"тенге|₸")),
    ("RU", re.compile(r"[\u0430-\u044f]{2}")),
)
_WORDS: Final = (
    ("VN", re.compile(r"[đơưĐƠƯ₫]|\bzalo\b|[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")),
    ("TR", re.compile(r"[ıİşŞğĞ₺]|\bTL\b")),
    ("DE", re.compile(r"[äöüßÄÖÜ]|\b(?:und|der|die|das|für|mit|nicht|oder|Konto|Uhr)\b")),
    ("BR", re.compile(r"R\$|[ãõÃÕ]|\b(?:não|você|contas?|conosco)\b")),
    ("FR", re.compile(r"[àâêèçœ]|\b(?:vous|nous|avec|pour|compte)\b")),
    ("PL", re.compile(r"[łśżźńąęŁŚŻ]|\bzł\b")),
    ("ES", re.compile(r"[ñ¿¡]|\b(?:cuentas?|precio|venta|para|con)\b")),
    ("IT", re.compile(r"\b(?:vendo|prezzo|conto|siamo|chiama|per informazioni|di|il)\b")),
    ("ID", re.compile(r"\b(?:akun|jual|harga|hubungi|yang|dan|untuk|Rp)\b")),
    ("GB", re.compile(r"£|\b(?:UK|GBP|London|Manchester)\b")),
    ("IN", re.compile(r"(?i)\brs\b|\binr\b|india|mumbai|delhi")),
    ("AU", re.compile(r"\bA\$|\bAUD\b|Australia|Sydney|Melbourne")),
    ("PH", re.compile(r"₱|\bPHP\b|GCash|Manila")),
    ("NG", re.compile(r"₦|Nigeria|Lagos")),
)


def home_region(raw: str) -> str:
    """Return the country (ISO 3166) where the writer of *raw* would dial from, by script, letters and words."""
    head = raw[:4000]
    if re.search(r"[\u4e00-\u9fff]{2}", head) and not _SCRIPTS[0][1].search(head):
        return "CN"
    for region, sign in (*_SCRIPTS, *_WORDS):
        if sign.search(head):
            return region
    return "US"


_MESSENGER_BEHIND: Final = re.compile(
    r" ?[(\[—–,-]{0,2} ?(?:on |in |via |в |по )?(?:(?P<whatsapp>whats ?app|wa|вотсап|ватсап|вацап)|viber|"
    r"signal|вайбер|imo)"
    r"(?![a-zа-я])(?! ?[:@])"
)
"""What stands behind a number and says where it is reached: +852 5555 0164 (WhatsApp)."""


def type_behind(text: str, end: int) -> HandleType | None:
    """Return the type of a number behind which a messenger is named; None where none is."""
    found = _MESSENGER_BEHIND.match(text, end)
    if found is None:
        return None
    return HandleType.WHATSAPP if found["whatsapp"] else HandleType.PHONE
