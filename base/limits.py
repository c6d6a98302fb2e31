"""Bounds of one run, and how a site file tightens them."""

from __future__ import annotations

from pydantic import Field

from base.checked_files import Strict

MIB = 1024 * 1024


class Limits(Strict):
    """Bounds of one run. A site file can only tighten them (test sites on loopback apart)."""

    delay_s: float = Field(default=2.0, ge=0, le=3600)
    """Pause between two requests to one host."""
    concurrency: int = Field(default=1, ge=1, le=32)
    """Requests under way at once to one host."""
    pages: int = Field(default=3000, ge=1, le=1_000_000)
    bytes: int = Field(default=500 * MIB, ge=1024)
    """Body bytes of one run, decompressed."""
    body_bytes: int = Field(default=8 * MIB, ge=1024)
    """Body bytes of one page, decompressed."""
    minutes: float = Field(default=120, gt=0, le=24 * 60)
    timeout_s: float = Field(default=30, gt=0, le=300)
    """One request from connect to last byte."""


class SiteLimits(Strict):
    """The limits a site file states; what it leaves out is the default."""

    delay_s: float | None = Field(default=None, ge=0, le=3600)
    concurrency: int | None = Field(default=None, ge=1, le=32)
    pages: int | None = Field(default=None, ge=1, le=1_000_000)
    bytes: int | None = Field(default=None, ge=1024)
    body_bytes: int | None = Field(default=None, ge=1024)
    minutes: float | None = Field(default=None, gt=0, le=24 * 60)
    timeout_s: float | None = Field(default=None, gt=0, le=300)
