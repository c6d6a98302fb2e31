"""The audit log tells every request that the market saw, and why it was made."""

import json
from collections import Counter
from datetime import date

import pytest

from haoshao.__main__ import main
from haoshao.auditing import overdue_reviews
from haoshao.watching import site_lines
from tests.e2e.conftest import Watch


def test_every_request_is_told(undisturbed: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--config", str(undisturbed.place.config), "--data", str(undisturbed.place.data)]
    with pytest.raises(SystemExit) as left:
        main(["audit", "--format", "jsonl", *place])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert not left.value.code
    assert len(rows) == undisturbed.count("snapshot")
    assert {row["site"] for row in rows} == set(undisturbed.sites)
    assert Counter(row["why"] for row in rows)["robots"] == 2 * len(undisturbed.sites)  # two days, a look a day
    assert {row["status"] for row in rows} <= {200, 404}
    assert any(row["unchanged"] for row in rows)


def test_one_host_can_be_asked_for(undisturbed: Watch, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--config", str(undisturbed.place.config), "--data", str(undisturbed.place.data)]
    with pytest.raises(SystemExit):
        main(["audit", "--host", "nobody.example", *place])

    assert capsys.readouterr().out == ""


def test_decision_to_be_reviewed_is_nagged(watch: Watch) -> None:
    name = watch.sites[0]
    path = watch.place.config / "sites" / f"{name}.yml"
    path.write_text(path.read_text("utf-8") + "basis: {why: tip, by: lin, review_at: 2026-02-01}\n", "utf-8")

    assert overdue_reviews(watch.place.config, date(2026, 1, 31)) == []
    assert [line.split(":")[0] for line in overdue_reviews(watch.place.config, date(2026, 2, 1))] == [name]
    assert sum("review due" in line for line in site_lines(watch.place)) == 1
