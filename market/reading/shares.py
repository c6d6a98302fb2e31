"""Whether a text states shares of the face value, with or without a sign."""

from __future__ import annotations

import re
from typing import Final

from market.prices.counting import BARE, SHARE
from market.reading.document import Document, Line

_LEAST_SHARE: Final = 50


_OF_HUNDRED: Final = re.compile(
    r"(?:百元|一百|100元?)面[值额]|面[值额](?:百元|一百|100)|% от номинала|per (?:\$ ?)?100 face|% of face"
)
_LEAST_LISTED: Final = 3
_MOST_SHARE: Final = 100


def of_a_hundred(document: Document) -> bool:
    """Whether the bare numbers of a buyer are shares: he says of what, or several issuers have one from 50 to 100."""
    if _OF_HUNDRED.search(document.folded.text):
        return True
    bare = [figure for line in document.lines if _names_issuer(line) for figure in line.figures if figure.role is BARE]
    return len(bare) >= _LEAST_LISTED and all(_LEAST_SHARE <= figure.low < _MOST_SHARE for figure in bare)


def states_shares(document: Document) -> bool:
    """Whether percentages stand as they do for the face value of cards, beside the names of their issuers."""
    return any(
        figure.role is SHARE and figure.word == "%" and figure.low >= _LEAST_SHARE and _names_issuer(line)
        for line in document.lines
        for figure in line.figures
    )


def _names_issuer(line: Line) -> bool:
    return any(hit.term.platform for hit in line.hits)
