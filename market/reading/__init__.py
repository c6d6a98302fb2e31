"""Reading: from a text to its offers, handles and subjects."""

from market.reading.reader import Reader
from market.reading.shape import reading_row

__all__ = ["Reader", "reading_row"]
