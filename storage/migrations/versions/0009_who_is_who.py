"""Who is who: what sellers are founded on, what they give away, and persons' verdicts at hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import BigKeyType

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
_RECORD, _HANDLE = 1, 2
_OF_PERSONS = "by IS NOT NULL OR withdrawn_by IS NOT NULL"
_OLDEST = """
UPDATE seller SET founder_kind = :kind, founder_id = (
    SELECT min(node.id) FROM {table} AS node WHERE node.seller_id = seller.id
) WHERE founder_id IS NULL AND EXISTS (SELECT 1 FROM {table} AS node WHERE node.seller_id = seller.id)
"""


def upgrade() -> None:
    op.add_column("seller", sa.Column("founder_kind", sa.SmallInteger(), nullable=True))
    op.add_column("seller", sa.Column("founder_id", BigKeyType, nullable=True))
    op.create_index("ix_seller_founder_id", "seller", ["founder_id"], unique=False)
    for kind, name in ((_RECORD, "seller_record"), (_HANDLE, "handle")):
        op.get_bind().execute(sa.text(_OLDEST.format(table=name)), {"kind": kind})
    op.create_index("ix_handle_party_record_id", "handle_party", ["record_id"], unique=False)
    op.create_index(
        "ix_verdict_person", "verdict", ["id"], unique=False,
        sqlite_where=sa.text(_OF_PERSONS), postgresql_where=sa.text(_OF_PERSONS),
    )  # fmt: skip
    op.create_table("seller_trait",
    sa.Column("trait", sa.BigInteger(), nullable=False),
    sa.Column("node_kind", sa.SmallInteger(), nullable=False),
    sa.Column("node_id", BigKeyType, nullable=False),
    sa.PrimaryKeyConstraint("trait", "node_kind", "node_id", name="pk_seller_trait"),
    sqlite_with_rowid=False,
    )
    op.create_index("ix_seller_trait_node_id_node_kind", "seller_trait", ["node_id", "node_kind"], unique=False)
