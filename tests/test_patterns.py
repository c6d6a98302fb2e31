"""No regular expression of the code can be made to take time out of proportion to its text."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from regexploit.ast.sre import SreOpParser
from regexploit.redos import Redos, find

from tests.patterns import CODE, ROOT, Found, made_in_functions, written_in_calls

COLLECT = """
import json, sys
from dataclasses import asdict
from tests.patterns import compiled_on_import
json.dump([asdict(found) for found in compiled_on_import()], sys.stdout)
"""


@pytest.fixture(scope="module")
def patterns() -> list[Found]:
    """Every pattern of the code, each once."""
    output = subprocess.run([sys.executable, "-c", COLLECT], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [Found(**row) for row in json.loads(output.stdout)]
    for path in CODE:
        found.extend(written_in_calls(path.read_text("utf-8"), str(path.relative_to(ROOT))))
    return list({(one.pattern, one.flags): one for one in found}.values())


def attacks(pattern: str, flags: int = 0) -> list[Redos]:
    """Return the ways to make a pattern take cubic or worse time."""
    return find(SreOpParser().parse_sre(pattern, flags))


def test_the_collector_sees_the_patterns(patterns: list[Found]) -> None:
    packages = {one.where.split("/")[0] for one in patterns}

    assert len(patterns) > 300
    assert {"market", "crawler", "base", "alerts", "storage"} <= packages
    assert any("[1-9]" in one.pattern and one.where == "market/handles/ids.py" for one in patterns)


@pytest.mark.parametrize("bad", [r"(a+)+$", r"(\w+\s?)*:", r"<loc>\s*(?:x)?\s*([^<]*?)\s*</loc>", r"(?:[a-z]+)*\d"])
def test_a_bad_pattern_is_noticed(bad: str) -> None:
    source = f"import re\n\ndef f(text):\n    return re.search({bad!r}, text)\n"

    assert [attacks(one.pattern) for one in written_in_calls(source, "here")] != [[]]


def test_no_pattern_can_be_attacked(patterns: list[Found]) -> None:
    found = {
        f"{one.where}: {one.pattern}": [attack.example() for attack in attacks(one.pattern, one.flags)]
        for one in patterns
    }

    assert {name: examples[0] for name, examples in found.items() if examples} == {}


def test_functions_make_no_patterns_of_their_own() -> None:
    """A pattern from a variable escapes the check; one that a site file states is compiled by RE2."""
    made = [f"{path.relative_to(ROOT)}:{line}" for path in CODE for line in made_in_functions(path.read_text("utf-8"))]

    assert made == []
    assert list(made_in_functions("def f(x):\n    return re.match('a' + x, x)\n")) == [2]
