"""Chat services and mail through Apprise: real messages to servers on loopback, the gate, what failures say."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from threading import Thread

import pytest

from alerts.channels import Channel
from alerts.channels.model import ChannelError
from alerts.delivery.apprise_child import without_secrets
from alerts.delivery.apprised import AppriseSender
from alerts.delivery.sending import Message, SendError
from tests.alerts.receiver import Receiver

pytest.importorskip("apprise")

LOOPBACK = {"allow": ["127.0.0.0/8"]}


def channel(kind: str, **other: object) -> Channel:
    return Channel.model_validate({"id": "chat", "kind": kind, "address": "CHAT_URL", "network": LOOPBACK} | other)


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Dialogue)
        self.mails: list[bytes] = []


class _Dialogue(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example\r\n")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.server.mails.append(body)
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_text_arrives_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver() as receiver:
        monkeypatch.setenv("CHAT_URL", receiver.url.replace("http://", "json://"))
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        AppriseSender(channel("apprise")).send(
            Message(rows=(), key="k", subject="一条", body="号商 <b> *x* _y_\n& more")
        )

    (got,) = receiver.got
    said = json.loads(got.body)
    assert (said["title"], said["message"]) == ("一条", "号商 <b> *x* _y_\n& more")


def test_mail_has_html_and_a_plain_part(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    port = mail.server_address[1]
    monkeypatch.setenv("CHAT_URL", f"mailto://127.0.0.1:{port}?from=a@mail.example&to=b@mail.example")
    html = "<!doctype html>\n<html><body><p>新号商 3 个</p></body></html>"

    AppriseSender(channel("email")).send(Message(rows=(), key="k", subject="新号商 3 个", body=html))

    (raw,) = mail.mails
    got = message_from_bytes(raw, policy=default)
    assert got["subject"] == "新号商 3 个"
    parts = {part.get_content_type(): part.get_content() for part in got.walk() if not part.is_multipart()}
    assert "<p>新号商 3 个</p>" in parts["text/html"]
    assert "新号商 3 个" in parts["text/plain"]


@pytest.mark.parametrize(
    ("kind", "address", "network", "why"),
    [
        ("apprise", "json://127.0.0.1:{port}/secret-path-1", {}, "refused"),
        ("telegram", "json://127.0.0.1:{port}/secret-path-1", LOOPBACK, "this kind of channel wants tgram://"),
        ("apprise", "nonsense", LOOPBACK, "none that Apprise understands"),
        ("apprise", "jsons://127.0.0.1:{port}/secret-path-1?verify=no", LOOPBACK, "check of certificates off"),
    ],
)
def test_what_may_not_be_is_said_in_a_line_without_the_address(
    kind: str, address: str, network: dict[str, list[str]], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Receiver() as receiver:
        monkeypatch.setenv("CHAT_URL", address.format(port=receiver.url.split(":")[2].split("/")[0]))
        with pytest.raises(SendError) as refused:
            AppriseSender(channel(kind, network=network)).send(Message(rows=(), key="k", subject="s", body="b"))

    assert receiver.got == []
    assert "secret-path-1" not in str(refused.value)
    if why != "refused":
        assert why in str(refused.value)


def test_server_that_fails_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver(answers=[500]) as receiver:
        monkeypatch.setenv("CHAT_URL", receiver.url.replace("http://", "json://"))
        with pytest.raises(SendError, match="500"):
            AppriseSender(channel("apprise")).send(Message(rows=(), key="k", subject="s", body="b"))


def test_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ChannelError, match="CHAT_URL is not set"):
        AppriseSender(channel("slack"))


def test_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alerts.delivery.apprised.find_spec", lambda _: None)
    with pytest.raises(ChannelError, match=r"needs the extra `alerts`: pip install 'haoshao\[alerts\]'"):
        AppriseSender(channel("slack"))


def test_words_of_an_address_are_taken_out_of_what_is_said() -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"

    assert without_secrets(f"could not post to {url}", url) == "could not post to slack://T1JJ3T3L2/***/***/"
