"""Made-up input against every reader of things that others write; what once broke one is kept and tried each time."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from tests.fuzz.inputs import INPUTS
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).with_name("corpus")
KEPT = sorted(CORPUS.glob("*/*.txt"))
EXAMPLES = int(os.environ.get("HAOSHAO_FUZZ", "25"))
"""Inputs for each target; `make fuzz` tries thousands and keeps the smallest that breaks something."""
IS_LONG = "HAOSHAO_FUZZ" in os.environ


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_once_broke_does_not_any_more(kept: Path) -> None:
    TARGETS[kept.parent.name](kept.read_bytes().decode("utf-8", "surrogatepass"))


def test_every_target_has_its_inputs() -> None:
    assert set(TARGETS) == set(INPUTS)
    assert {path.parent.name for path in KEPT} <= set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_made_up_input_holds(name: str) -> None:
    if IS_LONG:
        _search(name)
        return

    @given(INPUTS[name])
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    def holds(text: str) -> None:
        TARGETS[name](text)

    holds()


def _search(name: str) -> None:
    """Look for an input that breaks the target, and keep the smallest in the corpus."""
    try:
        broken = find(
            INPUTS[name],
            lambda text: _breaks(name, text),
            settings=settings(
                max_examples=EXAMPLES,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink),
            ),
        )
    except NoSuchExample:
        return
    data = broken.encode("utf-8", "surrogatepass")
    path = CORPUS / name / f"{sha256(data).hexdigest()[:12]}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    pytest.fail(f"{name} breaks on {broken!r}; kept as {path.name}")


def _breaks(name: str, text: str) -> bool:
    try:
        TARGETS[name](text)
    except Exception:  # noqa: BLE001 - whatever it is, it is what this search looks for
        return True
    return False
