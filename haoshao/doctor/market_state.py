"""How the watched sites and the channels do."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from alerts.channels import load_channels
from alerts.channels.model import ChannelError
from base.clock import now
from base.config import load_sites
from base.killswitch import is_stopped
from haoshao.auditing import overdue_reviews
from haoshao.doctor.finding import Finding, Verdict
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.outbox import channel_states
from storage.queries.last_runs import last_runs


def look_at_sites(place: Workspace) -> Iterator[Finding]:
    """Yield which sites do badly, and what keeps all of them from being crawled."""
    config = place.require_config()
    data = place.require_data()
    if is_stopped(data):
        yield Finding(
            part="market",
            verdict=Verdict.WARN,
            what="the kill switch is on: nothing is crawled",
            fix="haoshao stop --lift",
        )
    sites = {name: site for name, site in load_sites(config).items() if not site.paused}
    engine = open_database(place.database)
    try:
        runs = last_runs(engine)
    finally:
        engine.dispose()
    sick = sorted(name for name in sites if name in runs and runs[name].health not in {None, "healthy"})
    for name in sick:
        run = runs[name]
        yield Finding(
            part="market",
            verdict=Verdict.WARN,
            what=f"{name}: {run.health} ({run.cause})",
            fix=f"haoshao site show {name}; haoshao site check {name}",
        )
    never = [name for name in sites if name not in runs]
    if never:
        yield Finding(
            part="market",
            verdict=Verdict.WARN,
            what=f"never crawled: {', '.join(never[:5])}{' …' if len(never) > 5 else ''}",  # noqa: PLR2004 - enough to see it
            fix="haoshao serve, or haoshao crawl --due",
        )
    if not sick and not never:
        yield Finding(part="market", verdict=Verdict.OK, what=f"{len(sites)} sites, none of them unhealthy")
    for line in overdue_reviews(config, now().date()):
        name, _, rest = line.partition(": ")
        yield Finding(part="market", verdict=Verdict.WARN, what=f"{name}: its review is due", fix=rest)


def look_at_delivery(place: Workspace) -> Iterator[Finding]:
    """Yield which channels cannot send, and what they gave up."""
    channels = load_channels(place.require_config())
    engine = open_database(place.database)
    try:
        states = channel_states(engine)
    finally:
        engine.dispose()
    if not channels:
        yield Finding(
            part="market",
            verdict=Verdict.WARN,
            what="no channels: nobody is told of alerts",
            fix="name some in channels.yml",
        )
    for name, channel in channels.items():
        try:
            channel.url()
        except ChannelError as error:
            yield Finding(part="market", verdict=Verdict.FAIL, what=str(error), fix=f"set {channel.address}")
            continue
        if channel.kind != "webhook" and find_spec("apprise") is None:
            yield Finding(
                part="market",
                verdict=Verdict.FAIL,
                what=f"channel {name}: {channel.kind} needs the extra `alerts`",
                fix="make install, or pip install 'haoshao[alerts]'",
            )
            continue
        state = states.get(name)
        if state is not None and (state.dead or state.failures):
            yield Finding(
                part="market",
                verdict=Verdict.WARN,
                what=f"channel {name}: {state.waiting} waiting, {state.dead} given up: {state.last_error or ''}",
                fix=f"haoshao channels test {name}; haoshao alerts outbox --dead --retry",
            )
        else:
            yield Finding(part="market", verdict=Verdict.OK, what=f"channel {name}: ready")
