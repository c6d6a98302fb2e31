"""The database behind one URL: opening it, and the two kinds of transaction."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from base.clock import is_simulated
from base.credentials import CredentialError, credential
from market.errors import MarketError
from storage.models import MetaRow
from storage.models.searching import FOLDING, FOLDING_KEY

PASSWORD = "HAOSHAO_DATABASE_PASSWORD"  # noqa: S105 - the name of the variable
VERSION = "0012"
"""The migration that this code was written for."""
WAIT_S = 60
"""How long a writer waits for another one."""
_AGAIN_S = 0.05
SIMULATED = "simulated"
_VERSION_TABLE = "alembic_version"


class DatabaseError(MarketError):
    """The database cannot be used; the text says why and what to do."""


def default_url(data: Path) -> str:
    """Return the URL of the SQLite file in the data directory."""
    return f"sqlite:///{data / 'haoshao.db'}"


def open_database(url: str) -> Engine:
    """Return an engine on a database of this version: an empty one is filled, an older one upgraded.

    Raises:
        DatabaseError: wrong URL, unwritable directory, no server, locked, or written by a newer version.
    """
    engine = connect(url)
    try:
        with _plainly(engine):
            if version(engine) != VERSION:
                upgrade(engine)
            _renew_search(engine)
            if is_simulated():
                _mark_simulated(engine)
    except DatabaseError:
        engine.dispose()
        raise
    return engine


def connect(url: str) -> Engine:
    """Return an engine on whatever is behind *url*, without looking at it.

    Raises:
        DatabaseError: the URL is wrong, or the directory of the file cannot be made.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise DatabaseError("this is no database URL; use sqlite:///FILE or postgresql+psycopg://HOST/NAME") from None
    if backend == "sqlite":
        return _connect_sqlite(parsed)
    if backend == "postgresql":
        return _connect_postgres(parsed)
    raise DatabaseError(f"{backend}: only sqlite:///FILE and postgresql+psycopg://HOST/NAME are supported")


def version(engine: Engine) -> str | None:
    """Return the version of the tables; None where there are none.

    Raises:
        DatabaseError: a newer haoshao wrote it, or the tables are not haoshao's.
    """
    with reading(engine) as connection:
        names = inspect(connection).get_table_names()
        if _VERSION_TABLE not in names:
            if names:
                raise DatabaseError(f"{shown(engine)}: holds tables that are not haoshao's; name an empty database")
            return None
        found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608 - a constant
    if found is not None and found > VERSION:
        raise DatabaseError(
            f"{shown(engine)}: written by a newer haoshao (tables {found}, this one knows {VERSION}); update haoshao"
        )
    return found


def upgrade(engine: Engine) -> str:
    """Bring the tables to this version and return it; a second process that tries meanwhile waits, then finds it done.

    Raises:
        DatabaseError: the database cannot be written, or is newer.
    """
    with _plainly(engine):
        version(engine)
        from storage.migrating import migrate  # noqa: PLC0415 - Alembic is slow to import and seldom needed

        migrate(engine)
    return VERSION


def check(engine: Engine) -> tuple[str, ...]:
    """Return what is wrong with the database, a line each; empty where it is sound."""
    found: list[str] = []
    with _plainly(engine):
        stands = version(engine)
        if stands != VERSION:
            found.append(f"tables are of version {stands or 'none'}, this haoshao needs {VERSION}: haoshao db upgrade")
        if engine.dialect.name == "sqlite":
            with reading(engine) as connection:
                found += [line for (line,) in connection.execute(text("PRAGMA quick_check(20)")) if line != "ok"]
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchmany(20)
                found += [f"{row[0]} row {row[1]} points at a missing row of {row[2]}" for row in broken]
    return tuple(found)


def is_simulated_database(engine: Engine) -> bool:
    """Return whether this database was ever written under a dictated clock."""
    with reading(engine) as connection:
        return connection.scalar(select(MetaRow.value).where(MetaRow.key == SIMULATED)) is not None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give one writing transaction, committed at the end; on SQLite it is the only one from its first moment."""
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give one connection that sees one state of the database and writes nothing."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


def shown(engine: Engine) -> str:
    """Return the URL as it may be shown: without its password."""
    return engine.url.render_as_string(hide_password=True)


def _connect_sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        folder = Path(url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseError(
                f"{folder}: the data directory cannot be made ({error.strerror}); name another"
            ) from None
    engine = create_engine(url, connect_args={"timeout": WAIT_S, "check_same_thread": False})
    event.listen(engine, "connect", _settle_sqlite)
    event.listen(engine, "handle_error", _say_plainly)
    return engine


def _say_plainly(context: ExceptionContext) -> None:
    """Turn a database that is locked, full, unwritable or damaged into one line that says what to do.

    Raises:
        DatabaseError: it is one of these.
    """
    if isinstance(context.original_exception, sqlite3.DatabaseError) and context.engine is not None:
        said = str(context.original_exception)
        advice = _advice(said)
        if advice != said:
            raise DatabaseError(f"{shown(context.engine)}: {advice}") from None


def _settle_sqlite(dbapi_connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    """Take over the transactions from the driver and set what every connection needs."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_S * 1000}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA cache_size = -32000")
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Switch a new file to write-ahead logging; SQLite does not wait by itself for whoever makes it at this moment."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_AGAIN_S)
        else:
            return


def _connect_postgres(url: URL) -> Engine:
    if url.get_driver_name() != "psycopg":
        url = url.set(drivername="postgresql+psycopg")
    try:
        password = credential(PASSWORD)
    except CredentialError as error:
        raise DatabaseError(str(error)) from None
    if password and url.password is None:
        url = url.set(password=password)
    try:
        return create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True)
    except ImportError:
        raise DatabaseError("PostgreSQL needs the extra `cluster`: pip install 'haoshao[cluster]'") from None


def _mark_simulated(engine: Engine) -> None:
    if not is_simulated_database(engine):
        with writing(engine) as connection:
            if connection.scalar(select(MetaRow.value).where(MetaRow.key == SIMULATED)) is None:
                connection.execute(MetaRow.__table__.insert().values(key=SIMULATED, value="1"))  # type: ignore[attr-defined]


def _renew_search(engine: Engine) -> None:
    """Make the search index anew where it holds what another version made of the words."""
    query = select(MetaRow.value).where(MetaRow.key == FOLDING_KEY)
    with reading(engine) as connection:
        if connection.scalar(query) == FOLDING:
            return
    from storage.searching import index_anew  # noqa: PLC0415 - seldom needed, and folding is slow to import

    with writing(engine) as connection:
        if connection.scalar(query) != FOLDING:
            index_anew(connection)


@contextmanager
def _plainly(engine: Engine) -> Iterator[None]:
    """Turn what a driver says into one line."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        raise DatabaseError(f"{shown(engine)}: {_advice(said)}") from None


def _advice(said: str) -> str:
    lower = said.lower()
    if "locked" in lower:
        return f"another process has been writing for {WAIT_S} s; wait for it or stop it, then try again"
    if "unable to open" in lower or "readonly" in lower or "read-only" in lower:
        return "the file or its directory cannot be written; check its owner, or name another with --data"
    if "not a database" in lower or "malformed" in lower:
        return "the file is no sound SQLite database; restore a backup or move it away"
    if "disk" in lower and "full" in lower:
        return "the disk is full"
    return said
