"""Configuration, secrets and database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from alerts.channels import load_channels
from alerts.rules import load_rules
from base.clock import VARIABLE, is_simulated, iso, now
from base.config import load_settings, load_site
from base.credentials import files_named, is_open_to_others
from base.lexicon import load_reader
from base.optout import load_opt_outs
from haoshao.doctor.finding import Finding, Verdict
from haoshao.workspace import Workspace
from market.errors import MarketError
from storage.database import check, open_database, shown
from storage.queries.last_runs import last_runs
from takedown.recipients import load_recipients

PART = "configuration"
_FILES: tuple[tuple[str, Callable[[Path], Any]], ...] = (
    ("haoshao.toml", load_settings),
    ("rules.yml", load_rules),
    ("channels.yml", load_channels),
    ("opt-out.yml", load_opt_outs),
    ("recipients/", load_recipients),
    ("lexicon/ and taxonomy.yml", load_reader),
)


def look_at_configuration(place: Workspace) -> Iterator[Finding]:
    """Yield whether every file can be read, and what is not set that has to be."""
    config = place.require_config()
    wrong = 0
    for name, load in _FILES:
        try:
            load(config)
        except MarketError as error:
            wrong += 1
            yield Finding(part=PART, verdict=Verdict.FAIL, what=str(error), fix=f"correct {name}")
    sites = sorted((config / "sites").glob("*.yml"))
    public = 0
    for path in sites:
        try:
            public += not load_site(path).is_test_site
        except MarketError as error:
            wrong += 1
            yield Finding(
                part=PART, verdict=Verdict.FAIL, what=str(error), fix="correct the site file, or pause the site"
            )
    if not wrong:
        yield Finding(part=PART, verdict=Verdict.OK, what=f"{config}: every file can be read, {len(sites)} sites")
    if public and not load_settings(config).crawler.contact.strip():
        yield Finding(
            part=PART,
            verdict=Verdict.FAIL,
            what=f"{public} public sites and no contact: none of them is crawled",
            fix="set [crawler] contact in haoshao.toml to a mail address or page",
        )
    if is_simulated():
        yield Finding(
            part=PART,
            verdict=Verdict.WARN,
            what=f"{VARIABLE} dictates the clock: everything that is recorded is marked as simulated",
            fix=f"unset {VARIABLE}",
        )


def look_at_secrets(place: Workspace) -> Iterator[Finding]:
    """Yield whether anybody else can read what only the operator may."""
    keys = [path for path in (place.data / "keys").rglob("*") if path.is_file() and path.suffix != ".pub"]
    secret = {*keys, *place.config.glob("*.env"), *place.config.glob(".env"), *files_named(os.environ)}
    open_to_others = sorted(path for path in secret if is_open_to_others(path))
    for path in open_to_others:
        yield Finding(
            part=PART, verdict=Verdict.FAIL, what=f"{path}: others can read this secret", fix=f"chmod 600 {path}"
        )
    if not open_to_others:
        yield Finding(part=PART, verdict=Verdict.OK, what="keys and secrets are for their owner alone")
    proxies = sorted(name for name in os.environ if name.lower().endswith("_proxy") and name.lower() != "no_proxy")
    if proxies:
        yield Finding(
            part=PART,
            verdict=Verdict.WARN,
            what=f"{', '.join(proxies)}: proxies of the environment are ignored",
            fix="name the one egress proxy under [crawler] proxy in haoshao.toml, where one is wanted",
        )


def look_at_database(place: Workspace) -> Iterator[Finding]:
    """Yield whether the database can be written, is sound, and is not ahead of the clock."""
    place.require_data()
    engine = open_database(place.database)
    try:
        problems = check(engine)
        for problem in problems:
            yield Finding(
                part="database", verdict=Verdict.FAIL, what=problem, fix="restore a backup, see docs/operating.md"
            )
        if not problems:
            yield Finding(part="database", verdict=Verdict.OK, what=f"{shown(engine)}: sound, of this version")
        newest = max((run.started_at for run in last_runs(engine).values()), default=None)
        moment = now()
        if newest is not None and newest > moment:
            yield Finding(
                part="database",
                verdict=Verdict.FAIL,
                what=f"the clock says {iso(moment)}, the last run began {iso(newest)}: it has been set back",
                fix="set the clock right (timedatectl); crawls that a clock ahead began hold nothing up",
            )
    finally:
        engine.dispose()
