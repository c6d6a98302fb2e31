"""Every table that can be exported: its rows in the contract's shape and its columns in the contract's order."""

from storage.queries.alerts import ALERT_COLUMNS, alert_rows
from storage.queries.columns_data import LISTING_COLUMNS
from storage.queries.listings import listing_rows
from storage.queries.runs import NUMBER_COLUMNS, RUN_COLUMNS, number_rows, run_rows
from storage.queries.sellers import SELLER_COLUMNS, seller_rows
from storage.queries.transitions import TRANSITION_COLUMNS, transition_rows

__all__ = [
    "ALERT_COLUMNS",
    "LISTING_COLUMNS",
    "NUMBER_COLUMNS",
    "RUN_COLUMNS",
    "SELLER_COLUMNS",
    "TRANSITION_COLUMNS",
    "alert_rows",
    "listing_rows",
    "number_rows",
    "run_rows",
    "seller_rows",
    "transition_rows",
]
