"""Smaller history: words are stored once, and a small table of days takes the place of the index over moments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.types import BigKeyType

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
_NO_OFFER = sa.text("offer_id IS NULL")
_DAYS = {
    "sqlite": "SELECT at / 86400000, min(id) FROM transition GROUP BY 1",
    "postgresql": "SELECT floor(extract(epoch FROM at) / 86400)::bigint, min(id) FROM transition GROUP BY 1",
}


def upgrade() -> None:
    op.create_table("transition_day",
    sa.Column("day", BigKeyType, autoincrement=False, nullable=False),
    sa.Column("first_id", sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint("day", name="pk_transition_day"),
    )  # fmt: skip
    dialect = op.get_bind().dialect.name
    op.execute(f"INSERT INTO transition_day (day, first_id) {_DAYS[dialect]}")  # noqa: S608 - our own words
    op.drop_index("ix_transition_at", "transition")
    op.create_index(
        "ix_transition_site", "transition", ["site_id"], unique=False,
        sqlite_where=_NO_OFFER, postgresql_where=_NO_OFFER,
    )  # fmt: skip
    op.add_column("run", sa.Column("told_floor_id", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("ix_listing_search_tokens", "listing_search")
    op.drop_table("listing_search")
    _create_search()
    from storage.searching import index_anew  # noqa: PLC0415 - only an upgrade needs it

    index_anew(op.get_bind())


def _create_search() -> None:
    op.create_table(
        "listing_search",
        sa.Column("listing_id", BigKeyType, autoincrement=False, nullable=False),
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
