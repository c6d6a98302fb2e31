"""Triage, suppressions, watch-list, channels with their attempts, and which runs the rules have looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType, UtcTimeType

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WAITING = sa.text("done_at IS NULL AND dead_at IS NULL")
_UNJUDGED = sa.text("judged_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("transition_id", existing_type=sa.BigInteger(), nullable=True)
        alert.add_column(sa.Column("family", sa.String(), nullable=False, server_default=""))
        alert.add_column(sa.Column("disposition", sa.SmallInteger(), nullable=True))
        alert.add_column(sa.Column("case_no", sa.String(), nullable=True))
        alert.add_column(sa.Column("over_cap", sa.Boolean(), nullable=False, server_default=sa.false()))
        alert.add_column(sa.Column("suppression_id", BigKeyType, nullable=True))
    op.create_index("ix_alert_rule_created_at", "alert", ["rule", "created_at"], unique=False)
    op.execute(
        "UPDATE alert SET family = 'seller' || substr(dedup_key, length('seller_new') + 1) WHERE rule = 'seller_new'"
    )
    with op.batch_alter_table("alert_event") as event:
        event.add_column(sa.Column("action", sa.String(), nullable=False, server_default=""))
        event.add_column(sa.Column("disposition", sa.SmallInteger(), nullable=True))
        event.add_column(sa.Column("assignee", sa.String(), nullable=True))
        event.add_column(sa.Column("case_no", sa.String(), nullable=True))
        event.add_column(sa.Column("undoes_id", BigKeyType, nullable=True))

    op.create_table("suppression",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("family", sa.String(), nullable=False),
    sa.Column("alert_id", sa.Integer(), nullable=False),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("by", sa.String(), nullable=False),
    sa.Column("note", sa.String(), nullable=True),
    sa.Column("withdrawn_at", UtcTimeType(), nullable=True),
    sa.Column("withdrawn_by", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name="fk_suppression_alert_id"),
    sa.PrimaryKeyConstraint("id", name="pk_suppression")
    )
    op.create_index("ix_suppression_family", "suppression", ["family"], unique=False)

    op.create_table("fired",
    sa.Column("rule", sa.String(), nullable=False),
    sa.Column("subject", sa.String(), nullable=False),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.PrimaryKeyConstraint("rule", "subject", name="pk_fired"),
    sqlite_with_rowid=False
    )
    op.create_table("watch",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("list", sa.String(), nullable=False),
    sa.Column("type", sa.String(), nullable=False),
    sa.Column("value", sa.String(), nullable=False),
    sa.Column("note", sa.String(), nullable=False),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("by", sa.String(), nullable=False),
    sa.Column("removed_at", UtcTimeType(), nullable=True),
    sa.Column("removed_by", sa.String(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_watch")
    )

    # what waited before there were channels was addressed to nobody
    op.execute("UPDATE outbox SET done_at = created_at WHERE done_at IS NULL")
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("channel", sa.String(), nullable=False, server_default=""))
        outbox.add_column(sa.Column("payload", sa.String(), nullable=True))
        outbox.add_column(sa.Column("dead_at", UtcTimeType(), nullable=True))
    op.create_index("ix_outbox_waiting", "outbox", ["channel", "next_at"], unique=False,
                    sqlite_where=_WAITING, postgresql_where=_WAITING)
    op.create_table("channel",
    sa.Column("id", sa.String(), nullable=False),
    sa.Column("failures", BigKeyType, nullable=False),
    sa.Column("blocked_until", UtcTimeType(), nullable=True),
    sa.Column("last_ok_at", UtcTimeType(), nullable=True),
    sa.Column("last_error_at", UtcTimeType(), nullable=True),
    sa.Column("last_error", sa.String(), nullable=True),
    sa.Column("holder", sa.String(), nullable=False),
    sa.Column("held_until", UtcTimeType(), nullable=True),
    sa.PrimaryKeyConstraint("id", name="pk_channel")
    )
    op.create_table("delivery",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("outbox_id", sa.Integer(), nullable=False),
    sa.Column("at", UtcTimeType(), nullable=False),
    sa.Column("error", sa.String(), nullable=True),
    sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_delivery_outbox_id"),
    sa.PrimaryKeyConstraint("id", name="pk_delivery")
    )
    op.create_index("ix_delivery_outbox_id", "delivery", ["outbox_id"], unique=False)

    with op.batch_alter_table("run") as run:
        run.add_column(sa.Column("judged_at", UtcTimeType(), nullable=True))
    op.execute("UPDATE run SET judged_at = ended_at")
    op.create_index("ix_run_unjudged", "run", ["site_id"], unique=False,
                    sqlite_where=_UNJUDGED, postgresql_where=_UNJUDGED)
