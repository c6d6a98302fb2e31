"""The watch-list as a user keeps it: handles and terms, partners, opt-outs."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine

from base.clock import iso, now
from base.optout import add_opt_out, load_opt_outs, remove_opt_out
from base.sinks import columns, terminal
from haoshao.people import whoever
from haoshao.workspace import Workspace
from market.handles import handle_of_contact
from market.model import Contact, HandleType
from market.text.folding import fold
from storage.database import open_database
from storage.ids import SELLER, parse_id
from storage.queries.filters import Filters
from storage.queries.sellers import seller_rows
from storage.watchlist import HANDLE, PARTNER, SELLER_TYPE, TERM, WatchError, add_entry, remove_entries, watch_entries

OPT_OUT = "opt-out"
SHORTEST_TERM = 2


def added(
    place: Workspace, what: str, *, term: bool, partner: bool, opt_out: bool, why: str, by: str | None
) -> Iterator[str]:
    """Put *what* on its list and yield lines about it: what was understood, and what is known of it already.

    Raises:
        WatchError: it is there already, it is no handle, or two lists are named at once.
        ConfigError: it is no host, or no reason is given for an opt-out.
    """
    if sum((term, partner, opt_out)) > 1:
        raise WatchError("give one of --term, --partner and --opt-out")
    who = whoever(by)
    if opt_out:
        entry = add_opt_out(place.require_config(), host=what, why=f"{why} ({who})" if why else "", on=now().date())
        yield terminal(f"{entry.host}: is never asked anything from now on")
        return
    kind, value = (SELLER_TYPE, what.strip().lower()) if _is_seller(what) else ("", what.strip())
    name = TERM
    if partner and kind == SELLER_TYPE:
        name = PARTNER
    elif not term and ":" in what:
        name, (kind, value) = (PARTNER if partner else HANDLE), normal_handle(what)
    elif partner:
        raise WatchError(f"{what}: a partner is named by seller_id or by a handle, TYPE:VALUE")
    elif kind == SELLER_TYPE:
        raise WatchError(f"{what}: a seller is looked out for by its handles; see `haoshao sellers show {what}`")
    if name == TERM and len(fold(value).text.strip()) < SHORTEST_TERM:
        raise WatchError(f"{what!r}: a term has two characters or more")
    place.require_data()
    engine = open_database(place.database)
    stands = add_entry(engine, name=name, kind=kind, value=value, note=why, by=who, at=now())
    yield terminal(f"{stands.text}: on the {name} list")
    if kind and kind != SELLER_TYPE:
        yield from _known(engine, stands.text)


def _is_seller(what: str) -> bool:
    return parse_id(SELLER, what) is not None


def normal_handle(said: str) -> tuple[str, str]:
    """Return type and normal form of a handle written TYPE:VALUE.

    Raises:
        WatchError: there is no such type, or the value is none of it.
    """
    kind, _, value = said.partition(":")
    types = [one.value for one in HandleType]
    if kind.strip().lower() not in types:
        raise WatchError(f"{said}: {kind!r} is no type of handle; one of {', '.join(types)}, or --term for a phrase")
    found = handle_of_contact(Contact(text=value.strip(), type=HandleType(kind.strip().lower())))
    if found is None or found.type.value != kind.strip().lower():
        raise WatchError(f"{said}: {value!r} is none of a {kind}")
    return found.type.value, found.value


def _known(engine: Engine, handle: str) -> Iterator[str]:
    """Yield who shows a handle already; what is there raises no alert, what comes will."""
    rows = list(seller_rows(engine, Filters(seller=handle)))
    if not rows:
        yield "nobody has shown it so far"
    for row in rows:
        name, sites = row["name"] or "–", ", ".join(row["sites"])
        yield columns(
            "shown by", row["seller_id"], name, sites, f"{row['offers']} offers", f"last {row['last_seen_at']}"
        )


def watch_lines(place: Workspace, *, everything: bool) -> Iterator[str]:
    """Yield a line for each entry of each list."""
    place.require_data()
    entries = watch_entries(open_database(place.database), with_removed=everything)
    hosts = load_opt_outs(place.require_config())
    if not entries and not hosts:
        yield "nothing is watched for; add a handle or a term with `haoshao watch add`"
    for entry in entries:
        gone = f"removed {iso(entry.removed_at)} by {entry.removed_by}" if entry.removed_at else ""
        yield columns(f"{entry.list:<8}", entry.text, f"{iso(entry.at)} by {entry.by}", entry.note, gone)
    for host in hosts:
        yield columns(f"{OPT_OUT:<8}", host.host, f"since {host.since}", host.why)


def removed(place: Workspace, what: str, *, by: str | None) -> Iterator[str]:
    """Take *what* off every list that has it and yield a line for each.

    Raises:
        WatchError: no list has it.
    """
    place.require_data()
    config = place.require_config()
    hosts = {entry.host for entry in load_opt_outs(config)}
    plain = what.strip().lower().rstrip(".").removeprefix("www.")
    if plain in hosts:
        remove_opt_out(config, what)
        yield terminal(f"{plain}: off the {OPT_OUT} list")
        return
    kind, value = None, what.strip()
    if _is_seller(what):
        value = value.lower()
    elif ":" in what and what.partition(":")[0].strip().lower() in {one.value for one in HandleType}:
        kind, value = normal_handle(what)
    for entry in remove_entries(open_database(place.database), kind=kind, value=value, by=whoever(by), at=now()):
        yield terminal(f"{entry.text}: off the {entry.list} list")
