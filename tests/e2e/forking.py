"""Real processes that start at once: a parent with everything imported forks each of them.

To start haoshao costs a second of processor time and more, a fork some milliseconds: so kills by the dozen fit into a
run of the tests. `Nursery` is the test's side, `python -m tests.e2e.forking` the parent of those that get killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240.0


def die_with_parent() -> None:
    """Have this process killed when the one that started it is gone; Linux only, elsewhere nothing happens.

    Source: prctl(2), PR_SET_PDEATHSIG.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Nursery:
    """Starts processes from one that has everything imported; all of them end with it."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: list[Forked] = []
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.forking"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def start(
        self, program: str, words: Sequence[str], environment: Mapping[str, str], limits: Mapping[str, int]
    ) -> Forked:
        """Start `haoshao` or `crawl` with *words*, in a group of its own; *limits* are those of the resource module."""
        log = self._logs / f"{len(self._children)}.log"
        asked = {"program": program, "words": list(words), "environment": dict(environment), "limits": dict(limits)}
        child = Forked(nursery=self, pid=int(self.ask(asked | {"log": str(log)})["pid"]), log=log)
        self._children.append(child)
        return child

    def end_all(self) -> None:
        """Kill whatever still lives."""
        for child in self._children:
            if child.poll() is None:
                child.send(signal.SIGKILL)
                child.wait()

    def ask(self, said: Mapping[str, object]) -> dict[str, float]:
        """Return what the parent answers."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(said).encode() + b"\n")
        self._parent.stdin.flush()
        answer: dict[str, float] = json.loads(self._parent.stdout.readline())
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end_all()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(60)


@dataclass
class Forked:
    """One process that was started."""

    nursery: Nursery
    pid: int
    log: Path
    """Where what it says goes."""
    code: int | None = None
    """How it ended, negative where a signal ended it; None while it lives."""
    cpu_s: float = 0.0
    """Seconds of processor time that it took, once it ended."""

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it and to everything it started."""
        os.killpg(self.pid, number)

    def wait(self, timeout_s: float = PATIENCE_S) -> int:
        """Return how it ended."""
        until = time.monotonic() + timeout_s
        while (code := self.poll()) is None:
            assert time.monotonic() < until, "it did not end in time"
            time.sleep(0.01)
        return code

    @property
    def said(self) -> str:
        """What it has said so far."""
        return self.log.read_text("utf-8") if self.log.exists() else ""

    def poll(self) -> int | None:
        """Return how it ended; None while it lives."""
        if self.code is None:
            found = self.nursery.ask({"poll": self.pid})
            if found["status"] >= 0:
                self.code, self.cpu_s = os.waitstatus_to_exitcode(int(found["status"])), found["cpu_s"]
        return self.code


def _become(
    program: str, words: list[str], environment: Mapping[str, str], limits: Mapping[str, int], log: str
) -> None:
    """Be the process that was asked for."""
    from haoshao.__main__ import main as haoshao  # noqa: PLC0415 - imported long ago
    from haoshao.crawling import judge_of  # noqa: PLC0415 - same
    from haoshao.crawling import main as crawl  # noqa: PLC0415 - same

    os.environ.update(environment)
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, name), (most, resource.getrlimit(getattr(resource, name))[1]))
    nothing, file = os.open(os.devnull, os.O_RDWR), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(nothing, 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
    if program == "crawl":
        sys.argv = ["crawl", *words]
        sys.exit(crawl(judge_of))
    haoshao(words)


def _serve() -> None:
    """Fork what the other side asks for, one line of JSON each, until it goes away."""
    die_with_parent()
    _prepare()
    said = os.fdopen(os.dup(1), "w", encoding="ascii")
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        said.write(json.dumps(_polled(asked["poll"]) if "poll" in asked else {"pid": _forked(asked)}) + "\n")
        said.flush()


def _polled(pid: int) -> dict[str, float]:
    gone, status, used = os.wait4(pid, os.WNOHANG)
    return {"status": status, "cpu_s": used.ru_utime + used.ru_stime} if gone else {"status": -1}


def _forked(asked: dict[str, object]) -> int:
    pid = os.fork()
    with contextlib.suppress(OSError):
        os.setpgid(pid, pid)  # on both sides: whoever comes first, the other may rely on it
    if not pid:
        die_with_parent()
        _live(asked)
    return pid


def _prepare() -> None:
    """Import and read beforehand what every process would: modules, and the reader with its lexicon, which is pure."""
    import crawler.places  # noqa: PLC0415 - the test's side need not wait for it
    import haoshao.service  # noqa: F401, PLC0415 - same
    from base.lexicon import load_reader  # noqa: PLC0415 - same
    from crawler import settings  # noqa: PLC0415 - same
    from haoshao.workspace import BUNDLED_CONFIG  # noqa: PLC0415 - same

    parts = [default_settings.__dict__, settings.__dict__]
    named = {key for part in parts for value in part.values() if isinstance(value, dict) for key in value}
    for name in sorted(name for name in named if isinstance(name, str) and name.startswith(("scrapy.", "crawler."))):
        load_object(name)
    reader = load_reader(BUNDLED_CONFIG)
    crawler.places.load_reader = lambda _: reader


def _live(asked: dict[str, object]) -> None:
    """Be what was asked for, and never come back as the parent's second self."""
    code = 1
    try:
        _become(**asked)  # type: ignore[arg-type]  # as `start` says it
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
