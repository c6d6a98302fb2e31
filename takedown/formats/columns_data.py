"""Types of columns, for formats that have types; whatever is not named here is text."""

TIMES = frozenset({"first_seen_at", "last_seen_at", "posted_at", "started_at", "ended_at", "created_at", "at"})
AMOUNTS = frozenset({"price_min", "price_max", "unit_price_cny", "face_value", "score"})
COUNTS = frozenset(
    {
        "age_months",
        "pack_size",
        "min_quantity",
        "stock",
        "sold",
        "requests",
        "pages",
        "listings",
        "offers",
        "transition",
        "transition_id",
        "alert_id",
        "run_id",
    }
)
FLAGS = frozenset({"in_stock", "is_new", "complete", "simulated"})
LISTS = frozenset({"attributes", "names", "sites", "platforms", "kinds", "roles", "reasons", "offer_ids"})
"""Lists of plain texts."""
