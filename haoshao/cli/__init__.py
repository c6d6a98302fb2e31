"""The command line: one module for each group of commands; they parse, call one function, print one result."""

from haoshao.cli import setup, site  # noqa: F401 - importing a module adds its commands
from haoshao.cli.app import app

__all__ = ["app"]
