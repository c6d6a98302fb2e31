"""How the tables came to be: Alembic migrations, run by storage/migrating.py."""
