"""The command line: one module for each group of commands; they parse, call one function, print one result."""

from haoshao.cli import alerts, crawl, db, digest, export, listings, read, setup, site  # noqa: F401 - they add commands
from haoshao.cli.app import app

__all__ = ["app"]
