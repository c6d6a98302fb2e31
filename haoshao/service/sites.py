"""The site files as the service sees them: read again when one changes, and a wrong one is told, never fatal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from base.config import SiteFile, load_site
from base.sinks import terminal
from market.errors import MarketError


class WatchedSites:
    """The sites of a configuration folder, as fresh as the last look."""

    def __init__(self, config: Path, tell: Callable[[str], None]) -> None:
        self._folder = config / "sites"
        self._tell = tell
        self._stamps: dict[Path, tuple[int, int]] = {}
        self._sites: dict[Path, SiteFile] = {}
        self.wrong: dict[str, str] = {}
        """Why a file is not obeyed, by site name: it is not crawled until it is right again."""

    def look(self) -> list[SiteFile]:
        """Return every site that is rightly described, read anew where its file has changed."""
        stamps = {}
        for path in sorted(self._folder.glob("*.yml")):
            try:
                stat = path.stat()
            except OSError:
                continue
            stamps[path] = (stat.st_mtime_ns, stat.st_size)
            if self._stamps.get(path) != stamps[path]:
                self._read(path)
        for gone in self._stamps.keys() - stamps.keys():
            self._sites.pop(gone, None)
            self.wrong.pop(gone.stem, None)
            self._tell(f"{gone.stem}: its site file is gone; it is not crawled any more")
        self._stamps = stamps
        return list(self._sites.values())

    def forget(self) -> None:
        """Read every file anew at the next look."""
        self._stamps = dict.fromkeys(self._stamps, (0, 0))

    def _read(self, path: Path) -> None:
        try:
            self._sites[path] = load_site(path)
        except MarketError as error:
            self._sites.pop(path, None)
            self.wrong[path.stem] = str(error)
            self._tell(terminal(f"{error}; the site is not crawled until this is right", limit=400))
        else:
            self.wrong.pop(path.stem, None)
