"""What the doctor looks at, in the order in which an operator would mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from haoshao.doctor import machine, market_state, proxy, setup
from haoshao.doctor.finding import Finding, Verdict
from haoshao.workspace import Workspace
from market.errors import MarketError

__all__ = ["CHECKS", "Finding", "Verdict", "examined"]

Check = Callable[[Workspace], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One check under the name it is told by."""

    name: str
    check: Check


class Part(StrEnum):
    """What a check is about."""

    CONFIGURATION = "configuration"
    DATABASE = "database"
    MACHINE = "machine"
    EXTRAS = "extras"
    MARKET = "market"


CHECKS: tuple[Named, ...] = (
    Named(name=Part.CONFIGURATION, check=setup.look_at_configuration),
    Named(name=Part.CONFIGURATION, check=setup.look_at_secrets),
    Named(name=Part.CONFIGURATION, check=proxy.look_at_proxy),
    Named(name=Part.DATABASE, check=setup.look_at_database),
    Named(name=Part.MACHINE, check=machine.look_at_machine),
    Named(name=Part.EXTRAS, check=machine.look_at_extras),
    Named(name=Part.MARKET, check=market_state.look_at_sites),
    Named(name=Part.MARKET, check=market_state.look_at_delivery),
)


def examined(place: Workspace) -> Iterator[Finding]:
    """Yield what every check found; one that cannot be made is a finding of its own, and nothing is told twice."""
    told: set[str] = set()
    for one in CHECKS:
        for finding in _found(one, place):
            if finding.what not in told:
                told.add(finding.what)
                yield finding


def _found(one: Named, place: Workspace) -> Iterator[Finding]:
    try:
        yield from one.check(place)
    except (MarketError, SQLAlchemyError, OSError) as error:
        said = str(error) if isinstance(error, MarketError) else f"{type(error).__name__}: cannot be looked at"
        yield Finding(part=one.name, verdict=Verdict.FAIL, what=said)
