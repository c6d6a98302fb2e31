"""Opening a database: new, old, newer, foreign, locked, unwritable; and the column types."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import storage.database
from base.clock import VARIABLE
from storage.database import DatabaseError, check, connect, is_simulated_database, open_database, upgrade, version
from storage.models import Base
from storage.types import MoneyType, NaiveTimeError, UtcTimeType, from_millionths, in_millionths


def test_empty_database_is_filled(blank_url: str) -> None:
    engine = open_database(blank_url)

    assert version(engine) == storage.database.VERSION == upgrade(engine)
    assert check(engine) == ()
    with engine.connect() as connection:
        options = {"include_name": lambda name, *_: not str(name).startswith("listing_fts")}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
    engine.dispose()


def test_migrated_sqlite_is_what_the_models_say(tmp_path: Path) -> None:
    migrated = open_database(f"sqlite:///{tmp_path / 'migrated.db'}")
    made = connect(f"sqlite:///{tmp_path / 'made.db'}")
    Base.metadata.create_all(made)

    def clustered(engine: Engine) -> set[str]:
        with engine.connect() as connection:
            found = connection.execute(text("SELECT name FROM sqlite_schema WHERE sql LIKE '%WITHOUT ROWID%'"))
            return {name for (name,) in found}

    assert clustered(migrated) == clustered(made) != set()
    assert set(inspect(migrated).get_table_names()) - {"alembic_version"} == set(inspect(made).get_table_names())


def test_newer_database_is_refused_in_one_line(database_url: str) -> None:
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match=r"newer haoshao.*update haoshao") as refused:
        open_database(database_url)

    assert "\n" not in str(refused.value)
    engine.dispose()


def test_foreign_tables_are_refused(blank_url: str) -> None:
    engine = connect(blank_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id INTEGER)"))
    engine.dispose()

    with pytest.raises(DatabaseError, match="not haoshao's"):
        open_database(blank_url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no database URL"),
        ("mysql://host/name", "only sqlite"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "127.0.0.1"),
        ("sqlite:////proc/none/market.db", "cannot be made"),
    ],
)
def test_unusable_url_is_one_line(url: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said) as refused:
        open_database(url)

    assert "\n" not in str(refused.value)


def test_password_is_never_shown() -> None:
    with pytest.raises(DatabaseError) as refused:
        open_database("postgresql+psycopg://nobody:geheim@127.0.0.1:1/none")

    assert "geheim" not in str(refused.value)
    with pytest.raises(DatabaseError) as refused:
        open_database("nonsense:geheim@host")
    assert "geheim" not in str(refused.value)


def test_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "market.db"
    path.write_bytes(b"this is a text, and a long enough one to be no empty database at all" * 20)

    with pytest.raises(DatabaseError, match="no sound SQLite database"):
        open_database(f"sqlite:///{path}")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_unwritable_directory_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(DatabaseError, match="cannot be written"):
        open_database(f"sqlite:///{tmp_path / 'market.db'}")


def test_locked_database_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "market.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(storage.database, "WAIT_S", 0)

    with pytest.raises(DatabaseError, match="another process has been writing"):
        open_database(f"sqlite:///{path}")

    other.close()


def test_database_written_under_a_dictated_clock_is_marked(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_database(database_url)
    assert not is_simulated_database(engine)
    monkeypatch.setenv(VARIABLE, "2026-03-01T00:00:00Z")
    open_database(database_url).dispose()
    monkeypatch.delenv(VARIABLE)

    assert is_simulated_database(engine)
    engine.dispose()


def test_money_survives_exactly() -> None:
    for said in ("0.01", "12.5", "999999.999999", "0.000001", "1000", "-3.2"):
        stored = in_millionths(Decimal(said))
        assert stored is not None
        assert from_millionths(stored) == Decimal(said)
    assert format(from_millionths(1_000_000_000), "f") == "1000"
    assert in_millionths(Decimal("NaN")) is in_millionths(Decimal("1E+999999999")) is None
    assert MoneyType().process_bind_param(Decimal(1), connect("sqlite://").dialect) == 1_000_000


def test_naive_time_is_refused_and_zones_come_back_as_utc() -> None:
    dialect = connect("sqlite://").dialect
    kind = UtcTimeType()

    with pytest.raises(NaiveTimeError):
        kind.process_bind_param(datetime(2026, 3, 1), dialect)  # noqa: DTZ001 - that is the point

    there = datetime(2026, 3, 1, 8, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=8)))
    back = kind.process_result_value(kind.process_bind_param(there, dialect), dialect)
    assert back == datetime(2026, 3, 1, 0, 0, 0, 123_000, tzinfo=UTC)
