"""JSON as text, of values that JSON has no word for too."""

from __future__ import annotations

from base.sinks import json_text
from takedown.formats.flat import plain


def dumps(value: object, *, sort_keys: bool = False) -> str:
    """Return *value* as JSON; read back it is the same, and nothing in it reorders what stands around it."""
    return json_text(value, sort_keys=sort_keys, default=plain)
