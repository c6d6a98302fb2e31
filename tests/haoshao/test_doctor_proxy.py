"""The doctor asks the egress proxy for what it must refuse, and finds secrets that lie open."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from haoshao.doctor.finding import Finding, Verdict
from haoshao.doctor.proxy import look_at_proxy
from haoshao.doctor.setup import look_at_secrets
from haoshao.workspace import Workspace, write_config


@contextmanager
def proxy(*, careless: bool) -> Iterator[int]:
    """Serve a proxy on loopback that refuses everything, or leads anywhere."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(5)
                    asked = connection.recv(4096)
                    connection.sendall(answer(asked) if asked and careless else b"HTTP/1.1 403 Forbidden\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def answer(asked: bytes) -> bytes:
    method, target, _ = asked.split(b"\r\n")[0].decode().split()
    if method == "CONNECT":
        return b"HTTP/1.1 200 Connection established\r\n\r\n"
    host, _, port = target.split("/")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as onward:
        onward.sendall(asked)
        return onward.recv(4096)


def place_with(folder: Path, way: str) -> Workspace:
    write_config(folder / "config")
    (folder / "config" / "haoshao.toml").write_text(f'[crawler]\nproxy = "{way}"\n', "utf-8")
    return Workspace(config=folder / "config", data=folder / "data", database="sqlite://")


def looked(folder: Path, way: str) -> list[Finding]:
    return list(look_at_proxy(place_with(folder, way)))


def test_careless_proxy_is_found(tmp_path: Path) -> None:
    with proxy(careless=True) as port:
        (found,) = looked(tmp_path, f"http://127.0.0.1:{port}")

    assert found.verdict is Verdict.FAIL
    assert "a tunnel to its own 127.0.0.1, a tunnel to its own localhost, this machine at 127.0.0.1" in found.what
    assert found.fix


def test_careful_proxy_is_well(tmp_path: Path) -> None:
    with proxy(careless=False) as port:
        (found,) = looked(tmp_path, f"http://127.0.0.1:{port}")

    assert found.verdict is Verdict.OK


def test_proxy_that_is_down_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (found,) = looked(tmp_path, f"http://127.0.0.1:{port}")

    assert found.verdict is Verdict.FAIL
    assert "does not answer" in found.what


def test_nothing_is_said_without_a_proxy(tmp_path: Path) -> None:
    assert looked(tmp_path, "") == []


def test_open_secret_files_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = place_with(tmp_path, "")
    named = tmp_path / "desk-url"
    for path in (place.config / "secrets.env", named):
        path.write_text("x", "utf-8")
        path.chmod(0o644)
    monkeypatch.setenv("HAOSHAO_DESK_URL_FILE", str(named))
    found = {one.fix for one in look_at_secrets(place) if one.verdict is Verdict.FAIL}

    assert found == {f"chmod 600 {place.config / 'secrets.env'}", f"chmod 600 {named}"}
    for path in (place.config / "secrets.env", named):
        path.chmod(0o600)
    assert not [one for one in look_at_secrets(place) if one.verdict is Verdict.FAIL]
