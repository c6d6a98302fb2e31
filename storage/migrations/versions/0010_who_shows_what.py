"""Who shows a handle beside what: kept with the pair, so that judging it reads no listing twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handle_party", sa.Column("others", sa.String(), nullable=True))
    op.add_column(
        "handle_party",
        sa.Column("beside_go_between", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
