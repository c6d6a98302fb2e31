"""What can be seen of the service from outside, and by whom."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from crawler.run import RunSummary
from haoshao.service.look import Figures, Health, ListenError, shown


def asked(address: str, path: str, host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(f"http://{address}{path}", headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server on loopback
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def run(health: str) -> RunSummary:
    return RunSummary(
        site="shop", run_id=1, health=health, cause=None, complete=True, requests=7, pages=5, listings=4, offers=3,
        issues=0, seconds=2.0, family="toy",
    )  # fmt: skip


def test_figures_and_health_are_served() -> None:
    figures = Figures()
    figures.count(run("healthy"))
    found = [Health(problems=())]
    with shown("127.0.0.1:0", figures, lambda: found[0]) as address:
        status, text = asked(address, "/metrics")
        assert status == 200
        assert 'haoshao_runs_total{health="healthy",site="shop"} 1.0' in text
        assert "haoshao_pages_total 5.0" in text
        assert asked(address, "/healthz")[0] == 200
        found[0] = Health(problems=("delivery: no way",), facts={"running": ["shop"]})
        status, text = asked(address, "/healthz")
        assert status == 503
        assert json.loads(text) == {"status": "problems", "problems": ["delivery: no way"], "running": ["shop"]}
        assert asked(address, "/")[0] == 404


def test_name_of_somebody_else_is_not_answered() -> None:
    with shown("127.0.0.1:0", Figures(), lambda: Health(problems=())) as address:
        assert asked(address, "/metrics", host="shop.example:9464")[0] == 421


@pytest.mark.parametrize("wrong", ["9464", "localhost", "127.0.0.1:99999", "203.0.113.1:9464"])
def test_address_that_cannot_be_taken_is_one_line(wrong: str) -> None:
    with pytest.raises(ListenError, match=r"--listen .*") as said, shown(wrong, Figures(), lambda: Health(problems=())):
        pass

    assert "\n" not in str(said.value)
