"""Databases with alerts in them, as the tests of storage make them."""

from tests.storage.conftest import (  # noqa: F401 - fixtures
    blank_url,
    database_url,
    engine,
    open_shop,
    postgres_url,
    ready_postgres,
    ready_sqlite,
    shop,
)
