"""What can be seen of the service from outside: `/metrics` for Prometheus and `/healthz`, on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from crawler.run import RunSummary
from market.errors import MarketError

_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 7200)


class ListenError(MarketError):
    """The address to be looked at by cannot be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the service does at this moment."""

    problems: tuple[str, ...]
    """What a person has to do something about; empty where all is well."""
    facts: Mapping[str, object] = field(default_factory=dict)


class Figures:
    """The figures of one service. Labels hold names that the operator gave, never what a site says."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.runs = Counter("haoshao_runs", "Crawls that ended.", ["site", "health"], registry=self.registry)
        self.pages = Counter("haoshao_pages", "Pages that were read.", registry=self.registry)
        self.requests = Counter("haoshao_requests", "Requests that were made.", registry=self.registry)
        self.seconds = Histogram(
            "haoshao_run_seconds", "How long crawls took.", buckets=_SECONDS, registry=self.registry
        )
        self.missed = Counter("haoshao_missed_runs", "Crawls that nobody was there to start.", registry=self.registry)
        self.sites = Gauge("haoshao_sites", "Watched sites that are not paused.", registry=self.registry)
        self.due = Gauge("haoshao_sites_due", "Sites that wait for a lane.", registry=self.registry)
        self.running = Gauge("haoshao_crawls_running", "Crawls under way.", registry=self.registry)
        self.sent = Gauge("haoshao_messages_sent", "Messages delivered since the start.", registry=self.registry)
        self.waiting = Gauge("haoshao_outbox_waiting", "Messages that wait.", ["channel"], registry=self.registry)
        self.dead = Gauge("haoshao_outbox_dead", "Messages given up.", ["channel"], registry=self.registry)
        self.disk = Gauge("haoshao_disk_free_bytes", "Free bytes where the data lie.", registry=self.registry)
        self.looked = Gauge("haoshao_last_look_seconds", "When the plan was last looked at.", registry=self.registry)
        self.failing = Gauge("haoshao_duties_failing", "Duties that went wrong last time.", registry=self.registry)

    def count(self, run: RunSummary) -> None:
        """Count one crawl that ended."""
        self.runs.labels(run.site, run.health).inc()
        self.pages.inc(run.pages)
        self.requests.inc(run.requests)
        self.seconds.observe(run.seconds)


@contextmanager
def shown(address: str, figures: Figures, health: Callable[[], Health]) -> Iterator[str]:
    """Serve `/metrics` and `/healthz` at *address* (`host:port`) and give the address that was taken.

    Raises:
        ListenError: it is no address, or somebody else has it.
    """
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        raise ListenError(f"--listen {address}: write it as host:port, such as 127.0.0.1:9464, or off")
    try:
        server = ThreadingHTTPServer((host.strip("[]"), int(port)), _handler(figures, health))
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ListenError(f"--listen {address}: cannot be taken ({why}); choose another port, or off") from None
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.5}, daemon=True)
    thread.start()
    try:
        yield f"{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(figures: Figures, health: Callable[[], Health]) -> type[BaseHTTPRequestHandler]:
    class Look(BaseHTTPRequestHandler):
        timeout = 5
        server_version = "haoshao"
        sys_version = ""

        def do_GET(self) -> None:
            """Answer the two addresses there are."""
            if self.headers.get("Host", "").rpartition(":")[0] not in _LOCAL and self.client_address[0] == "127.0.0.1":
                # a page in a local browser that resolves its own name to us
                self._say(HTTPStatus.MISDIRECTED_REQUEST, b"not here\n", "text/plain")
            elif self.path == "/metrics":
                self._say(HTTPStatus.OK, generate_latest(figures.registry), CONTENT_TYPE_LATEST)
            elif self.path == "/healthz":
                found = health()
                status = HTTPStatus.SERVICE_UNAVAILABLE if found.problems else HTTPStatus.OK
                said = {"status": "problems" if found.problems else "ok", "problems": found.problems, **found.facts}
                self._say(status, json.dumps(said).encode() + b"\n", "application/json")
            else:
                self._say(HTTPStatus.NOT_FOUND, b"/metrics or /healthz\n", "text/plain")

        def _say(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: who looks is no news."""

    return Look
