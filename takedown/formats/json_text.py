"""JSON as text that is also safe to look at: characters that reorder or hide what surrounds them stand as escapes."""

from __future__ import annotations

import json
import re

from takedown.formats.flat import plain

_UNSEEN = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb]"
)


def dumps(value: object, *, sort_keys: bool = False) -> str:
    """Return *value* as JSON; read back it is the same."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=sort_keys, default=plain)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
