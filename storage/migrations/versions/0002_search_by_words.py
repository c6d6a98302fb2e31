"""Search by words: the folded words of each listing, and the index over their tokens; 0011 fills it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.types import BigKeyType

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None
_FTS = "CREATE VIRTUAL TABLE listing_fts USING fts5(tokens, content='', detail='none', columnsize=0, tokenize='ascii')"


def upgrade() -> None:
    op.create_table(
        "listing_search",
        sa.Column("listing_id", BigKeyType, autoincrement=False, nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("tokens", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=True),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name="fk_listing_search_listing_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", name="pk_listing_search"),
    )
    op.create_index(
        "ix_listing_search_tokens",
        "listing_search",
        ["tokens"],
        postgresql_using="gin",
        sqlite_where=sa.text("tokens IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_FTS)
