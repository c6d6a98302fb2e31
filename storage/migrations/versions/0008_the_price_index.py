"""The price index: series, settled days, their levels and the moves of a level."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, MoneyType, UtcTimeType

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("price_series",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("uid", sa.BigInteger(), nullable=False),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("platform", sa.String(), nullable=True),
    sa.Column("attributes", sa.String(), nullable=False),
    sa.Column("country", sa.String(), nullable=True),
    sa.Column("unit", sa.SmallInteger(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_price_series"),
    sa.UniqueConstraint("uid", name="uq_price_series_uid")
    )
    op.create_table("market_day",
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("closed_at", UtcTimeType(), nullable=False),
    sa.Column("last_run_id", BigKeyType, nullable=False),
    sa.PrimaryKeyConstraint("day", name="pk_market_day"),
    sqlite_with_rowid=False
    )
    op.create_table("price_day",
    sa.Column("series_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("n_offers", BigKeyType, nullable=False),
    sa.Column("n_sellers", BigKeyType, nullable=False),
    sa.Column("q1", MoneyType(), nullable=True),
    sa.Column("median", MoneyType(), nullable=True),
    sa.Column("q3", MoneyType(), nullable=True),
    sa.Column("stock", sa.BigInteger(), nullable=True),
    sa.Column("excluded", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["series_id"], ["price_series.id"], name="fk_price_day_series_id"),
    sa.PrimaryKeyConstraint("series_id", "day", name="pk_price_day"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_price_day_day", "price_day", ["day"], unique=False)

    op.create_table("price_level",
    sa.Column("transition_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("series_id", sa.Integer(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("since", sa.Date(), nullable=False),
    sa.Column("direction", sa.SmallInteger(), nullable=False),
    sa.Column("change", MoneyType(), nullable=False),
    sa.Column("moved", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["series_id"], ["price_series.id"], name="fk_price_level_series_id"),
    sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name="fk_price_level_transition_id"),
    sa.PrimaryKeyConstraint("transition_id", name="pk_price_level"),
    sa.UniqueConstraint("series_id", "day", name="uq_price_level_series_id_day"),
    sqlite_with_rowid=False
    )
