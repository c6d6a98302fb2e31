"""The domain's words as types: what a site published (`published`) and what we read in it (`read`).

Everything is frozen: a later step makes a new object. Words and rules: docs/contract.md, docs/glossary.md.
"""

from market.model.published import (
    BurnerNumber,
    Contact,
    Detail,
    Known,
    Link,
    Listing,
    Page,
    PageIssue,
    PageReading,
    StatedPrice,
    Stock,
    Tier,
    Variant,
)
from market.model.read import (
    Handle,
    Offer,
    Price,
    Rate,
    Reading,
    Subject,
)
from market.model.words import (
    QUARANTINE_BELOW,
    HandleType,
    LinkRole,
    Scope,
    SiteKind,
    Span,
    Unit,
)

__all__ = [
    "QUARANTINE_BELOW",
    "BurnerNumber",
    "Contact",
    "Detail",
    "Handle",
    "HandleType",
    "Known",
    "Link",
    "LinkRole",
    "Listing",
    "Offer",
    "Page",
    "PageIssue",
    "PageReading",
    "Price",
    "Rate",
    "Reading",
    "Scope",
    "SiteKind",
    "Span",
    "StatedPrice",
    "Stock",
    "Subject",
    "Tier",
    "Unit",
    "Variant",
]
