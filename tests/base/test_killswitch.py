"""The kill switch is a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.killswitch import StoppedError, check_not_stopped, is_stopped, lift_stop, order_stop


def test_switch_stops_until_it_is_lifted(tmp_path: Path) -> None:
    data = tmp_path / "data"

    assert not is_stopped(data)
    order_stop(data, "too many complaints")
    assert is_stopped(data)
    with pytest.raises(StoppedError, match="kill switch"):
        check_not_stopped(data)
    assert lift_stop(data)
    check_not_stopped(data)
    assert not lift_stop(data)
