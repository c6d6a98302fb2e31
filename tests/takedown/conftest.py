"""A database for the tests of takedowns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import open_database


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give a database that holds nothing."""
    opened = open_database(f"sqlite:///{tmp_path / 'market.db'}")
    yield opened
    opened.dispose()
