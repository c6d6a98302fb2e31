"""Times as users write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from haoshao.moments import UnreadableMomentError, parse_moment

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("24h", datetime(2026, 3, 7, 12, tzinfo=UTC)),
        ("7d", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 2, 28, 16, tzinfo=UTC)),
        ("2026-03-01T08:00:00Z", datetime(2026, 3, 1, 8, tzinfo=UTC)),
    ],
)
def test_moment_is_read(said: str, meant: datetime) -> None:
    assert parse_moment(said, now=NOW, zone=SHANGHAI) == meant


@pytest.mark.parametrize("said", ["", "soon", "24", "2026-13-01"])
def test_other_words_are_refused(said: str) -> None:
    with pytest.raises(UnreadableMomentError):
        parse_moment(said, now=NOW, zone=SHANGHAI)
