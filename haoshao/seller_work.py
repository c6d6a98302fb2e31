"""What the `sellers` commands do: show, decide, undo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from base.clock import now
from base.sinks import columns, json_text
from haoshao.people import whoever
from haoshao.seller_graph import seller_svg
from haoshao.seller_text import story_lines
from haoshao.workspace import Workspace
from storage.database import open_database
from storage.decisions import Decision, join_sellers, split_seller, undo_verdict
from storage.queries.seller_story import seller_story, suggested_links
from storage.rebuilding import rebuild_sellers


def written_story(place: Workspace, seller: str, form: str) -> str:
    """Return everything about a seller as `text`, `json` or `svg`, with its last line break.

    Raises:
        SellerError: nobody or several are meant.
    """
    place.require_data()
    story = seller_story(open_database(place.database), seller)
    if form == "json":
        return json_text(story, indent=1) + "\n"
    return seller_svg(story) if form == "svg" else "\n".join(story_lines(story)) + "\n"


def suggestion_lines(place: Workspace, *, most: int) -> Iterator[str]:
    """Yield two lines for each pair that may be one seller: who, how likely, and why."""
    place.require_data()
    for pair in suggested_links(open_database(place.database), most=most):
        yield columns(pair["id"], pair["score"], *pair["sellers"], f"{pair['a']} – {pair['b']}")
        yield columns("    ", "; ".join(pair["reasons"]))


def joined(place: Workspace, first: str, second: str, *, by: str | None, reason: str) -> str:
    """Return in a line what became of two sellers that a person says are one.

    Raises:
        SellerError: that cannot be said.
    """
    place.require_data()
    engine = open_database(place.database)
    done = join_sellers(engine, first, second, by=whoever(by), reason=reason, now=now())
    return f"{_named(done)}: one seller now; `haoshao sellers undo {done.verdict}` takes it back"


def parted(
    place: Workspace, seller: str, *, handles: Sequence[str], records: Sequence[str], by: str | None, reason: str
) -> str:
    """Return in a line what a seller fell into.

    Raises:
        SellerError: that cannot be said.
    """
    place.require_data()
    engine = open_database(place.database)
    done = split_seller(engine, seller, handles=handles, records=records, by=whoever(by), reason=reason, now=now())
    return f"{_named(done)}: apart now; `haoshao sellers undo {done.verdict}` takes it back"


def undone(place: Workspace, verdict: str, *, by: str | None) -> str:
    """Return in a line what sellers there are once a verdict is withdrawn.

    Raises:
        SellerError: there is no such verdict in force.
    """
    place.require_data()
    done = undo_verdict(open_database(place.database), verdict, by=whoever(by), now=now())
    return f"{done.verdict} withdrawn; sellers now: {_named(done)}"


def rebuilt(place: Workspace) -> str:
    """Return in a line what computing all sellers anew came to."""
    place.require_data()
    done = rebuild_sellers(open_database(place.database), now=now())
    return f"{done.nodes} records and handles looked at, {done.changed} stood with the wrong seller"


def _named(done: Decision) -> str:
    return ", ".join(done.sellers) or "none with offers"
