"""What a digest tells: new sellers, baselines, changes, how sites do. A stretch of time leaves out its first moment."""

from storage.queries.changes import Change, change_counts, changes
from storage.queries.health import BaselineSite, SiteHealth, baseline_sites, runs_between, site_health
from storage.queries.newcomers import Evidence, Example, NewSeller, PriceSpan, new_sellers

__all__ = [
    "BaselineSite",
    "Change",
    "Evidence",
    "Example",
    "NewSeller",
    "PriceSpan",
    "SiteHealth",
    "baseline_sites",
    "change_counts",
    "changes",
    "new_sellers",
    "runs_between",
    "site_health",
]
