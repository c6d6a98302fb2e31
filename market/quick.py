"""Dataclasses for what one reading makes by the hundred: frozen for the type checker, without the price of it.

A frozen dataclass fills each field through `object.__setattr__`, which takes more than twice as long; the steps
between a text and its offers make some hundred of them. mypy refuses every assignment to their fields as it does for
the others, and what a reading hands out (`market.model`) stays frozen in fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as quick_dataclass
else:
    from collections.abc import Callable
    from dataclasses import dataclass

    def quick_dataclass(*, frozen: bool, **options: bool) -> Callable[[type], type]:
        """Return a decorator like `dataclass`; *frozen*, always true, is left to the type checker."""
        return dataclass(unsafe_hash=frozen, **options)


__all__ = ["quick_dataclass"]
