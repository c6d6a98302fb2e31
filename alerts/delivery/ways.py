"""Which way leads to which kind of channel."""

from __future__ import annotations

from alerts.channels import Channel
from alerts.delivery.apprised import AppriseSender
from alerts.delivery.sending import Sender
from alerts.delivery.webhook import WebhookSender


def open_way(channel: Channel) -> Sender:
    """Return the way to *channel*.

    Raises:
        ChannelError: it is not set up, or what it needs is not installed.
    """
    return WebhookSender(channel) if channel.kind == "webhook" else AppriseSender(channel)
