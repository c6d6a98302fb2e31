"""The queue of time stamps: the last line of the ledger, to each authority once a day, with retries.

What has been tried lies in one file beside the stamps; what is due follows from the ledger, so that nothing
is lost with it. An authority that is away stops nothing: its stamp is tried again later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from base.clock import iso
from base.config_evidence import Authority, Evidence
from base.net import Gate
from base.net_post import PostClient, PostFailedError
from market.errors import MarketError
from storage.evidence.ledger import Ledger
from storage.evidence.ledger_lines import Kind, LedgerLine
from storage.evidence.places import EvidencePlaces, replace_file
from storage.evidence.stamp_tokens import StampError, check_stamp, stamp_request

QUEUE = "queue.json"
_EVERY = timedelta(hours=24)
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=6)
_TIMEOUT_S = 30.0
_OK = 200

Ask = Callable[[Authority, bytes], bytes]
"""Sends a request to an authority and returns its answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampTry:
    """How one try at an authority went."""

    authority: str
    seq: int
    at: str | None
    """When the authority saw the ledger; None where it did not."""
    error: str = ""


class StampSettingsError(MarketError):
    """The certificates of an authority cannot be read."""


def stamp_ledger(
    places: EvidencePlaces,
    settings: Evidence,
    config: Path,
    *,
    now: datetime,
    force: bool = False,
    ask: Ask | None = None,
) -> tuple[StampTry, ...]:
    """Return how the stamps went that were due; with `force` every authority is asked that has not seen the last line.

    Raises:
        LedgerError: the ledger is broken.
        StampSettingsError: the certificates of an authority cannot be read.
    """
    target = _last_news(Ledger(places))
    if target is None or not settings.stamps:
        return ()
    queue = _load_queue(places)
    tries = []
    for authority in settings.stamps:
        known = queue.get(authority.name, {})
        if not _is_due(known, target, settings, now, force=force):
            continue
        done = _try(places, authority, config, target, now, ask or _post)
        queue[authority.name] = _next(known, done, target, now)
        replace_file(_queue_path(places), orjson.dumps(queue, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2))
        tries.append(done)
    return tuple(tries)


def _last_news(ledger: Ledger) -> LedgerLine | None:
    """Return the last line that commits to more than a stamp."""
    news = None
    for _, line in ledger.lines():
        news = line if line.is_news else news
    return news


def _is_due(known: dict[str, Any], target: LedgerLine, settings: Evidence, now: datetime, *, force: bool) -> bool:
    if known.get("stamped", -1) >= target.seq:
        return False
    if force:
        return True
    if known.get("seq") == target.seq and known.get("tries", 0) >= settings.stamp_tries:
        return False
    waits = [known[key] for key in ("next_at", "stamped_at") if known.get(key)]
    moments = [datetime.fromisoformat(one) for one in waits]
    spans = [timedelta(0) if key == "next_at" else _EVERY for key in ("next_at", "stamped_at") if known.get(key)]
    # a clock that was set back must not silence the queue
    return all(now >= moment + span or now < moment - _EVERY for moment, span in zip(moments, spans, strict=True))


def _next(known: dict[str, Any], done: StampTry, target: LedgerLine, now: datetime) -> dict[str, Any]:
    if done.at is not None:
        return {"stamped": target.seq, "stamped_at": iso(now)}
    tries = known.get("tries", 0) + 1 if known.get("seq") == target.seq else 1
    wait = min(_FIRST_WAIT * 2 ** min(tries - 1, 10), _LONGEST_WAIT)
    kept: dict[str, Any] = {key: value for key, value in known.items() if key in {"stamped", "stamped_at"}}
    return {**kept, "seq": target.seq, "tries": tries, "next_at": iso(now + wait), "error": done.error[:200]}


def _try(
    places: EvidencePlaces, authority: Authority, config: Path, target: LedgerLine, now: datetime, ask: Ask
) -> StampTry:
    try:
        certificates = (config / authority.certificates).read_bytes()
    except OSError as error:
        raise StampSettingsError(
            f"evidence.stamps {authority.name}: {config / authority.certificates}: cannot be read ({error.strerror})"
        ) from error
    message = target.head.encode()
    try:
        request = stamp_request(message)
        token = ask(authority, request.body)
        facts = check_stamp(token, certificates, message, nonce=request.nonce)
    except (StampError, PostFailedError) as error:
        return StampTry(authority=authority.name, seq=target.seq, at=None, error=str(error))
    name = f"{target.seq:06d}-{authority.name}"
    places.stamps.mkdir(parents=True, exist_ok=True, mode=0o700)
    items = []
    for kind, body in ((".pem", certificates), (".tsr", token)):
        replace_file(places.stamps / f"{name}{kind}", body)
        items.append({"file": f"{name}{kind}", "sha256": hashlib.sha256(body).hexdigest(), "of": target.seq})
    Ledger(places).append(Kind.STAMP, items, at=now)
    return StampTry(authority=authority.name, seq=target.seq, at=facts.at)


def _post(authority: Authority, request: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    with PostClient(gate=Gate(allow=authority.allow), timeout_s=_TIMEOUT_S) as client:
        answer = client.post(authority.url, request, headers)
    if answer.status != _OK:
        raise StampError(f"{authority.name}: answers {answer.status}")
    return answer.body


def _queue_path(places: EvidencePlaces) -> Path:
    return places.stamps / QUEUE


def _load_queue(places: EvidencePlaces) -> dict[str, dict[str, Any]]:
    """Return what was tried; nothing where the file is gone or torn, which only costs a stamp too many."""
    places.stamps.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        said = orjson.loads(_queue_path(places).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return {str(key): value for key, value in said.items() if isinstance(value, dict)} if isinstance(said, dict) else {}
