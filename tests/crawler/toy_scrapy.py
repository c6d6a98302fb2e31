"""Scrapy's own command line with the toy family and the toy reader in place of the real ones."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import toy_process

if __name__ == "__main__":
    from scrapy.cmdline import execute

    assert toy_process.toy
    execute(["scrapy", *sys.argv[1:]])
