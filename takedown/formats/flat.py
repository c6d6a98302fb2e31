"""A value of a row as one cell: lists joined by `|`, contacts `type:value`, the rest as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal


def flat(value: object) -> object:
    """Return *value* as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if {"type", "value"} <= value.keys():
            return f"{value['type']}:{value['value']}"
        return json.dumps(value, ensure_ascii=False, default=plain)
    if isinstance(value, list | tuple | set | frozenset):
        return "|".join(str(flat(item)) for item in value)
    return value


def plain(value: object) -> object:
    """Return a value that JSON has no word for, as `json.dumps` asks for it."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
