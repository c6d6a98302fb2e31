"""A process of its own for each site under way, so that nothing one site does is felt by another.

The process that was started prepares what all need (settings, lexicon, tables), then forks workers, hands each the
sites of one host at a time, passes on what they say, and kills the one that takes more than it may. Why processes and
no fair queue in one: docs/adr/0016.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from base.memory import resident_mib
from crawler.health import Cause
from crawler.room import Room
from crawler.scope import host_of_site
from crawler.site_run import SiteRun
from crawler.summary import lost_summary

logger = logging.getLogger(__name__)

Say = Callable[[dict[str, Any]], None]
Group = tuple[SiteRun, ...]

MEMORY_SLACK = 1.25
"""A worker ends its own run at the bound; grown so much beyond it, it is killed."""
SILENT_S = 150.0
"""A worker says every two seconds that it is alive; after so long a silence it is killed."""
_ENDING_S = 45.0
"""How long workers that were told to end may take for it."""
_LOOK_S = 0.25
_ALIVE_S = 2.0


def by_host(runs: Iterable[SiteRun]) -> list[Group]:
    """Return *runs* in groups of one host each, which are crawled one after the other; test sites stand alone."""
    groups: dict[str, list[SiteRun]] = {}
    for run in runs:
        groups.setdefault(host_of_site(run.site), []).append(run)
    return [tuple(group) for group in groups.values()]


@dataclass(slots=True, kw_only=True)
class _Worker:
    """One forked process, and what it is at."""

    pid: int
    jobs: int
    """Where it is told what to do; it ends in order once this is closed."""
    says: int
    """Where it is heard."""
    group: deque[SiteRun] = field(default_factory=deque)
    """What it has to crawl, the run under way first."""
    heard_at: float = field(default_factory=time.monotonic)
    buffer: bytes = b""
    why: str = ""
    """Why it was killed."""
    cause: Cause = Cause.KILLED
    idle: bool = True


class Workers:
    """Hands groups of runs to forked workers until all are crawled."""

    def __init__(
        self, groups: Sequence[Group], *, at_once: int, memory_mib: float, work: Callable[[int, Say], None], say: Say
    ) -> None:
        self._waiting = deque(groups)
        self._at_once = min(at_once, len(groups))
        self._memory_mib = memory_mib
        self._work = work
        self._say = say
        self._workers: dict[int, _Worker] = {}
        self._room = Room()
        self._heard = selectors.DefaultSelector()
        self._stopped_at = 0.0
        self._alive_at = 0.0

    def run(self, *, until_deserted: bool) -> None:
        """Return once every group is crawled, or everything was stopped."""
        handlers = {number: signal.signal(number, self._signalled) for number in (signal.SIGINT, signal.SIGTERM)}
        if until_deserted:
            self._heard.register(sys.stdin.fileno(), selectors.EVENT_READ, None)
        try:
            while self._waiting or self._workers:
                self._begin()
                for key, _ in self._heard.select(_LOOK_S):
                    self._listen(key.data)
                self._look_after()
        finally:
            for worker in tuple(self._workers.values()):
                os.kill(worker.pid, signal.SIGKILL)
                os.waitpid(worker.pid, 0)
            self._heard.close()
            for number, handler in handlers.items():
                signal.signal(number, handler)

    def _begin(self) -> None:
        """Hand out what there is to crawl, as far as there are workers and room."""
        while self._waiting:
            worker = next((one for one in self._workers.values() if one.idle), None)
            full = worker is None and len(self._workers) >= self._at_once
            if full or not self._room.has_some(sum(not one.idle for one in self._workers.values())):
                return
            if worker is None:
                worker = self._forked()
                self._workers[worker.says] = worker
                self._heard.register(worker.says, selectors.EVENT_READ, worker)
            self._hand(worker)
        for worker in self._workers.values():
            if worker.idle:
                self._hand(worker)

    def _forked(self) -> _Worker:
        jobs_read, jobs_write = os.pipe()
        says_read, says_write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            os.close(jobs_read)
            os.close(says_write)
            return _Worker(pid=pid, jobs=jobs_write, says=says_read)
        code = 1
        try:
            os.close(jobs_write)
            os.close(says_read)
            self._become_worker()
            self._work(jobs_read, lambda event: _write(says_write, event))
            code = 0
        except Exception:  # the top of a process: the sites it was handed are told as lost
            logger.exception("a crawling process failed")
        finally:
            sys.stderr.flush()
            os._exit(code)

    def _become_worker(self) -> None:
        """Let go of what belongs to the other workers: a pipe ends only once nobody holds its other end."""
        for worker in self._workers.values():
            os.close(worker.jobs)
            os.close(worker.says)
        self._heard.close()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        # a key pressed on the terminal reaches the process that started this one, which passes it on
        os.setpgid(0, 0)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, sys.stdin.fileno())
        os.close(nothing)

    def _hand(self, worker: _Worker) -> None:
        """Give *worker* the next group; where there is none, let it end."""
        worker.idle = False
        if self._waiting:
            worker.group = deque(self._waiting.popleft())
        _write(worker.jobs, [run.site.name for run in worker.group])

    def _listen(self, worker: _Worker | None) -> None:
        """Take what *worker* says; None is whoever started this process, and is gone."""
        if worker is None:
            if not os.read(sys.stdin.fileno(), 1024):
                self._heard.unregister(sys.stdin.fileno())
                self._stop(signal.SIGTERM)
            return
        said = os.read(worker.says, 65536)
        worker.heard_at = time.monotonic()
        *lines, worker.buffer = (worker.buffer + said).split(b"\n")
        for line in lines:
            self._take(worker, orjson.loads(line))
        if not said:
            self._ended(worker)

    def _take(self, worker: _Worker, event: dict[str, Any]) -> None:
        if "free" in event:
            worker.idle = True
        elif "done" in event:
            worker.group.popleft()
        else:
            self._say(event)

    def _ended(self, worker: _Worker) -> None:
        """Tell of the run that ended with its process; the others of its group are still to be crawled."""
        self._heard.unregister(worker.says)
        del self._workers[worker.says]
        os.close(worker.says)
        os.close(worker.jobs)
        _, status = os.waitpid(worker.pid, 0)
        if worker.group:
            lost = worker.group.popleft()
            why = worker.why or f"ended with {os.waitstatus_to_exitcode(status)} before it said how the run went"
            self._say({"summary": asdict(lost_summary(lost.site.name, lost.site.family, why, cause=str(worker.cause)))})
        if worker.group and not self._stopped_at:
            self._waiting.appendleft(tuple(worker.group))

    def _look_after(self) -> None:
        """Kill each worker that takes more than it may, has not been heard of, or does not end when told to."""
        now = time.monotonic()
        if now - self._alive_at > _ALIVE_S:
            self._alive_at = now
            self._say({"alive": True})
        late = bool(self._stopped_at) and now - self._stopped_at > _ENDING_S
        for worker in self._workers.values():
            if late:
                self._kill(worker, f"did not end within {_ENDING_S:g} s")
            elif now - worker.heard_at > SILENT_S:
                self._kill(worker, f"was not heard of for {SILENT_S:g} s")
            elif resident_mib(worker.pid) > self._memory_mib * MEMORY_SLACK:
                worker.cause = Cause.MEMORY
                self._kill(worker, f"took more than {self._memory_mib * MEMORY_SLACK:g} MiB of memory")

    def _kill(self, worker: _Worker, why: str) -> None:
        worker.why = worker.why or f"was killed: it {why}"
        os.kill(worker.pid, signal.SIGKILL)

    def _signalled(self, number: int, _: object) -> None:
        self._stop(number)

    def _stop(self, number: int) -> None:
        """Let nothing new begin, and pass the signal on: the first one ends crawls in order, a second one at once."""
        self._stopped_at = self._stopped_at or time.monotonic()
        self._waiting.clear()
        for worker in self._workers.values():
            os.kill(worker.pid, number)


def _write(descriptor: int, event: dict[str, Any] | list[str]) -> None:
    """Say *event*, whole; where nobody listens any more, the other end is gone, which is seen elsewhere."""
    rest = orjson.dumps(event) + b"\n"
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except BrokenPipeError:
        return
