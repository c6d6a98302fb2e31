"""Chat services and mail through Apprise, in a process of its own.

Apprise opens its connections by itself. The child process has no proxies and no other variables of ours, passes every
connection through the channel's gate, and gets address and text by stdin: nothing of it stands on a command line.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import orjson

from alerts.channels import Channel
from alerts.channels.model import ChannelError, Kind
from alerts.delivery.sending import Message, SendError

SCHEMES: dict[Kind, tuple[str, ...]] = {
    "dingtalk": ("dingtalk",),
    "wecom": ("wecombot",),
    "feishu": ("feishu",),
    "lark": ("lark", "feishu"),
    "slack": ("slack",),
    "telegram": ("tgram",),
    "email": ("mailto", "mailtos"),
}
"""Apprise's own names; other kinds may be anything that Apprise knows."""
_ROOT = Path(__file__).resolve().parents[2]
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "SYSTEMROOT", "TMPDIR")
_START_S = 30.0
"""What starting the child may take on a busy machine, beyond the channel's own time."""


class AppriseSender:
    """A way to one channel; each message is a process of its own."""

    def __init__(self, channel: Channel) -> None:
        """Take the channel.

        Raises:
            ChannelError: its variable is not set, or Apprise is not installed.
        """
        if find_spec("apprise") is None:
            raise ChannelError(
                f"channel {channel.id}: {channel.kind} needs the extra `alerts`: pip install 'haoshao[alerts]'"
            )
        self._channel = channel
        self._url = channel.url()

    def send(self, message: Message) -> None:
        """Hand *message* to Apprise.

        Raises:
            SendError: it did not go through.
        """
        channel = self._channel
        order = {
            "url": self._url,
            "schemes": SCHEMES.get(channel.kind, ()),
            "allow": [str(net) for net in channel.network.allow],
            "timeout_s": channel.timeout_s,
            "subject": message.subject[:200],
            "body": message.body,
            "format": "html" if message.body.lstrip().startswith("<!doctype html") else "text",
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", "alerts.delivery.apprise_child"],
                input=orjson.dumps(order),
                capture_output=True,
                timeout=channel.timeout_s + _START_S,
                env={**{key: os.environ[key] for key in _KEPT if key in os.environ}, "PYTHONPATH": str(_ROOT)},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise SendError(f"no end in {channel.timeout_s + _START_S:g} s") from error
        except OSError as error:
            raise SendError(f"the sending process could not begin ({error.strerror})") from error
        if done.returncode:
            raise SendError(_said(done.stdout) or f"the sending process ended with {done.returncode}")

    def close(self) -> None:
        """Nothing is held open."""


def _said(output: bytes) -> str:
    for line in reversed(output.splitlines()):
        try:
            said = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(said, dict) and "error" in said:
            return str(said["error"])
    return ""
