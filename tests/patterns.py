"""Every regular expression of the code: those compiled on import, and those written in the calls of functions."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import currentframe
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("alerts", "base", "crawler", "haoshao", "market", "storage", "takedown")
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FUNCTIONS = {"compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"}


@dataclass(frozen=True, kw_only=True)
class Found:
    """A pattern and where the code has it from."""

    where: str
    pattern: str
    flags: int


def modules() -> list[str]:
    """Return the names of all modules of the product."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in CODE]
    return [
        name.removesuffix(".__init__") for name in names if not name.endswith("__main__") and ".migrations" not in name
    ]


def compiled_on_import() -> list[Found]:
    """Return what the modules compile while they are imported anew; meant for a process of its own."""
    found: list[Found] = []
    compile_ = re.compile

    def recorded(pattern: str | re.Pattern[str], flags: int = 0) -> re.Pattern[str]:
        frame = currentframe()
        caller = Path(frame.f_back.f_code.co_filename if frame and frame.f_back else "")
        if isinstance(pattern, str) and caller.is_relative_to(ROOT) and caller.relative_to(ROOT).parts[0] in PACKAGES:
            found.append(Found(where=str(caller.relative_to(ROOT)), pattern=pattern, flags=int(flags)))
        return compile_(pattern, flags)

    with patch.object(re, "compile", recorded):
        for name in modules():
            importlib.import_module(name)
    return found


def written_in_calls(source: str, where: str) -> Iterator[Found]:
    """Yield the patterns that calls of `re.search` and the like are given as plain strings."""
    for node in ast.walk(ast.parse(source)):
        if is_call_of_re(node) and isinstance(first := node.args[0], ast.Constant) and isinstance(first.value, str):
            yield Found(where=where, pattern=first.value, flags=0)


def made_in_functions(source: str) -> Iterator[int]:
    """Yield the lines of functions that give `re` a pattern which is no plain string."""
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if is_call_of_re(node) and not isinstance(node.args[0], ast.Constant):
                    yield node.lineno


def is_call_of_re(node: ast.AST) -> bool:
    """Return whether a node calls a function of `re` that takes a pattern."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in FUNCTIONS
        and bool(node.args)
    )
