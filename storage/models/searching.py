"""What can be searched by words."""

from __future__ import annotations

from sqlalchemy import DDL, ForeignKey, Index, Text, event, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base
from storage.types import BigKeyType

FTS = "CREATE VIRTUAL TABLE listing_fts USING fts5(tokens, content='', detail='none', columnsize=0, tokenize='ascii')"
"""SQLite's own index over the tokens of a listing; a row of it has the listing's id."""
FOLDING = "3"
"""Raised whenever `market.searching` makes other tokens of a text; a database of another one is indexed anew."""
FOLDING_KEY = "search folding"


class ListingSearchRow(Base):
    """That a listing is in the index, and on PostgreSQL the index itself: docs/adr/0008."""

    __tablename__ = "listing_search"
    __table_args__ = (
        Index(
            "ix_listing_search_tokens",
            "tokens",
            postgresql_using="gin",
            sqlite_where=text("tokens IS NOT NULL"),
        ),
    )

    listing_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    tokens: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))
    """The index of PostgreSQL; on SQLite it is the virtual table listing_fts."""


event.listen(
    ListingSearchRow.__table__,
    "after_create",
    DDL(FTS).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
)
