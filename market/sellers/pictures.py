"""What a picture is called whatever shop shows it: its file's own name where that is telling, else its place; pure.

Pictures are never fetched. Who takes another's picture along mostly takes its file name too, and two who show the
very address show the same picture.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

MOST_PICTURES: Final = 8
"""Pictures of one listing that are kept."""
_LONGEST: Final = 200
_DECORATION: Final = re.compile(
    r"smil|emo(?:ji|ticon)|avatar|logo|icon|placeholder|loading|lazy|blank|spacer|default|sprite|no-?(?:image|img|pic)"
    r"|(?:^|/)(?:static|theme|assets|template)s?/|stat(?:us)?/|star(?:on|off)?\.|captcha|qr-?code|badge|button|arrow"
)
"""What pages of a software show by themselves: it says nothing of who sells."""
_KINDS: Final = frozenset({"", "jpg", "jpeg", "png", "webp", "avif", "gif", "bmp"})
_SIZE: Final = re.compile(
    r"(?:[-_.@](?:\d{2,4}x\d{0,4}|x\d{2,4}|[1-3]x|scaled|thumb(?:nail)?|small|medium|large|min))+$"
)
_FEWEST_TELLING: Final = 10
_FEWEST_DIGITS: Final = 4


def picture_name(address: str) -> str | None:
    """Return what the picture at a whole *address* is called; None for decoration and for what is no picture."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    path = unquote(parts.path).lower()
    if parts.scheme not in {"http", "https"} or not parts.hostname or _DECORATION.search(path):
        return None
    folder, _, file = path.rpartition("/")
    stem, dot, kind = file.rpartition(".")
    if not dot:
        stem, kind = file, ""
    stem = _SIZE.sub("", stem)
    if kind not in _KINDS or not stem:
        return None
    if len(stem) >= _FEWEST_TELLING and sum(char.isdigit() for char in stem) >= _FEWEST_DIGITS:
        return f"*{stem}"[:_LONGEST]
    return f"{parts.hostname.lower()}{folder}/{stem}"[:_LONGEST]
