"""The command line: one module for each group of commands; they parse, call one function, print one result."""

from haoshao.cli import (  # noqa: F401 - importing a module adds its commands
    alerts,
    audit,
    case,
    case_notices,
    channels,
    crawl,
    db,
    demo,
    digest,
    doctor,
    evidence,
    export,
    imports,
    lexicon,
    listings,
    market,
    read,
    reread,
    rules,
    sellers,
    serve,
    setup,
    site,
    watch,
)
from haoshao.cli.app import app

__all__ = ["app"]
