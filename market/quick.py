"""Dataclasses for what one reading makes by the hundred: frozen for the type checker, without the price of it.

A frozen dataclass fills each field through `object.__setattr__`, which takes more than twice as long; the steps
between a text and its offers make some hundred of them. mypy refuses every assignment to their fields as it does for
the others, and what a reading hands out (`market.model`) stays frozen in fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as quick_dataclass
    from dataclasses import replace as changed
else:
    from collections.abc import Callable
    from dataclasses import dataclass, fields
    from functools import cache
    from operator import attrgetter

    def quick_dataclass(*, frozen: bool, **options: bool) -> Callable[[type], type]:
        """Return a decorator like `dataclass`; *frozen*, always true, is left to the type checker."""
        return dataclass(unsafe_hash=frozen, **options)

    def changed(one: object, **changes: object) -> object:
        """Return a quick dataclass with other values in some fields: `dataclasses.replace`, three times as fast."""
        names, values_of = _fields_of(type(one))
        return type(one)(**{**dict(zip(names, values_of(one), strict=True)), **changes})

    @cache
    def _fields_of(kind: type) -> tuple[list[str], attrgetter]:
        names = [field.name for field in fields(kind)]
        return names, attrgetter(*names)


__all__ = ["changed", "quick_dataclass"]
