"""Cases, notices, held evidence and the access log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, UtcTimeType

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("takedown_case",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("title", sa.String(), nullable=False),
    sa.Column("opened_at", UtcTimeType(), nullable=False),
    sa.Column("opened_by", sa.String(), nullable=False),
    sa.Column("frozen_at", UtcTimeType(), nullable=True),
    sa.Column("closed_at", UtcTimeType(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_takedown_case")
    )

    op.create_table("case_seller",
    sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("seller_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("added_at", UtcTimeType(), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name="fk_case_seller_case_id"),
    sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name="fk_case_seller_seller_id"),
    sa.PrimaryKeyConstraint("case_id", "seller_id", name="pk_case_seller"),
    sqlite_with_rowid=False
    )

    op.create_table("case_offer",
    sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("added_at", UtcTimeType(), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name="fk_case_offer_case_id"),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_case_offer_offer_id"),
    sa.PrimaryKeyConstraint("case_id", "offer_id", name="pk_case_offer"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_case_offer_offer_id", "case_offer", ["offer_id"], unique=False)

    op.create_table("notice",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("nth", sa.SmallInteger(), nullable=False),
    sa.Column("attempt", sa.SmallInteger(), nullable=False),
    sa.Column("after_id", sa.Integer(), nullable=True),
    sa.Column("recipient", sa.String(), nullable=False),
    sa.Column("language", sa.String(), nullable=False),
    sa.Column("answer_days", sa.SmallInteger(), nullable=False),
    sa.Column("state", sa.SmallInteger(), nullable=False),
    sa.Column("state_at", UtcTimeType(), nullable=False),
    sa.Column("made_at", UtcTimeType(), nullable=False),
    sa.Column("frozen_at", UtcTimeType(), nullable=True),
    sa.Column("sent_at", UtcTimeType(), nullable=True),
    sa.Column("answered_at", UtcTimeType(), nullable=True),
    sa.Column("gone_at", UtcTimeType(), nullable=True),
    sa.Column("back_at", UtcTimeType(), nullable=True),
    sa.Column("due_at", UtcTimeType(), nullable=True),
    sa.Column("remind_at", UtcTimeType(), nullable=True),
    sa.Column("reminders", sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(["after_id"], ["notice.id"], name="fk_notice_after_id"),
    sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name="fk_notice_case_id"),
    sa.PrimaryKeyConstraint("id", name="pk_notice"),
    sa.UniqueConstraint("case_id", "nth", name="uq_notice_case_id_nth")
    )
    op.create_index("ix_notice_due", "notice", ["due_at"], unique=False, sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL"))

    op.create_table("case_file",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("notice_id", sa.Integer(), nullable=True),
    sa.Column("name", sa.String(), nullable=False),
    sa.Column("sha256", sa.String(), nullable=False),
    sa.Column("size", sa.BigInteger(), nullable=False),
    sa.Column("added_at", UtcTimeType(), nullable=False),
    sa.Column("by", sa.String(), nullable=False),
    sa.Column("note", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name="fk_case_file_case_id"),
    sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_case_file_notice_id"),
    sa.PrimaryKeyConstraint("id", name="pk_case_file"),
    sa.UniqueConstraint("case_id", "name", name="uq_case_file_case_id_name")
    )

    op.create_table("case_evidence",
    sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("snapshot_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("frozen_at", UtcTimeType(), nullable=False),
    sa.Column("how", sa.SmallInteger(), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name="fk_case_evidence_case_id"),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_case_evidence_offer_id"),
    sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name="fk_case_evidence_snapshot_id"),
    sa.PrimaryKeyConstraint("case_id", "offer_id", "snapshot_id", name="pk_case_evidence"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_case_evidence_snapshot_id", "case_evidence", ["snapshot_id"], unique=False)

    op.create_table("notice_offer",
    sa.Column("notice_id", sa.Integer(), autoincrement=False, nullable=False),
    sa.Column("offer_id", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("gone_at", UtcTimeType(), nullable=True),
    sa.Column("gone_how", sa.SmallInteger(), nullable=True),
    sa.Column("back_at", UtcTimeType(), nullable=True),
    sa.Column("back_how", sa.SmallInteger(), nullable=True),
    sa.Column("back_offer_id", BigKeyType, nullable=True),
    sa.ForeignKeyConstraint(["back_offer_id"], ["offer.id"], name="fk_notice_offer_back_offer_id"),
    sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_notice_offer_notice_id"),
    sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_notice_offer_offer_id"),
    sa.PrimaryKeyConstraint("notice_id", "offer_id", name="pk_notice_offer"),
    sqlite_with_rowid=False
    )
    op.create_index("ix_notice_offer_offer_id", "notice_offer", ["offer_id"], unique=False)

    op.create_table("case_event",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("case_id", sa.Integer(), nullable=False),
    sa.Column("notice_id", sa.Integer(), nullable=True),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("written_at", UtcTimeType(), nullable=False),
    sa.Column("by", sa.String(), nullable=False),
    sa.Column("kind", sa.String(), nullable=False),
    sa.Column("state", sa.SmallInteger(), nullable=True),
    sa.Column("text", sa.String(), nullable=False),
    sa.ForeignKeyConstraint(["case_id"], ["takedown_case.id"], name="fk_case_event_case_id"),
    sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_case_event_notice_id"),
    sa.PrimaryKeyConstraint("id", name="pk_case_event")
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id"], unique=False)

    op.create_table("access_log",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("by", sa.String(), nullable=False),
    sa.Column("tier", sa.String(), nullable=False),
    sa.Column("reason", sa.String(), nullable=False),
    sa.Column("what", sa.String(), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_access_log")
    )
