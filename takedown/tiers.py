"""Tiers of personal data: what an export may hold, and that more than the default needs a reason."""

from __future__ import annotations

from enum import StrEnum

from market.errors import MarketError


class Tier(StrEnum):
    """How much personal data an export holds; each holds what is above it too."""

    HANDLES = "handles"
    """Public handles of sellers; data of third parties are masked, pages that show some are withheld."""
    THIRD_PARTY = "third_party"
    """Also personal data of third parties found in a listing."""
    RAW = "raw"
    """Also every page as it came."""

    @property
    def needs_reason(self) -> bool:
        """Whether it is above the default."""
        return self is not Tier.HANDLES


class TierError(MarketError):
    """An export of a tier was asked for without a reason, or cannot be had."""


def checked_tier(said: str, reason: str | None) -> Tier:
    """Return the tier that somebody asked for.

    Raises:
        TierError: there is none of that name, or it needs a reason that was not given.
    """
    try:
        tier = Tier(said.replace("-", "_"))
    except ValueError:
        raise TierError(f"{said}: no such tier; one of {', '.join(Tier)}") from None
    if tier.needs_reason and not (reason or "").strip():
        raise TierError(f"tier {tier} holds personal data of third parties: say why with --reason; it is logged")
    return tier
