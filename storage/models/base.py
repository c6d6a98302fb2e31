"""The root of the tables and what several of them share."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from storage.types import BigKeyType


class Base(DeclarativeBase):
    """The root of every table; constraints get names, so that a migration can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: BigKeyType}  # noqa: RUF012 - SQLAlchemy's own declaration


CLUSTERED = {"sqlite_with_rowid": False}
"""SQLite keeps the rows in the order of their primary key: one tree instead of two."""
