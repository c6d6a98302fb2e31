"""Imports as a user asks for them: the orders of one command, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.clock import now
from base.lexicon import load_reader
from base.sinks import terminal
from haoshao.crawls import tell_of_cases
from haoshao.import_orders import BrokenOrderError, Order, parse_at, read_manifest
from haoshao.imports import Importer, ImportSummary
from haoshao.judging import judge_of
from haoshao.settling import MarketSettler
from haoshao.workspace import Workspace
from market.errors import MarketError
from market.model import SiteKind
from storage.database import open_database
from storage.records import Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How all orders went."""

    broken: int
    """Lines and orders that could not be used."""
    unhealthy: tuple[str, ...]
    """Sites with a run that was not healthy."""


def orders_of(
    files: Sequence[Path],
    *,
    site: str | None,
    at: str | None,
    complete: bool,
    stream: bool,
    health: str | None,
    cause: str | None,
    batch: Path | None,
) -> Iterator[Order | BrokenOrderError]:
    """Return the orders that the options of one command amount to.

    Raises:
        BrokenOrderError: they contradict each other or miss something; says what to give.
    """
    if batch is not None:
        if files or site:
            raise BrokenOrderError("--batch names files and sites itself: give no FILE and no --site beside it")
        return read_manifest(batch)
    if not files or not site:
        raise BrokenOrderError("give a FILE.jsonl and --site NAME, or --batch MANIFEST")
    if health is not None and health not in set(Health):
        raise BrokenOrderError(f"--health: {health!r} is none of {', '.join(Health)}")
    order = Order(
        files=tuple(files),
        site=site,
        at=parse_at(at) if at else now(),
        complete=complete,
        kind=SiteKind.STREAM if stream else None,
        health=Health(health) if health else None,
        cause=cause,
    )
    return iter((order,))


def import_all(
    place: Workspace,
    orders: Iterable[Order | BrokenOrderError],
    tell: Callable[[str], None],
    complain: Callable[[str], None],
) -> Told:
    """Carry out *orders* one after the other, tell a line for each, and return how they went.

    A single order that cannot be carried out raises its MarketError; one of many is told, and the others go on.
    """
    config, data = place.require_config(), place.require_data()
    engine, judge = open_database(place.database), judge_of(config)
    importer = Importer(engine=engine, config=config, data=data, reader=load_reader(config), judge=judge)
    market = MarketSettler(engine=engine, config=config, judge=judge, complain=complain)
    broken, unhealthy, looks = 0, [], 0
    for order in orders:
        try:
            if isinstance(order, BrokenOrderError):
                raise order
            summary = importer.carry_out(order)
        except MarketError as error:
            complain(terminal(f"haoshao: {error}"))
            broken += 1
            continue
        for path, line in summary.broken:
            complain(terminal(f"haoshao: {path} line {line.number}: {line.why}"))
        looks += 1
        tell(summary_line(summary))
        market.settle(order.at)
        broken += len(summary.broken)
        if summary.health is not Health.HEALTHY:
            unhealthy.append(summary.site)
    if looks:
        tell_of_cases(place, tell)
    return Told(broken=broken, unhealthy=tuple(dict.fromkeys(unhealthy)))


def summary_line(run: ImportSummary) -> str:
    """Return how one import went in one line."""
    cause = f" ({run.cause})" if run.cause and run.health is not Health.HEALTHY else ""
    issues = f", {run.issues} issues" if run.issues else ""
    whole = "complete" if run.complete else "not complete"
    return terminal(
        f"{run.site}: {run.health}{cause}, {whole}, {run.lines} lines, {run.listings} listings, {run.offers} offers"
        f"{issues}"
    )
