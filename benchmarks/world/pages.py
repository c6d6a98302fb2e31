"""The world as web pages: a plain shop for each site, served on loopback, one day at a time.

    python -m benchmarks.world.pages --from DIR --sites 3     serves the first three catalogues of a written world

Each site has a port of its own, since a host is what robots and budgets go by. A line with a
number on standard input turns to that day; any other line ends it.
"""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

Row = Mapping[str, Any]
PAGE_SIZE = 20
_FAILURES = {"blocked": (403, "Just a moment... checking your browser"), "failed": (502, "Bad gateway")}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfSite:
    """What a site shows on one day."""

    rows: tuple[Row, ...]
    health: str | None


def load_days(folder: Path, site: str) -> list[DayOfSite]:
    """Return the days of one site of a written world."""
    runs = (json.loads(line) for line in (folder / "runs.jsonl").read_text("utf-8").splitlines())
    return [
        DayOfSite(
            rows=tuple(json.loads(line) for line in (folder / run["file"]).read_text("utf-8").splitlines()),
            health=run["health"],
        )
        for run in runs
        if run["site"] == site
    ]


def index_page(name: str, rows: Sequence[Row], page: int) -> str:
    """Return the page of the shop that lists part of its goods."""
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    cards = "".join(_card(row) for row in shown)
    last = max(1, -(-len(rows) // PAGE_SIZE))
    pager = "".join(f'<a href="/?page={number}">{number}</a> ' for number in range(1, last + 1))
    return _framed(name, f'<ul class="goods">{cards}</ul><nav class="pager">{pager}</nav>')


def _card(row: Row) -> str:
    price, stock = (
        f'<span class="{key}">{escape(str(row[key]))}</span>' if key in row else "" for key in ("price", "stock")
    )
    return f'<li class="card"><a href="{escape(_path(row))}">{escape(str(row["title"]))}</a>{price}{stock}</li>'


def item_page(name: str, row: Row) -> str:
    """Return the page of one listing."""
    fields = "".join(
        f'<p class="{key}">{key.title()}: {escape(str(row[key]))}</p>'
        for key in ("price", "stock", "category", "seller")
        if key in row
    )
    text = escape(str(row["text"])).replace("\n", "<br>")
    return _framed(
        f"{row['title']} - {name}", f'<h1>{escape(str(row["title"]))}</h1>{fields}<div class="text">{text}</div>'
    )


def _path(row: Row) -> str:
    return urlsplit(str(row["url"])).path


def _framed(title: str, body: str) -> str:
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


class SiteServer:
    """One site of the world on a loopback port; `day` says what it shows."""

    def __init__(self, name: str, days: Sequence[DayOfSite], port: int = 0) -> None:
        self.name = name
        self.days = days
        self.day = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, body = site.answer(self.path)
                content = body.encode("utf-8")
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def answer(self, path: str) -> tuple[int, str]:
        """Return status and body of one page as the day has it."""
        today = self.days[self.day]
        if path == "/robots.txt":
            return 404, ""
        if today.health in _FAILURES:
            status, text = _FAILURES[today.health]
            return status, _framed(text, f"<p>{text}</p>")
        parts = urlsplit(path)
        if parts.path == "/":
            page = int(parts.query.removeprefix("page=") or 1) if parts.query.removeprefix("page=").isdigit() else 1
            return 200, index_page(self.name, today.rows, page)
        row = next((row for row in today.rows if _path(row) == parts.path), None)
        return (200, item_page(self.name, row)) if row else (404, _framed("Not found", "<p>Not found</p>"))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def main() -> None:
    """Serve a sample of a written world until a line on standard input names no day."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.world.pages")
    parser.add_argument("--from", dest="folder", type=Path, required=True)
    parser.add_argument("--sites", type=int, default=3)
    arguments = parser.parse_args()
    runs = (json.loads(line) for line in (arguments.folder / "runs.jsonl").read_text("utf-8").splitlines())
    names = list(dict.fromkeys(run["site"] for run in runs if run["kind"] == "catalogue"))[: arguments.sites]
    servers = [SiteServer(name, load_days(arguments.folder, name)) for name in names]
    for server in servers:
        server.__enter__()
        print(f"{server.name}\t{server.url}", flush=True)
    try:
        while (said := input()).strip().isdigit():
            for server in servers:
                server.day = int(said) - 1
            print(f"day {said}", flush=True)
    except EOFError:
        pass
    for server in servers:
        server.__exit__()


if __name__ == "__main__":
    main()
