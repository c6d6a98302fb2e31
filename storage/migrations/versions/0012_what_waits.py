"""What waits is found by indexes that the queries really use, and a transition's alerts by one of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_alert_transition_id", "alert", ["transition_id"], unique=False)
    op.create_index("ix_run_open", "run", ["site_id"], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN)
    for name in ("listing", "seller_record"):
        op.drop_index(f"ix_{name}_due", name)
        op.create_index(
            f"ix_{name}_due", name, ["id"], unique=False,
            sqlite_where=sa.text("due = 1"), postgresql_where=sa.text("due"),
        )  # fmt: skip
