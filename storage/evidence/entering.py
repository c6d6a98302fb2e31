"""Lets the ledger commit to runs as they end; it never stops one."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from market.errors import MarketError

logger = logging.getLogger(__name__)


def enter_ended_runs(data: Path, *, at: datetime) -> bool:
    """Return whether every run that ended is in the ledger; where it cannot be written they wait for a later one."""
    from storage.evidence.ledger import record_ended_runs  # noqa: PLC0415 - signing is slow to import

    try:
        record_ended_runs(data, at=at)
    except (MarketError, OSError) as error:
        logger.warning("the ledger was not written: %s", error)
        return False
    return True
