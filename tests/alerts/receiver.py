"""A webhook receiver on loopback that answers as it is told and remembers what it got."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Got:
    """One request as it came."""

    key: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def alerts(self) -> list[dict[str, Any]]:
        """The alert rows."""
        found: list[dict[str, Any]] = json.loads(self.body)["alerts"]
        return found


@dataclass
class Receiver:
    """Answers each request with the next of `answers`, 200 when there are none left; a str is a header or a fault."""

    answers: list[int | str] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)
    url: str = ""

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version: ClassVar[str] = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = receiver.answers.pop(0) if receiver.answers else 200
                status = answer if isinstance(answer, int) else 503 if answer.startswith("retry") else 0
                headers = {key.lower(): value for key, value in self.headers.items()}
                receiver.got.append(Got(headers.get("idempotency-key", ""), headers, body, status))
                if answer == "hang":
                    time.sleep(1.5)
                if answer in {"hang", "drop"}:
                    self.close_connection = True
                    return
                self.send_response(status)
                if isinstance(answer, str):
                    self.send_header("Retry-After", answer.partition(" ")[2])
                if status in {301, 302, 307}:
                    self.send_header("Location", receiver.url)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Be quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook?token=abc123"
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def accepted(self) -> list[str]:
        """The keys of what was answered with success, in order."""
        return [one.key for one in self.got if one.status == 200]
