"""Running the migrations from the program: no ini file, no command line of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from storage.database import writing

FOLDER = Path(__file__).with_name("migrations")
_LOCK = 7_204_177_001
"""PostgreSQL's advisory lock that lets one process migrate at a time."""


def migrate(engine: Engine) -> None:
    """Run every migration that the database lacks, all in one transaction."""
    if engine.dialect.name == "sqlite":
        with _remaking(engine) as connection:
            command.upgrade(configuration(connection), "head")
        return
    with writing(engine) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(configuration(connection), "head")


@contextmanager
def _remaking(engine: Engine) -> Iterator[Connection]:
    """Give a writing transaction on SQLite in which tables can be made anew: keys are checked at its end.

    Source: https://sqlite.org/lang_altertable.html, "Making other kinds of table schema changes".
    """
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
        try:
            with connection.begin():
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    what = ValueError(f"a row of {broken[0]} points at a missing one of {broken[2]}")
                    raise IntegrityError("PRAGMA foreign_key_check", None, what)
        finally:
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            connection.commit()


def configuration(connection: Connection) -> Config:
    """Return Alembic's settings for one open connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
