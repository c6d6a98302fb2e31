"""The own webhook: JSON by POST, with an idempotency key and a signature over time and body."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import orjson

from alerts.channels import Channel
from alerts.delivery.sending import Message, SendError
from base.net_post import PostClient, PostFailedError

SIGNATURE = "X-Haoshao-Signature"
TIMESTAMP = "X-Haoshao-Timestamp"
IDEMPOTENCY = "Idempotency-Key"
LONGEST_WAIT = timedelta(hours=6)
_ABOUT_THE_MESSAGE = frozenset({400, 409, 410, 413, 415, 422})
"""Answers that another message might not get: the rest go on meanwhile."""


class WebhookSender:
    """Connections to one webhook."""

    def __init__(self, channel: Channel) -> None:
        """Take the channel.

        Raises:
            ChannelError: its variables are not set.
        """
        self._channel = channel
        self._url = channel.url()
        self._key = channel.key()
        self._client = PostClient(gate=channel.gate, timeout_s=channel.timeout_s)

    def send(self, message: Message) -> None:
        """Post the JSON of *message*; any 2xx is a delivery.

        Raises:
            SendError: no answer, or another one.
        """
        body = orjson.dumps(message.json)
        headers = {"Content-Type": "application/json", IDEMPOTENCY: message.key}
        if self._key is not None:
            at = str(int(datetime.now(UTC).timestamp()))
            headers |= {TIMESTAMP: at, SIGNATURE: signature(self._key, at, body)}
        try:
            answer = self._client.post(self._url, body, headers)
        except PostFailedError as error:
            raise SendError(str(error)) from error
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls success
            raise SendError(
                f"answered {answer.status}",
                retry_after=_retry_after(answer.headers.get("retry-after", "")),
                is_refused=answer.status in _ABOUT_THE_MESSAGE,
            )

    def close(self) -> None:
        """Close the connections."""
        self._client.__exit__(None, None, None)


def signature(key: bytes, at: str, body: bytes) -> str:
    """Return what proves that *body* was sent by a holder of *key* at the Unix time *at*."""
    return "v1=" + hmac.new(key, at.encode() + b"." + body, hashlib.sha256).hexdigest()


def _retry_after(said: str) -> timedelta | None:
    return min(timedelta(seconds=int(said)), LONGEST_WAIT) if said.isdigit() and len(said) < 8 else None  # noqa: PLR2004 - no number of seconds is longer
