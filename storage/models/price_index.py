"""The price index: daily levels by series, and the moves of a level. All but the moves can be made again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from market.model import Unit
from storage.codes import UNIT
from storage.models.base import CLUSTERED, Base
from storage.types import BigKeyType, Coded, Hash, Key, Money, UtcTime


class SeriesRow(Base):
    """One line of the index: kind, platform, attribute group, country and unit."""

    __tablename__ = "price_series"

    id: Mapped[Key]
    uid: Mapped[Hash] = mapped_column(unique=True)
    """63 bits over its parts."""
    kind: Mapped[str]
    platform: Mapped[str | None]
    attributes: Mapped[str]
    """Sorted, joined by `|`."""
    country: Mapped[str | None]
    unit: Mapped[Unit | None] = mapped_column(Coded(UNIT))


class MarketDayRow(Base):
    """A day (UTC) whose levels are settled; a delivery for an earlier day opens it again."""

    __tablename__ = "market_day"
    __table_args__ = (CLUSTERED,)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    closed_at: Mapped[UtcTime]
    last_run_id: Mapped[int]
    """The newest run there was; one with a greater id that looked on this day or before came late."""


class LevelRow(Base):
    """The level of a series on a settled day."""

    __tablename__ = "price_day"
    __table_args__ = (Index(None, "day"), CLUSTERED)

    series_id: Mapped[int] = mapped_column(ForeignKey("price_series.id"), primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    n_offers: Mapped[int]
    n_sellers: Mapped[int]
    q1: Mapped[Money | None]
    median: Mapped[Money | None]
    q3: Mapped[Money | None]
    stock: Mapped[int | None] = mapped_column(BigInteger)
    """Pieces left over all offers that count and say so; None where none does."""
    excluded: Mapped[str]
    """JSON object: reason -> offers."""


class LevelMoveRow(Base):
    """A level that moved, beside its transition; written once."""

    __tablename__ = "price_level"
    __table_args__ = (UniqueConstraint("series_id", "day"), CLUSTERED)

    transition_id: Mapped[int] = mapped_column(
        BigKeyType, ForeignKey("transition.id"), primary_key=True, autoincrement=False
    )
    series_id: Mapped[int] = mapped_column(ForeignKey("price_series.id"))
    day: Mapped[date] = mapped_column(Date)
    """The last day that the move was judged by."""
    since: Mapped[date] = mapped_column(Date)
    """The day on which it is seen to have begun."""
    direction: Mapped[int] = mapped_column(SmallInteger)
    """1 up, -1 down."""
    change: Mapped[Money]
    """Share: 0.15 is fifteen per cent up."""
    moved: Mapped[str]
    """JSON list of the offers that went that way, the farthest first: [offer id as shown, change]."""
