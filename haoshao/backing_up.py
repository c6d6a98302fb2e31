"""A copy of the database while it is being written."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from market.errors import MarketError
from storage.database import PASSWORD, shown
from storage.database import open_database as open_engine

_PAGES = 2000
"""Database pages copied at a time; writers get their turn in between."""


class BackupError(MarketError):
    """No backup can be made there; the text says why."""


def backed_up(database: str, target: Path) -> str:
    """Write a whole, checked copy of a SQLite database to *target* and return a line about it.

    Raises:
        BackupError: the target is there already or cannot be written, the copy is damaged, or the database is a
            server's, which has its own tools.
    """
    url = make_url(database)
    if url.get_backend_name() != "sqlite":
        engine = open_engine(database)
        where = shown(engine)
        engine.dispose()
        raise BackupError(
            f"{where}: back up a PostgreSQL server with its own tool: pg_dump -Fc -f FILE "
            f"{url.set(drivername='postgresql', password=None).render_as_string()} "
            f"(its password is read from PGPASSWORD; haoshao's own is {PASSWORD})"
        )
    if url.database is None or not Path(url.database).is_file():
        raise BackupError(f"{database}: no such database file; name it with --data or --database")
    if target.exists():
        raise BackupError(f"{target}: is there already; a backup never replaces a file")
    part = target.with_name(target.name + ".part")
    try:
        _copy(Path(url.database), part)
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise BackupError(f"{target}: cannot be written ({error})") from error
    return f"{target}: {target.stat().st_size / 2**20:.1f} MiB, whole and sound"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    with sqlite3.connect(source) as origin, sqlite3.connect(target) as copy:
        origin.backup(copy, pages=_PAGES, sleep=0.01)
        copy.execute("PRAGMA journal_mode = DELETE")
        verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    origin.close()
    copy.close()
    if verdict != "ok":
        target.unlink(missing_ok=True)
        raise BackupError(f"{source}: the database is damaged ({verdict}); run `haoshao db check`")
    target.chmod(0o600)
