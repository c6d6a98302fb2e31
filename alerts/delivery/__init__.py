"""From the outbox to people and programs: at least once, under one key, with every attempt recorded."""

from alerts.delivery.delivering import Delivered, deliver_due
from alerts.delivery.due import queue_due_digests

__all__ = ["Delivered", "deliver_due", "queue_due_digests"]
