"""Column types that carry meaning: money, moments, closed sets, JSON that is compared as text.

Money is `Decimal` outside and BIGINT millionths inside, since SQLite's NUMERIC is a
float. A moment is aware UTC outside; inside it is `timestamptz` on PostgreSQL and
milliseconds since 1970 on SQLite, which knows no zones and would spend 26 bytes on text.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, TypeAlias, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, SmallInteger
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from market.errors import MarketError

MILLIONTHS = 1_000_000
LARGEST_SUM = Decimal(9_000_000_000_000)
"""What millionths in 63 bits can hold."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class NaiveTimeError(MarketError):
    """A time without a zone was about to be stored."""


def whole_milliseconds(moment: datetime) -> datetime:
    """Return *moment* in UTC, cut to what the database keeps.

    Raises:
        NaiveTimeError: the time has no zone.
    """
    if moment.tzinfo is None:
        raise NaiveTimeError(f"{moment.isoformat()}: a time without a zone cannot be stored")
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def in_millionths(amount: Decimal) -> int | None:
    """Return *amount* in whole millionths, rounded half to even; None where it fits no BIGINT."""
    if not (amount.is_finite() and -LARGEST_SUM <= amount <= LARGEST_SUM):
        return None
    return int((amount * MILLIONTHS).to_integral_value())


def is_kept(amount: Decimal) -> bool:
    """Return whether the database gives *amount* back as it is."""
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -6 and -LARGEST_SUM <= amount <= LARGEST_SUM  # noqa: PLR2004 - millionths


def from_millionths(stored: int) -> Decimal:
    """Return the amount that *stored* millionths are, without trailing zeros."""
    amount = (Decimal(stored) / MILLIONTHS).normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


class Quick(ABC):
    """A column type that turns values into the driver's form by one plain function."""

    @abstractmethod
    def quick_bind(self, dialect: str) -> Callable[[Any], Any]:
        """Return that function for a dialect; it takes None too."""

    @abstractmethod
    def quick_result(self) -> Callable[[Any], Any]:
        """Return the way back from the form that SQLite keeps: a plain number."""


class MoneyType(Quick, TypeDecorator[Decimal]):
    """`Decimal` outside, BIGINT millionths inside; a sum beyond LARGEST_SUM is stored as absent."""

    impl = BigInteger
    cache_ok = True

    def quick_bind(self, dialect: str) -> Callable[[Any], Any]:  # noqa: ARG002 - the same on both
        """Return what turns an amount into millionths."""
        return _millionths

    def quick_result(self) -> Callable[[Any], Any]:
        """Return what turns millionths into an amount."""
        return lambda stored: None if stored is None else from_millionths(stored)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the stored form."""
        return None if value is None else in_millionths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the amount."""
        return None if value is None else from_millionths(value)


class UtcTimeType(Quick, TypeDecorator[datetime]):
    """An aware moment in UTC, kept to the millisecond; a naive one is refused."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return `timestamptz` on PostgreSQL, an integer elsewhere."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def quick_bind(self, dialect: str) -> Callable[[Any], Any]:
        """Return what turns a moment into the stored form."""
        return _aware if dialect == "postgresql" else _since_1970

    def quick_result(self) -> Callable[[Any], Any]:
        """Return what turns milliseconds since 1970 into a moment."""
        return lambda stored: None if stored is None else _EPOCH + stored * _MILLISECOND

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Return the stored form."""
        return _aware(value) if dialect.name == "postgresql" else _since_1970(value)

    def process_result_value(self, value: datetime | int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the moment in UTC."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return _EPOCH + value * _MILLISECOND


def _millionths(value: Decimal | None) -> int | None:
    return None if value is None else in_millionths(value)


def _aware(value: datetime | None) -> datetime | None:
    return None if value is None else whole_milliseconds(value)


def _since_1970(value: datetime | None) -> int | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise NaiveTimeError(f"{value.isoformat()}: a time without a zone cannot be stored")
    return (value - _EPOCH) // _MILLISECOND


_Member = TypeVar("_Member", bound=Enum)


class Coded(Quick, TypeDecorator[_Member], Generic[_Member]):
    """A closed set kept as small integers; the codes are written down once and never reused."""

    impl = SmallInteger
    cache_ok = True

    def __init__(self, codes: Mapping[_Member, int]) -> None:
        """Take the code of each member."""
        super().__init__()
        self.codes = tuple(codes.items())
        self._to = dict(codes)
        self._from = {code: member for member, code in codes.items()}

    def quick_bind(self, dialect: str) -> Callable[[Any], Any]:  # noqa: ARG002 - the same on both
        """Return what turns a member into its code."""
        codes: dict[Any, int | None] = {None: None, **self._to}
        return codes.__getitem__

    def quick_result(self) -> Callable[[Any], Any]:
        """Return what turns a code into its member."""
        members: dict[Any, _Member | None] = {None: None, **self._from}
        return members.__getitem__

    def process_bind_param(self, value: _Member | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the code."""
        return None if value is None else self._to[value]

    def process_result_value(self, value: int | None, dialect: Dialect) -> _Member | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the member."""
        return None if value is None else self._from[value]


BigKeyType = BigInteger().with_variant(Integer(), "sqlite")
"""BIGINT; on SQLite INTEGER, the only name under which it is the row id itself."""

Money: TypeAlias = Annotated[Decimal, mapped_column(MoneyType())]
UtcTime: TypeAlias = Annotated[datetime, mapped_column(UtcTimeType())]
BigKey: TypeAlias = Annotated[int, mapped_column(BigKeyType, primary_key=True)]
Key: TypeAlias = Annotated[int, mapped_column(Integer, primary_key=True)]
Hash: TypeAlias = Annotated[int, mapped_column(BigInteger)]
"""63 bits of a digest."""
Small: TypeAlias = Annotated[int, mapped_column(SmallInteger)]
