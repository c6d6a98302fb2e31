"""One page from the network to the snapshot store: paced, retried where that is decent, kept before it is read."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from http import HTTPStatus

from base.charset import Decoding, charset_of, decode
from base.clock import Clock
from base.limits import Limits
from base.net_answer import Fetched, FetchFailedError
from base.net_client import WebClient
from crawler.health import Cause, Tally
from crawler.items import Kept
from crawler.pacing import HostPace, retry_after_s
from crawler.scope import host_key
from market.masking import has_bulk_data, masked_body
from storage.records import PageState, SnapshotRef
from storage.snapshots import SnapshotWriter

BULK_ROWS = 20
"""From so many rows of third-party personal data on, a body is kept redacted only (DESIGN 4.1)."""
_TRANSIENT = frozenset({Cause.TIMEOUT, Cause.RESET, Cause.REFUSED, Cause.PROTOCOL})
_RETRIED_STATUS = frozenset(
    {
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_ASKS_TO_WAIT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
_TRIES = 3
_LONGEST_WAIT_S = 300.0


class GaveUpError(Exception):
    """A page did not arrive; `cause` says why."""

    def __init__(self, cause: Cause, detail: str) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause = cause
        self.detail = detail


class Fetcher:
    """Everything between a URL and its kept answer, for one run."""

    def __init__(
        self,
        *,
        client: WebClient,
        snapshots: SnapshotWriter,
        page_state: Callable[[str], PageState | None],
        record_snapshot: Callable[[SnapshotRef], None],
        limits: Limits,
        tally: Tally,
        pace: HostPace,
        clock: Clock,
        first_wait_s: float,
        seal: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self._client = client
        self._snapshots = snapshots
        self._page_state = page_state
        self.record = record_snapshot
        self._limits = limits
        self._tally = tally
        self._pace = pace
        self._clock = clock
        self._first_wait_s = first_wait_s
        self._seal = seal
        self.crawl_delays: dict[str, float] = {}
        self.robots_said: Callable[[str], str] = lambda _: ""
        """Why an address may be asked for; goes into the evidence."""
        self.stopping = False
        self._under_way: set[asyncio.Task[object]] = set()

    async def fetch(
        self, url: str, *, known_as: str | None = None, stands: Callable[[PageState], bool] | None = None
    ) -> Kept:
        """Return the kept answer to *url*; `known_as` is the address whose last look it is compared with.

        Where `stands` says that the last look would do, the server is asked for the page only if it has changed.

        Raises:
            GaveUpError: no answer came back that says anything.
        """
        task = asyncio.current_task()
        if self.stopping or task is None:
            raise GaveUpError(Cause.KILLED, "the run was stopped")
        self._under_way.add(task)
        try:
            return await self._fetch(url, known_as or url, stands)
        except asyncio.CancelledError:
            if not self.stopping:
                raise
            raise GaveUpError(Cause.KILLED, "the run was stopped") from None
        finally:
            self._under_way.discard(task)

    async def _fetch(self, url: str, known_as: str, stands: Callable[[PageState], bool] | None) -> Kept:
        host = host_key(url)
        delay_s = max(self._limits.delay_s, self.crawl_delays.get(host, 0.0))
        state = self._page_state(known_as)
        conditions = _conditions(url, state) if stands and state and stands(state) else {}
        if left_s := self._pace.left_s(host):
            raise GaveUpError(Cause.RATE_LIMIT, f"its host asked to be left alone for {left_s:.0f} more seconds")
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            try:
                await self._pace.turn(host, delay_s)
                self._tally.requests += 1
                kept = self._keep(await self._client.fetch(url, conditions), state, asked_if_changed=bool(conditions))
            except FetchFailedError as error:
                cause = Cause(error.cause)
                if last or cause not in _TRANSIENT or self.stopping:
                    raise GaveUpError(cause, error.detail) from error
                await asyncio.sleep(self._first_wait_s * 4**attempt)
                continue
            if last or not self._worth_another_try(kept.fetched) or self.stopping:
                return kept
            self.record(kept.snapshot)
            self._hold(host, kept.fetched, attempt)
        raise AssertionError("the last try returns or raises")

    def cancel(self) -> None:
        """Give up whatever is under way or waiting, once nothing new is asked for."""
        for task in tuple(self._under_way):
            task.cancel()

    def _worth_another_try(self, fetched: Fetched) -> bool:
        return fetched.status in _RETRIED_STATUS or (fetched.broken and fetched.status == HTTPStatus.OK)

    def _hold(self, host: str, fetched: Fetched, attempt: int) -> None:
        """Let the host rest for as long as it asks for.

        Raises:
            GaveUpError: it asks for longer than a run can wait.
        """
        wait_s = self._first_wait_s * 4**attempt
        if fetched.status in _ASKS_TO_WAIT:
            asked = retry_after_s(fetched.header(b"retry-after"), self._clock())
            if asked is not None and asked > _LONGEST_WAIT_S:
                self._pace.leave(host, asked)
                cause = Cause.RATE_LIMIT if fetched.status == HTTPStatus.TOO_MANY_REQUESTS else Cause.HTTP_5XX
                raise GaveUpError(cause, f"{fetched.status}, and asks to wait {asked:.0f} s")
            wait_s = max(wait_s, asked or 0.0)
        self._pace.hold(host, wait_s)

    def _keep(self, fetched: Fetched, state: PageState | None, *, asked_if_changed: bool) -> Kept:
        """Store an answer, and return it with its text where that is not known already."""
        self._tally.bytes += len(fetched.body)
        sha256 = hashlib.sha256(fetched.body).hexdigest()
        body = state.body if state is not None else None
        not_modified = asked_if_changed and fetched.status == HTTPStatus.NOT_MODIFIED
        same = body is not None and sha256 in {body.sha256, body.redacted_sha256} and not fetched.broken
        same = same or not_modified
        decoding = None if same else decode_fetched(fetched)
        without = redacted(decoding) if decoding else None
        snapshot = self._snapshots.keep(
            fetched,
            at=self._clock(),
            sha256=sha256,
            earlier=body if same else None,
            redacted=without,
            sealed=self._seal(fetched.body) if self._seal and without is not None else None,
            robots=self.robots_said(fetched.url),
        )
        return Kept(
            fetched=fetched,
            snapshot=snapshot,
            state=state if same else None,
            decoding=decoding,
            not_modified=not_modified,
        )


def _conditions(url: str, state: PageState) -> dict[str, str]:
    """Return the headers that ask for *url* only if it changed; none where its last answer gave nothing to ask by."""
    if state.body.url != url or state.body.truncated:
        return {}
    said = {"If-None-Match": state.reading.etag, "If-Modified-Since": state.reading.modified}
    return {name: value for name, value in said.items() if value and value.isprintable() and value.isascii()}


def decode_fetched(fetched: Fetched) -> Decoding:
    """Return the body of *fetched* as text."""
    return decode(fetched.body, charset_of(fetched.header(b"content-type")))


def redacted(decoding: Decoding) -> bytes | None:
    """Return a body without its third-party personal data, None where it may be kept as it came."""
    if not has_bulk_data(decoding.text, BULK_ROWS):
        return None
    return masked_body(decoding.text).encode(decoding.encoding, "replace")
