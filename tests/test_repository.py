"""The repository keeps its own rules: no unsafe calls, no machine's paths, modules of readable size, both READMEs."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("alerts", "base", "crawler", "haoshao", "market", "storage", "takedown")
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

UNSAFE = {
    "pickle": re.compile(
        r"\b(import|from)\s+(pickle|marshal|shelve|dill|cloudpickle|joblib)\b|__import__\(", re.MULTILINE
    ),
    "eval": re.compile(r"(?<![\w.])(eval|exec)\(|builtins\.(eval|exec)"),
    "shell": re.compile(r"shell\s*=\s*(True|1)|os\.(system|popen)\(|create_subprocess_shell|getoutput\("),
    "unverified TLS": re.compile(
        r"verify\s*=\s*False|CERT_NONE|_create_unverified_context|check_hostname\s*=\s*False|\bssl\s*=\s*False"
    ),
    "archive unpacked as it likes": re.compile(r"\.extractall\(|unpack_archive\("),
    "XML with entities": re.compile(r"^\s*(import|from)\s+xml\.(etree|dom|sax)", re.MULTILINE),
    "markup of somebody's words": re.compile(r"\bMarkup\((?![\"'])"),
    "unsafe YAML": re.compile(r"yaml\.(full_|unsafe_)?load\("),
}
ALLOWED = {
    # Watched sites need no valid certificate; its fingerprint and verdict go into the evidence.
    "unverified TLS": {"base/net_client.py"},
    # The one reader of YAML; its loaders make no objects.
    "unsafe YAML": {"base/checked_files.py"},
    # The demo's own pages, served on loopback to the crawler alone.
    "markup of somebody's words": {"haoshao/demo/engines/rendering.py"},
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
        "pickle": ("import pickle\n", "    from marshal import loads\n", "__import__('pickle')"),
        "eval": ("x = eval(text)", "exec(code)", "builtins.eval(x)"),
        "shell": ("run(x, shell=True)", "os.system(x)", "await asyncio.create_subprocess_shell(x)"),
        "unverified TLS": ("get(url, verify=False)", "ssl=False", "context.check_hostname = False"),
        "unsafe YAML": ("yaml.load(text)", "yaml.unsafe_load(text)"),
        "archive unpacked as it likes": ("zip.extractall(folder)",),
        "XML with entities": ("from xml.etree import ElementTree as ET\n", "import xml.dom.minidom\n"),
        "markup of somebody's words": ("Markup(title)", "Markup(f'<b>{x}</b>')"),
    }

    assert samples.keys() == UNSAFE.keys()
    assert not [text for what, texts in samples.items() for text in texts if not UNSAFE[what].search(text)]
    assert not UNSAFE["unsafe YAML"].search("yaml.safe_load(text)")
    assert not UNSAFE["markup of somebody's words"].search("Markup('<b>{}</b>').format(title)")


UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\|\s*forceescape\s*\|\s*safe")
TEMPLATES = ("*.html", "*.svg", "*.xml", "*.j2", "*.jinja", "*.txt")


def test_templates_never_switch_escaping_off() -> None:
    folders = [*(ROOT / package for package in PACKAGES), ROOT / "config"]
    templates = [path for folder in folders for kind in TEMPLATES for path in folder.rglob(kind)]

    assert len(templates) > 10
    assert not [path for path in templates if UNESCAPED.search(path.read_text("utf-8"))]
    assert UNESCAPED.search("{{ title|safe }}")
    assert UNESCAPED.search("{% autoescape false %}")


def unescaping(source: str) -> Iterator[int]:
    """Yield the lines that make a Jinja environment which does not escape by itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            escapes = [getattr(word.value, "value", None) for word in node.keywords if word.arg == "autoescape"]
            bare = name == "Template" and "jinja2" in source
            if bare or (name.endswith("Environment") and escapes != [True]):
                yield node.lineno


def test_every_environment_escapes() -> None:
    # plain text of notices: every value passes `finalize`, and the whole goes into PDF and mail as data
    plain = {"takedown/notices.py"}
    found = {str(path.relative_to(ROOT)) for path in CODE if [*unescaping(path.read_text("utf-8"))]}

    assert found == plain
    assert [*unescaping("Environment(loader=x)")] == [1]
    assert [*unescaping("jinja2.Environment(autoescape=False)")] == [1]
    assert [*unescaping("import jinja2\njinja2.Template(text).render()")] == [2]
    assert not [*unescaping("Environment(autoescape=True)")]


def test_no_module_outgrows_the_budget() -> None:
    budget = 300
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (*CODE, *(ROOT / "benchmarks").rglob("*.py"))
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
