"""`python -m crawler NAME... --config DIR --data DIR --database URL`: the child process of `crawl_sites`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson

from base.limits import SiteLimits
from base.logs import start_logging
from market.errors import MarketError
from market.occasions import Judge


def main(judge_of: Callable[[Path], Judge] | None = None) -> int:
    """Crawl the sites named on the command line; exit 1 where none could begin.

    *judge_of* gives the alert rules of a configuration folder; a crawl without them is judged by the next one with.
    """
    parser = argparse.ArgumentParser(prog="python -m crawler", description=__doc__)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--database", default=None, help="SQLAlchemy URL; HAOSHAO_DATABASE without it")
    parser.add_argument("--limits", default="", help="JSON; tightens the limits of the site files")
    parser.add_argument("--max-sites", type=int, default=None)
    parser.add_argument("--log-level", default="WARNING")
    parser.add_argument("--until-deserted", action="store_true", help="end the crawls when stdin is closed")
    words = parser.parse_args()
    start_logging(words.log_level)
    from crawler.places import Places  # noqa: PLC0415 - after the command line is known to be right
    from crawler.process import crawl_here, stated  # noqa: PLC0415 - same

    limits = SiteLimits(**orjson.loads(words.limits)) if words.limits else None
    try:
        judge = None if judge_of is None else judge_of(words.config)
        places = replace(Places.from_words(str(words.config), str(words.data), words.database), judge=judge)
        crawl_here(words.names, places, limits=limits, max_sites=words.max_sites, until_deserted=words.until_deserted)
    except MarketError as error:
        sys.stdout.buffer.write(orjson.dumps(stated(error)) + b"\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
