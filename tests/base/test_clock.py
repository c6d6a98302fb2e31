"""The clock obeys HAOSHAO_NOW and refuses what it cannot read."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.clock import UnreadableClockError, iso, now, parse_now


def test_file_is_read_again_at_each_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "now"
    monkeypatch.setenv("HAOSHAO_NOW", f"@{file}")

    file.write_text("2026-03-01T08:00:00+08:00")
    assert now() == datetime(2026, 3, 1, tzinfo=UTC)

    file.write_text("2026-03-02T00:00:00Z")
    assert now() == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("said", ["yesterday", "2026-03-01T00:00:00", "@/nowhere/at/all"])
def test_unreadable_time_is_refused(said: str) -> None:
    with pytest.raises(UnreadableClockError, match="HAOSHAO_NOW"):
        parse_now(said)


def test_iso_writes_utc_with_z() -> None:
    assert iso(parse_now("2026-03-01T08:00:00+08:00")) == "2026-03-01T00:00:00Z"
    assert iso(None) is None
