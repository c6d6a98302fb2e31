"""Servers on loopback that answer as a test says, byte for byte where it wants."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

Answer: TypeAlias = "bytes | Reply | Callable[[Asked], bytes | Reply]"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An ordinary HTTP answer."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/html; charset=utf-8"

    def wire(self) -> bytes:
        """Return it as it goes over the wire."""
        lines = [
            f"HTTP/1.1 {self.status} Said",
            f"Content-Type: {self.content_type}",
            f"Content-Length: {len(self.body)}",
        ]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came, with the socket for answers of another kind."""

    path: str
    headers: dict[str, str]
    count: int
    """How often this path has been asked for, this time included."""
    socket: socket.socket


@dataclass
class Shop:
    """One server and what it was asked."""

    url: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    methods: set[str] = field(default_factory=set)
    seen: list[Asked] = field(default_factory=list)


@contextmanager
def serving(answers: dict[str, Answer], otherwise: Answer | None = None) -> Iterator[Shop]:
    """Serve *answers* by path on a free port; `*` stands for every other path, 404 where there is none."""
    shop = Shop()
    fallback = otherwise or Reply(status=404, body=b"not found")

    class Handler(socketserver.StreamRequestHandler):
        timeout = 60

        def handle(self) -> None:
            if self.connection.recv(1, socket.MSG_PEEK) == b"\x16":
                self.wfile.write(b"HTTP/1.1 400 This server speaks no TLS\r\n\r\n")
                return
            while self._one():
                pass

        def _one(self) -> bool:
            line = self.rfile.readline(65536).decode("latin-1").split()
            if len(line) < 2:
                return False
            headers = {}
            while (header := self.rfile.readline(65536).decode("latin-1").strip()) != "":
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
            path = line[1]
            shop.asked[path] += 1
            shop.methods.add(line[0])
            asked = Asked(path=path, headers=headers, count=shop.asked[path], socket=self.connection)
            shop.seen.append(asked)
            answer = answers.get(path, answers.get("*", fallback))
            if callable(answer):
                answer = answer(asked)
            data = answer if isinstance(answer, bytes) else answer.wire()
            try:
                self.wfile.write(data)
            except OSError:
                return False
            return not isinstance(answer, bytes)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """Stay quiet: broken connections are what these tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        shop.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield shop
        finally:
            server.shutdown()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
