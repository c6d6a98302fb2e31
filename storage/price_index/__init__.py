"""The price index in the database: offers over days, days that are settled, levels that moved."""
