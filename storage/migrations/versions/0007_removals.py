"""First signs that a listing's own address is gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, UtcTimeType

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("listing_id", BigKeyType, autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", BigKeyType, nullable=False),
        sa.Column("at", UtcTimeType(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name="fk_removal_listing_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_removal_run_id"),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_removal_snapshot_id"),
        sa.PrimaryKeyConstraint("listing_id", name="pk_removal"),
    )
