"""`python -m alerts.delivery.apprise_child`: one message through Apprise, as an order on stdin says."""

from __future__ import annotations

import logging
import re
import socket
import sys
from ipaddress import ip_network
from typing import Any

import orjson

from base.net import Gate, RefusedAddressError

_TOKEN = re.compile(r"[\w.%+-]{6,}")


def main() -> int:
    """Send what stdin says and return 0, or say why it did not go and return 1."""
    order: dict[str, Any] = orjson.loads(sys.stdin.buffer.read())
    close_gate(Gate(allow=tuple(ip_network(net) for net in order["allow"])))
    error = send(order)
    if error is not None:
        sys.stdout.buffer.write(orjson.dumps({"error": without_secrets(error, order["url"])}) + b"\n")
        return 1
    return 0


def close_gate(gate: Gate) -> None:
    """Let every connection of this process pass *gate* first."""

    class GatedSocket(socket.socket):
        def connect(self, address: Any) -> None:  # noqa: ANN401 - as the socket module says
            _check(gate, self.family, address)
            super().connect(address)

        def connect_ex(self, address: Any) -> int:  # noqa: ANN401 - as the socket module says
            _check(gate, self.family, address)
            return super().connect_ex(address)

    socket.socket = GatedSocket  # type: ignore[misc]  # that is the point


def _check(gate: Gate, family: int, address: Any) -> None:  # noqa: ANN401 - as the socket module says
    if family in {socket.AF_INET, socket.AF_INET6}:
        try:
            gate.check(str(address[0]))
        except RefusedAddressError as error:
            raise OSError(f"refused: {error}") from error


class _Heard(logging.Handler):
    """Remembers the last thing that Apprise complained of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Take one line."""
        self.last = record.getMessage()


def send(order: dict[str, Any]) -> str | None:
    """Return why the message did not go through; None where it did."""
    import apprise  # noqa: PLC0415 - after the gate stands

    heard = _Heard()
    logger = logging.getLogger("apprise")
    logger.addHandler(heard)
    logger.propagate = False
    plugin = apprise.Apprise.instantiate(order["url"], suppress_exceptions=True)
    if plugin is None:
        return "the address is none that Apprise understands"
    scheme = str(plugin.url(privacy=True)).partition("://")[0]  # type: ignore[no-untyped-call]
    if order["schemes"] and scheme not in order["schemes"]:
        return f"the address is one of {scheme}; this kind of channel wants {order['schemes'][0]}://"
    if not plugin.verify_certificate:
        return "the address switches the check of certificates off; take verify=no out of it"
    plugin.socket_connect_timeout = plugin.socket_read_timeout = order["timeout_s"]
    to = apprise.Apprise(asset=apprise.AppriseAsset(secure_logging=True, interpret_escapes=False))
    to.add(plugin)
    form = apprise.NotifyFormat.HTML if order["format"] == "html" else apprise.NotifyFormat.TEXT
    sent = to.notify(title=order["subject"], body=order["body"], body_format=form)
    return None if sent else heard.last or "Apprise could not send it and does not say why"


def without_secrets(text: str, url: str) -> str:
    """Return *text* without any word of the address."""
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    for word in sorted(set(_TOKEN.findall(url)), key=len, reverse=True):
        if word not in host:
            text = text.replace(word, "***")
    return " ".join(text.split())[:300]


if __name__ == "__main__":
    sys.exit(main())
