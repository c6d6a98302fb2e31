"""The make-believe market on loopback: a real HTTP server for each shop, all moved through the days together."""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from haoshao.demo.engines import acg_faka, dujiaoka, handler_api, telegram, woocommerce
from haoshao.demo.engines.rendering import PLAIN, Answer, Request, as_json, rendered
from haoshao.demo.shops import SHOPS, Shop
from haoshao.demo.world import Day, Outage, World

ENGINES = {
    "dujiaoka": dujiaoka.answer,
    "acg-faka": acg_faka.answer,
    "woocommerce": woocommerce.answer,
    "telegram": telegram.answer,
    "sms-handler-api": handler_api.answer,
}
ROBOTS = "User-agent: *\nDisallow: /order-search\nDisallow: /cart/\nDisallow: /my-account/\n"


def answer(shop: Shop, day: Day, origin: str, address: str) -> Answer:
    """Return what *shop* answers on *day* to a GET of *address* (path and query)."""
    parts = urlsplit(address)
    request = Request(
        shop=shop,
        goods=day.goods[shop.name],
        origin=origin,
        path=unquote(parts.path) or "/",
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        day=day.number,
    )
    if request.path == "/robots.txt":
        return Answer(body=ROBOTS, content_type=PLAIN)
    if day.outage(shop) is Outage.BROKEN:
        return _unknown_layout(request)
    return ENGINES[shop.family](request)


def _unknown_layout(request: Request) -> Answer:
    """Return what a shop answers whose owner moved to other software over night."""
    if "/api/" in request.path or "/wp-json/" in request.path:
        return as_json({"error": "unknown endpoint", "docs": "/developers"})
    return rendered("moved.html", request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _ShopServer

    def do_GET(self) -> None:
        server = self.server
        server.requests += 1
        reply = answer(server.shop, server.day, server.origin, self.path)
        body = reply.body.encode("utf-8")
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


class _ShopServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shop: Shop, day: Day, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.shop = shop
        self.day = day
        self.requests = 0
        self.origin = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet about visitors who leave in the middle; tell of everything else."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as socketserver hands them


class MarketServer:
    """Every shop of a world on a port of its own; `show(day)` moves them all.

    A shop that is down has closed its port and refuses connections; it comes back on the same one.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: dict[str, tuple[_ShopServer, Thread]] = {}
        self._ports: dict[str, int] = {}
        self.show(1)

    def url(self, shop: Shop) -> str:
        """Return where a crawl of *shop* starts."""
        return f"http://127.0.0.1:{self._ports[shop.name]}{shop.entrance}"

    @property
    def requests(self) -> int:
        """How many requests the shops that are up have answered."""
        return sum(server.requests for server, _ in self._running.values())

    def show(self, number: int) -> Day:
        """Move every shop to day *number* and return that day."""
        day = self._world.day(number)
        for shop in SHOPS:
            if day.outage(shop) is Outage.DOWN:
                self._close(shop)
            else:
                self._open(shop, day)
        return day

    def close(self) -> None:
        """Close every port."""
        for shop in SHOPS:
            self._close(shop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, shop: Shop, day: Day) -> None:
        if shop.name in self._running:
            self._running[shop.name][0].day = day
            return
        server = _ShopServer(shop, day, self._ports.get(shop.name, 0))
        self._ports[shop.name] = server.server_port
        thread = Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"demo {shop.name}", daemon=True
        )
        thread.start()
        self._running[shop.name] = (server, thread)

    def _close(self, shop: Shop) -> None:
        if shop.name not in self._running:
            return
        server, thread = self._running.pop(shop.name)
        server.shutdown()
        server.server_close()
        thread.join()
