"""What the pipelines need of the reader of texts."""

from __future__ import annotations

from typing import Protocol

from market.model import Contact, Handle, Listing, Reading


class TextReader(Protocol):
    """Reads what a listing's words say; pure."""

    @property
    def version(self) -> str:
        """Changes whenever a text would be read otherwise."""
        ...

    def read_listing(self, listing: Listing) -> Reading:
        """Return what *listing* says."""
        ...

    def read_contacts(self, contacts: tuple[Contact, ...]) -> tuple[Handle, ...]:
        """Return the handles in contact fields."""
        ...


def reader_version(family: str, revision: int, reader: TextReader) -> str:
    """Return what a page was read with; a page read with another version is read anew."""
    return f"{family}.{revision}/{reader.version}"
