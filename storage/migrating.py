"""Running the migrations from the program: no ini file, no command line of their own."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from storage.database import writing

FOLDER = Path(__file__).with_name("migrations")
_LOCK = 7_204_177_001
"""PostgreSQL's advisory lock that lets one process migrate at a time."""


def migrate(engine: Engine) -> None:
    """Run every migration that the database lacks, all in one transaction."""
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """Return Alembic's settings for one open connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
