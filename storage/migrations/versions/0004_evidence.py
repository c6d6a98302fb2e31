"""Holds on evidence, and the record of erasures and of opened originals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, UtcTimeType

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence_hold",
        sa.Column("snapshot_id", BigKeyType, autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("held_at", UtcTimeType(), nullable=False),
        sa.Column("released_at", UtcTimeType(), nullable=True),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_evidence_hold_snapshot_id"),
        sa.PrimaryKeyConstraint("snapshot_id", "holder", name="pk_evidence_hold"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evidence_hold_holder", "evidence_hold", ["holder"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("started_at", UtcTimeType(), nullable=False),
        sa.Column("ended_at", UtcTimeType(), nullable=True),
        sa.Column("rows", BigKeyType, nullable=False),
        sa.Column("snapshots", BigKeyType, nullable=False),
        sa.Column("kept", BigKeyType, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("uid", name="uq_erasure_uid"),
    )
    op.create_table(
        "evidence_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcTimeType(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("snapshot_id", BigKeyType, nullable=False),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_evidence_access_snapshot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_access"),
    )
