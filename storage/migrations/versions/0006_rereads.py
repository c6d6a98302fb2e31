"""Readings of stored pages anew: how far each came, and what observations said before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, MoneyType, UtcTimeType

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("last_snapshot_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", UtcTimeType(), nullable=False),
        sa.Column("ended_at", UtcTimeType(), nullable=True),
        sa.Column("is_writing", sa.Boolean(), nullable=False),
        sa.Column("last_listing_id", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_reread_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reread"),
    )
    op.create_index("ix_reread_site_id", "reread", ["site_id"], unique=False)
    op.create_table(
        "observation_before",
        sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
        sa.Column("snapshot_id", BigKeyType, autoincrement=False, nullable=False),
        sa.Column("replaced_at", UtcTimeType(), nullable=False),
        sa.Column("origin", sa.SmallInteger(), nullable=False),
        sa.Column("price_min", MoneyType(), nullable=True),
        sa.Column("price_max", MoneyType(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("unit", sa.SmallInteger(), nullable=True),
        sa.Column("pack_size", sa.BigInteger(), nullable=True),
        sa.Column("rate_min", MoneyType(), nullable=True),
        sa.Column("rate_max", MoneyType(), nullable=True),
        sa.Column("min_quantity", sa.BigInteger(), nullable=True),
        sa.Column("stock", sa.BigInteger(), nullable=True),
        sa.Column("available", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_observation_before_offer_id"),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_observation_before_snapshot_id"),
        sa.PrimaryKeyConstraint("offer_id", "snapshot_id", "replaced_at", name="pk_observation_before"),
        sqlite_with_rowid=False,
    )
