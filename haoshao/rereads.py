"""`reread` as a user asks for it: which sites, with which readers, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from base.checked_files import ConfigError
from base.clock import now
from base.config import SiteFile, load_site
from base.lexicon import load_reader
from base.sinks import json_text, terminal
from crawler.families.family import Family
from crawler.families.registry import FAMILIES
from crawler.rereading import Fate
from crawler.site_family import family_of
from haoshao.reread import Readers, Reread, SiteReread
from haoshao.sites import site_path
from haoshao.workspace import Workspace
from storage.database import open_database, reading
from storage.known_sites import KnownSite, find_known_site
from storage.models import SiteRow
from storage.rereading.differences import Difference
from storage.rereading.job import is_done, site_id_of
from storage.runs import SiteBusyError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How to read again."""

    dry: bool = False
    """Only tell what would change."""
    again: bool = False
    """Also what these very readers have read already."""
    rows: bool = False
    """Tell every difference as a row of JSON, instead of a summary."""


def reread_all(place: Workspace, names: Sequence[str], how: How, tell: Say, complain: Say) -> tuple[str, ...]:
    """Read sites again, those of *names* or all, tell what changed, and return those that were busy.

    Raises:
        ConfigError: a name is no site that anything was recorded of, or a site file is wrong.
    """
    config, data = place.require_config(), place.require_data()
    engine = open_database(place.database)
    text = load_reader(config)
    every = _known_names(engine)
    for name in names:
        if name not in every:
            raise ConfigError(f"{name}: nothing was recorded of such a site; see `haoshao site list`")
    busy: list[str] = []
    noindex = place.settings.crawler.noindex == "everybody"
    for name in names or every:
        site_id, known = site_id_of(engine, name), find_known_site(engine, name)
        if site_id is None or known is None:
            continue
        site, family = _site(place, name, known)
        readers = Readers(family=family, text=text, obeys_every_noindex=noindex)
        if not how.again and not how.dry and is_done(engine, site_id, readers.version):
            complain(f"{name}: read by today's readers already; --again does it once more")
            continue

        def take(one: Difference, name: str = name) -> None:
            if how.rows:
                tell(json_text(one.row(name)))

        reread = SiteReread(
            engine=engine,
            data=data,
            site=site,
            known=known,
            site_id=site_id,
            readers=readers,
            clock=now,
            dry=how.dry,
            tell=complain,
            take=take,
        )
        try:
            done = reread.carry_out()
        except SiteBusyError as error:
            complain(terminal(f"haoshao: {error}"))
            busy.append(name)
            continue
        for line in summary_lines(done, dry=how.dry):
            (complain if how.rows else tell)(terminal(line))
    return tuple(busy)


def summary_lines(done: Reread, *, dry: bool) -> Iterator[str]:
    """Yield how one reread went: a line for the site, and one for each kind of difference."""
    pages = done.pages
    lost = ", ".join(
        f"{pages[fate]} {words}"
        for fate, words in ((Fate.GONE, "gone"), (Fate.UNREADABLE, "unreadable"))
        if pages[fate]
    )
    read = f"{pages.total()} pages ({pages[Fate.READ]} read, {pages[Fate.UNCHANGED]} unchanged{lost and ', ' + lost})"
    skipped = f", {done.skipped} left as they are (page gone or unreadable)" if done.skipped else ""
    verb = "would change" if dry else "changed"
    total = done.differences.total()
    yield f"{done.site}: {read}, {done.listings} listings{skipped}, {total} {verb}"
    for name, count in sorted(done.differences.items()):
        yield f"- {count} {name}"


def _known_names(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.scalars(select(SiteRow.name).order_by(SiteRow.name)))


def _site(place: Workspace, name: str, known: KnownSite) -> tuple[SiteFile, Family | None]:
    """Return the site's file, made up where it has none, and the family that reads its pages."""
    path = site_path(place.config, name)
    if not path.exists():
        return SiteFile(name=name, url=known.url, family=known.family), FAMILIES.get(known.family)
    site = load_site(path)
    return site, family_of(site) or FAMILIES.get(known.family)
