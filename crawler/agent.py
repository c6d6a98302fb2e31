"""Who we say we are."""

from __future__ import annotations

from base.version import product_version
from crawler.robots import PRODUCT


def user_agent(contact: str) -> str:
    """Return the honest user agent: our name, our version, and whom to write to."""
    said = "".join(mark for mark in contact if mark.isprintable() and mark.isascii() and mark not in "()").strip()
    return f"{PRODUCT}/{product_version()}" + (f" (+{said})" if said else "")
