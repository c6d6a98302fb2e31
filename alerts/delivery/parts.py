"""Text in parts that a channel takes; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from alerts.channels.model import Kind

LIMITS: dict[Kind, int] = {
    "webhook": 1_000_000,
    "dingtalk": 18_000,
    "wecom": 1_900,
    "feishu": 18_000,
    "lark": 18_000,
    "slack": 2_900,
    "telegram": 3_500,
    "email": 1_000_000,
    "apprise": 18_000,
}
"""Bytes of UTF-8 that one message takes, a little under what each service states."""
_Tag = TypeVar("_Tag")


def in_parts(head: str, blocks: Sequence[tuple[_Tag, str]], limit: int) -> Iterator[tuple[str, list[_Tag]]]:
    """Yield parts of at most *limit* bytes, each with the tags of its blocks: *head*, a blank line, blocks.

    A block is never torn; one that fits no part by itself is cut with `…`. Later parts say which they are.
    """
    number, text, tags = 1, head, list[_Tag]()
    for tag, block in blocks:
        room = limit - size(head) - 16
        fitting = cut(block, room)
        if tags and size(text) + size(fitting) + 2 > limit:
            yield text, tags
            number += 1
            text, tags = f"({number}) {head}", []
        text = f"{text}\n\n{fitting}"
        tags.append(tag)
    if tags:
        yield text, tags


def size(text: str) -> int:
    """Return how many bytes *text* takes."""
    return len(text.encode())


def cut(text: str, room: int) -> str:
    """Return *text* in at most *room* bytes."""
    raw = text.encode()
    if len(raw) <= room:
        return text
    return raw[: max(0, room - 3)].decode("utf-8", "ignore") + "…"
