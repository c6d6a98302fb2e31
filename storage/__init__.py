"""Where everything is kept: the database (SQLAlchemy) and the snapshot store (WARC)."""
