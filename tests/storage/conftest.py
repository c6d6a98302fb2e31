"""A database of each kind, and a make-believe shop that records pages into it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, text

from storage.database import connect, open_database
from tests.storage.shops import Shop


class Postgres:
    """A server of the tests' own, started once, on a socket in a directory of its own."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder = folder
        self.programs = programs
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def start(self) -> str:
        store = self.folder / "store"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.call("initdb", "-D", store, "-U", "haoshao", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c full_page_writes=off"
        self.call("pg_ctl", "-D", store, "-w", "-l", self.folder / "log", "-o", options, "start")
        return f"postgresql+psycopg://haoshao@/postgres?host={self.folder}"

    def stop(self) -> None:
        self.call("pg_ctl", "-D", self.folder / "store", "-w", "-m", "immediate", "stop")

    def call(self, program: str, *arguments: object) -> None:
        command = [str(self.programs / program), *map(str, arguments)]
        other = {"user": self.user} if os.geteuid() == 0 else {}
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **other)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Give the URL of a PostgreSQL server: the one that HAOSHAO_TEST_POSTGRES names, else one started here."""
    named = os.environ.get("HAOSHAO_TEST_POSTGRES")
    if named:
        yield named
        return
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    own = shutil.which("initdb")
    if not found and not own:
        pytest.skip("no PostgreSQL: set HAOSHAO_TEST_POSTGRES or install its server")
    folder = Path(f"/tmp/haoshao-test-{uuid4().hex[:8]}")  # noqa: S108 - a socket's path has to be short
    folder.mkdir(mode=0o755)
    server = Postgres(folder, (found[0] if found else Path(own or "")).parent)
    try:
        yield server.start()
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(server: str, template: str = "template0") -> str:
    """Return the URL of a new database of a PostgreSQL server."""
    name = f"t{uuid4().hex[:12]}"
    admin = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def drop_database(server: str, url: str) -> None:
    """Remove a database that `empty_database` made."""
    admin = connect(server).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def ready_postgres(postgres_url: str) -> Iterator[str]:
    """Give the name of a database that others are copied from, its tables made."""
    url = empty_database(postgres_url)
    open_database(url).dispose()
    yield str(make_url(url).database)
    drop_database(postgres_url, url)


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a file that others are copied from, its tables made."""
    path = tmp_path_factory.mktemp("ready") / "market.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    url = empty_database(server)
    yield url
    drop_database(server, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database of this version that holds nothing."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path / "market.db")
        yield f"sqlite:///{tmp_path / 'market.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    url = empty_database(server, request.getfixturevalue("ready_postgres"))
    yield url
    drop_database(server, url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a database of this version that holds nothing."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def shop(engine: Engine) -> Shop:
    """Give a shop without a run yet."""
    return Shop(engine)


@pytest.fixture
def open_shop(engine: Engine) -> Callable[[str], Shop]:
    """Give a way to make further shops by name."""
    return lambda name: Shop(engine, name)
