"""What a channel is handed and how it can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from alerts.channels import Channel
from market.errors import MarketError
from storage.outbox import Outgoing


class SendError(MarketError):
    """Something did not go through; says why, without the address."""

    def __init__(self, why: str, *, retry_after: timedelta | None = None, is_refused: bool = False) -> None:
        """Take why, when to try again at the earliest, and whether it is this message rather than the channel."""
        super().__init__(why)
        self.retry_after = retry_after
        self.is_refused = is_refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing to send, with the outbox rows that are done when it went through."""

    rows: tuple[Outgoing, ...]
    key: str
    """The same each time this is sent."""
    is_last: bool = True
    """False for the parts of something that is done with a later one."""
    subject: str = ""
    """One line, for channels that know subjects."""
    body: str = ""
    """In the markup of the channel."""
    json: dict[str, Any] = field(default_factory=dict)
    """For programs."""


class Sender(Protocol):
    """One open way to a channel."""

    def send(self, message: Message) -> None:
        """Send *message*.

        Raises:
            SendError: it did not go through.
        """
        ...

    def close(self) -> None:
        """Close the way."""
        ...


class Opens(Protocol):
    """Opens a way to a channel."""

    def __call__(self, channel: Channel) -> Sender:
        """Return the way.

        Raises:
            ChannelError: the channel is not set up.
        """
        ...
