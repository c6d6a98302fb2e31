"""A crawl in a process of its own, and what it left."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[2]
TOY = Path(__file__).with_name("toy_process.py")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A configuration, a data directory and a database for one test."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.data / 'haoshao.db'}"

    def write_site(self, name: str, url: str, *, family: str = "toy", more: str = "") -> None:
        """Write the file of a test site on loopback."""
        sites = self.config / "sites"
        sites.mkdir(parents=True, exist_ok=True)
        allow = 'network: {allow: ["127.0.0.0/8"]}\n'
        (sites / f"{name}.yml").write_text(f"name: {name}\nurl: {url}\nfamily: {family}\n{allow}{more}", "utf-8")

    def command(self, *names: str, more: tuple[str, ...] = ()) -> list[str]:
        """Return the command line of a crawl."""
        self.data.mkdir(parents=True, exist_ok=True)
        places = ["--config", str(self.config), "--data", str(self.data), "--database", self.database]
        return [sys.executable, str(TOY), *names, *places, *more]

    def start(self, *names: str, more: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        """Return a crawl that has begun."""
        return subprocess.Popen(
            self.command(*names, more=more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def crawl(self, *names: str, more: tuple[str, ...] = (), timeout_s: float = 300) -> Crawled:
        """Crawl and return what was said."""
        with self.start(*names, more=more) as child:
            out, err = child.communicate(timeout=timeout_s)
        return Crawled.from_output(out, err, child.returncode)


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """What a crawl said."""

    summaries: dict[str, dict[str, Any]]
    errors: list[str]
    log: str
    code: int

    @classmethod
    def from_output(cls, out: bytes, err: bytes, code: int) -> Crawled:
        """Return the events of the output."""
        events = [orjson.loads(line) for line in out.splitlines()]
        summaries = {event["summary"]["site"]: event["summary"] for event in events if "summary" in event}
        errors = [event["error"] for event in events if "error" in event]
        return cls(summaries=summaries, errors=errors, log=err.decode(), code=code)

    def health(self, name: str) -> tuple[str, str | None]:
        """Return health and cause of one site."""
        summary = self.summaries[name]
        return summary["health"], summary["cause"]
