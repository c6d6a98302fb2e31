"""Which hosts a crawl may ask: those of its start URLs and those that the site file names. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from base.config import SiteFile

_DEFAULT_PORTS = frozenset({None, 80, 443})


def host_key(url: str | SplitResult) -> str:
    """Return what tells hosts apart: the name, with its port where that is not the usual one.

    Numbers keep every port: on one machine each port can be another shop. `www.` names the same shop.
    """
    parts = urlsplit(url) if isinstance(url, str) else url
    host = (parts.hostname or "").rstrip(".")
    port = parts.port
    if _is_number(host):
        return f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"
    host = host.removeprefix("www.")
    return host if port in _DEFAULT_PORTS else f"{host}:{port}"


def host_of_site(site: SiteFile) -> str:
    """Return what is the same for sites that are never crawled at once: their host; a test site stands alone."""
    return f"test {site.name}" if site.is_test_site else host_key(site.url)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Scope:
    """The hosts of one site."""

    def __init__(self, urls: Iterable[str], hosts: Iterable[str] = ()) -> None:
        self._keys = {host_key(url) for url in urls}
        self._keys |= {host_key(f"http://{host.strip().lower()}") for host in hosts if host.strip()}
        self._known: dict[str, bool] = {}

    def holds(self, url: str) -> bool:
        """Return whether the host of *url* belongs to the site."""
        authority = url.split("/", 3)[2] if url.count("/") > 1 else url
        scheme = url[:5]
        known = self._known.get(scheme + authority)
        if known is None:
            try:
                known = host_key(url) in self._keys
            except ValueError:
                known = False
            self._known[scheme + authority] = known
        return known
