"""The machine: room, memory, files, and the parts that extras need."""

from __future__ import annotations

import locale
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec

import psutil

from base.version import product_version
from haoshao.doctor.finding import Finding, Verdict
from haoshao.workspace import Workspace

_MIB = 1024 * 1024
LEAST_FREE_MIB = 1024
LEAST_SHARE = 0.05
LEAST_MEMORY_MIB = 700
LEAST_FILES = 1024
EXTRAS: dict[str, tuple[str, ...]] = {
    "alerts": ("apprise",),
    "exports": ("duckdb", "rfc3161_client", "stix2", "typst", "xarf", "xlsxwriter"),
    "cluster": ("psycopg",),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def look_at_machine(place: Workspace) -> Iterator[Finding]:
    """Yield the versions, whether there is room on the disk and in memory, and whether enough files may be open."""
    yield Finding(
        part="machine",
        verdict=Verdict.OK,
        what=f"haoshao {product_version()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
    )
    data = place.require_data()
    disk = shutil.disk_usage(data)
    free = disk.free // _MIB
    scarce = free < LEAST_FREE_MIB or disk.free < disk.total * LEAST_SHARE
    yield Finding(
        part="machine",
        verdict=Verdict.WARN if scarce else Verdict.OK,
        what=f"{data}: {free:,} MiB free",
        fix="make room, or `haoshao db prune`; below 200 MiB no crawl begins" if scarce else "",
    )
    memory = psutil.virtual_memory().available // _MIB
    short = memory < LEAST_MEMORY_MIB
    yield Finding(
        part="machine",
        verdict=Verdict.WARN if short else Verdict.OK,
        what=f"{memory:,} MiB of memory available",
        fix="lower [crawler] max_sites, or give the machine more" if short else "",
    )
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= files < LEAST_FILES:
        yield Finding(
            part="machine",
            verdict=Verdict.WARN,
            what=f"only {files} files may be open at once",
            fix="raise it: ulimit -n 4096, or LimitNOFILE= in the systemd unit",
        )
    if sys.version_info < (3, 11):  # noqa: UP036 - somebody may have forced an older one
        yield Finding(part="machine", verdict=Verdict.FAIL, what=sys.version, fix="use Python 3.11 to 3.14")
    if locale.getencoding().lower().replace("-", "") != "utf8":
        yield Finding(
            part="machine",
            verdict=Verdict.WARN,
            what=f"the terminal speaks {locale.getencoding()}: Chinese cannot be shown",
            fix="use a UTF-8 locale, such as LANG=C.UTF-8",
        )


def look_at_extras(place: Workspace) -> Iterator[Finding]:
    """Yield which optional parts are there, and what each missing one would need."""
    del place
    for extra, modules in EXTRAS.items():
        missing = [name for name in modules if find_spec(name) is None]
        yield Finding(
            part="extras",
            verdict=Verdict.WARN if missing else Verdict.OK,
            what=f"{extra}: {', '.join(missing)} missing" if missing else f"{extra}: there",
            fix=f"make install, or pip install 'haoshao[{extra}]'" if missing else "",
        )
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    yield Finding(
        part="extras",
        verdict=Verdict.OK if browser else Verdict.WARN,
        what=f"browser: {browser or 'none'}",
        fix="" if browser else "only screenshots of your own making need one: apt-get install chromium",
    )
    fonts = _chinese_fonts()
    yield Finding(
        part="extras",
        verdict=Verdict.OK if fonts else Verdict.WARN,
        what=f"Chinese font: {fonts or 'none'}",
        fix="" if fonts else "PDFs in Chinese need one: apt-get install fonts-noto-cjk",
    )


def _chinese_fonts() -> str:
    """Return the name of a font that has Chinese characters; empty where there is none or nobody can tell."""
    lister = shutil.which("fc-list")
    if lister is None:
        return ""
    said = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=30)
    return next((line.split(",")[0].strip() for line in said.stdout.splitlines() if line.strip()), "")
