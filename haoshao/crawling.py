"""`python -m haoshao.crawling`: the crawling child process with the alert rules of its configuration."""

from __future__ import annotations

import sys

from crawler.__main__ import main
from haoshao.judging import judge_of

if __name__ == "__main__":
    sys.exit(main(judge_of))
