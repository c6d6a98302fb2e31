"""Telephone numbers as lists of free numbers print them."""

from __future__ import annotations

import re

from crawler.families.countries import country_of_dialling
from crawler.families.countries_data import DIALLED

SHORTEST, LONGEST = 8, 15
"""Digits of a number in E.164, country code included."""
BARE = 10
"""Digits below which a number without plus, zeros or country may be a date or a count."""
PRINTED = re.compile(r"(?<![\w.,$€£¥/-])\+?\d[\d\s().\u00a0-]{6,20}\d(?![\w])")
_BY_COUNTRY = {country: code for code, country in reversed(DIALLED.items())}


def e164(text: str, country: str | None = None) -> str | None:
    """Return the number in *text* with plus and country code, None where it is none.

    *country* supplies the country code of a number that is printed without one.
    """
    digits = re.sub(r"\D", "", text)
    if not text.strip().startswith("+") and not text.strip().startswith("00") and country:
        code = _BY_COUNTRY.get(country, "")
        if code and not digits.startswith(code):
            digits = code + digits.lstrip("0")
    elif text.strip().startswith("00"):
        digits = digits[2:]
    elif not text.strip().startswith("+") and len(digits) < BARE:
        return None
    if not SHORTEST <= len(digits) <= LONGEST or country_of_dialling(digits) is None or digits.startswith("0"):
        return None
    return f"+{digits}"
