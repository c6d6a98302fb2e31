"""Countries as price lists name them: by name, slug, number or dialling code."""

from __future__ import annotations

import re
import unicodedata

from crawler.families.countries_data import DIALLED, NAMES, NUMBERED

_TAIL = re.compile(r"(?i)[\s_(\[-]*(?:virtual|virt|physical|real|вирт\w*|физ\w*|虚拟|实体)?[\s)\]]*\d*$")


def country_of_name(name: str) -> str | None:
    """Return the ISO 3166 alpha-2 code of the country that *name* means in English, Russian or Chinese, or by slug."""
    plain = _TAIL.sub("", name.strip()[:80])
    for text in (name.strip()[:80], plain):
        own = NAMES.get(text.casefold())
        if own:
            return own
        latin = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        code = NAMES.get(re.sub(r"[^a-z]", "", latin))
        if code:
            return code
    return None


def country_of_number(number: str) -> str | None:
    """Return the country that SMS-Activate's protocol calls *number*."""
    return NUMBERED.get(number)


def country_of_dialling(code: str) -> str | None:
    """Return the country of a dialling code, or of a number in E.164 that starts with one."""
    digits = code.lstrip("+")
    for length in (4, 3, 2, 1):
        known = DIALLED.get(digits[:length]) if len(digits) >= length else None
        if known:
            return known
    return None
