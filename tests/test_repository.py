"""The repository keeps its own rules: no unsafe calls, no machine's paths, modules of readable size, both READMEs."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("alerts", "base", "crawler", "haoshao", "market", "storage", "takedown")
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

UNSAFE = {
    "pickle": re.compile(r"^\s*(import|from)\s+(pickle|marshal|shelve|dill)\b", re.MULTILINE),
    "eval": re.compile(r"(?<![\w.])(eval|exec)\("),
    "shell": re.compile(r"shell\s*=\s*True|os\.system\(|os\.popen\("),
    "unverified TLS": re.compile(r"verify\s*=\s*False|CERT_NONE"),
    "unsafe YAML": re.compile(r"yaml\.(full_load|unsafe_load)\(|yaml\.load\((?!.*(SafeLoader|loader))"),
}
ALLOWED = {
    # Watched sites need no valid certificate; its fingerprint and verdict go into the evidence.
    "unverified TLS": {"base/net_client.py"},
}


def tracked_text_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    names = listed.stdout.split("\n") if listed.returncode == 0 else []
    return [ROOT / name for name in names if name and (ROOT / name).is_file() and not name.endswith((".png", ".lock"))]


def test_there_is_code_to_check() -> None:
    assert len(CODE) > 20


@pytest.mark.parametrize("what", UNSAFE)
def test_no_unsafe_call(what: str) -> None:
    found = {str(path.relative_to(ROOT)) for path in CODE if UNSAFE[what].search(path.read_text("utf-8"))}

    assert found == ALLOWED.get(what, set())


def test_the_unsafe_patterns_would_notice() -> None:
    samples = {
        "pickle": "import pickle\n",
        "eval": "x = eval(text)",
        "shell": "run(x, shell=True)",
        "unverified TLS": "get(url, verify=False)",
        "unsafe YAML": "yaml.load(text)",
    }

    assert all(UNSAFE[what].search(text) for what, text in samples.items())
    assert not UNSAFE["unsafe YAML"].search("yaml.load(text, Loader=CSafeLoader)")


def test_templates_never_switch_escaping_off() -> None:
    templates = [path for package in PACKAGES for path in (ROOT / package).rglob("*.html")]

    assert templates
    assert not [path for path in templates if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text("utf-8"))]


def test_no_module_outgrows_the_budget() -> None:
    budget = 300
    long = {
        str(path.relative_to(ROOT)): lines
        for path in CODE
        if not path.name.endswith("_data.py")
        and "versions" not in path.parts
        and (lines := len(path.read_text("utf-8").splitlines())) > budget
    }

    assert long == {}


def test_lock_file_names_no_index_and_pins_hashes() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")

    assert "--index-url" not in lock
    assert "--hash=sha256:" in lock
    assert "hatchling==" in lock


def test_every_file_is_free_of_machine_paths() -> None:
    home = re.compile(r"/(?:root|home/\w+|work)/(?!\.\.\.)")
    found = [
        str(path.relative_to(ROOT))
        for path in tracked_text_files()
        if path != Path(__file__) and home.search(path.read_text("utf-8", errors="replace"))
    ]

    assert found == []


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_readme_names_the_two_commands(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")

    assert "make demo" in text
    assert "make test" in text
