"""What an operator edits, as checked types: haoshao.toml and the site files.

Every mistake is one line that names the file and the key.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, field_validator, model_validator

from base.checked_files import ConfigError, Strict, checked, load_yaml
from base.config_evidence import Evidence, Retention
from base.limits import Limits, SiteLimits
from base.schedule import Schedule

SITE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Network(Strict):
    """Non-public address ranges that a test site lives in; empty for every public site."""

    allow: tuple[IPv4Network | IPv6Network, ...] = ()


class Basis(Strict):
    """Why this site is watched, who decided it, and when to look at the decision again."""

    why: str = ""
    by: str = ""
    review_at: date | None = None


class Expect(Strict):
    """Bounds a healthy run meets, pinned by a person; what is left out is learned from the site's own runs."""

    listings_min: int | None = Field(default=None, ge=0)
    listings_max: int | None = Field(default=None, ge=0)
    language: str | None = None


class Rule(Strict):
    """One selector: CSS, XPath or, into a JSON answer, JMESPath. A bare string is CSS, or XPath where it begins so."""

    css: str | None = None
    xpath: str | None = None
    json_path: str | None = Field(default=None, alias="json")

    @model_validator(mode="before")
    @classmethod
    def _of_a_string(cls, said: Any) -> Any:  # noqa: ANN401 - YAML is anything until a model has checked it
        if isinstance(said, str):
            return {"xpath" if said.lstrip("(").startswith(("/", "./")) else "css": said}
        return said

    @model_validator(mode="after")
    def _is_one(self) -> Rule:
        if sum(said is not None for said in (self.css, self.xpath, self.json_path)) != 1:
            raise ValueError("give exactly one of css, xpath and json")
        return self

    @property
    def written(self) -> str:
        """The selector with its language before it, as the rules family compiles it."""
        language = "css" if self.css is not None else "xpath" if self.xpath is not None else "json"
        return f"{language}:{self.css or self.xpath or self.json_path or ''}"


class Rules(Strict):
    """Own selectors of a site with `family: rules`: how its lists and pages are read."""

    records: Rule | None = None
    fields_: dict[str, Rule] = Field(default_factory=dict, alias="fields")
    next: Rule | None = None
    follow: Rule | None = None
    empty: Rule | None = None
    product: dict[str, Rule] = Field(default_factory=dict)
    currency: str | None = None
    stream: bool = False
    """True for a board or channel, where old posts scroll off."""


class SiteFile(Strict):
    """One watched shop, board or channel: `config/sites/<name>.yml`."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    url: str
    urls: tuple[str, ...] = ()
    family: str = "auto"
    hosts: tuple[str, ...] = ()
    rules: Rules = Rules()
    labels: dict[str, str | None] = Field(default_factory=dict)
    limits: SiteLimits = SiteLimits()
    schedule: Schedule = Schedule()
    network: Network = Network()
    expect: Expect = Expect()
    basis: Basis = Basis()
    paused: bool = False

    @field_validator("url", "urls")
    @classmethod
    def _is_web_address(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        for url in (value,) if isinstance(value, str) else value:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError(f"{url!r} is no http or https address")
            if parts.username or parts.password:
                raise ValueError("an address with a user or password is refused: only public pages are read")
        return value

    @field_validator("network")
    @classmethod
    def _is_not_public(cls, value: Network) -> Network:
        for net in value.allow:
            if net.is_global or net.prefixlen == 0:
                raise ValueError(f"{net} is public; allow names non-public ranges of test sites only")
        return value

    @property
    def start_urls(self) -> tuple[str, ...]:
        """Where a crawl starts, `url` first, each once."""
        return tuple(dict.fromkeys((self.url, *self.urls)))

    @property
    def is_test_site(self) -> bool:
        """Whether every start URL is an address literal inside the site's own `network.allow`."""
        return bool(self.network.allow) and all(self._is_allowed(url) for url in self.start_urls)

    def _is_allowed(self, url: str) -> bool:
        try:
            address = ip_address(urlsplit(url).hostname or "")
        except ValueError:
            return False
        return any(address in net for net in self.network.allow)


class Crawler(Strict):
    """`[crawler]` of haoshao.toml."""

    contact: str = ""
    """Mail address or URL put into the user agent; without it no public page is fetched."""
    proxy: str = ""
    """The single egress proxy, `http://host:port`; environment proxies are ignored."""
    limits: Limits = Limits()
    max_sites: int = Field(default=2, ge=1, le=64)
    """Crawls under way at once."""
    noindex: Literal["named", "everybody"] = "named"
    """Which `noindex` of a page is obeyed: one that names haoshao, or one for everybody as well."""
    memory_mib: int = Field(default=1536, ge=256)
    """Resident memory at which a crawling process ends its runs; a quarter more, and it is killed."""


class Settings(Strict):
    """`haoshao.toml` as a whole."""

    crawler: Crawler = Crawler()
    retention: Retention = Retention()
    evidence: Evidence = Evidence()
    language: Literal["en", "zh"] = "en"
    time_zone: str = "Asia/Shanghai"


def load_settings(folder: Path) -> Settings:
    """Return the settings of a configuration folder; defaults where it has no haoshao.toml.

    Raises:
        ConfigError: the file is unreadable or a key is wrong.
    """
    path = folder / "haoshao.toml"
    if not path.exists():
        return Settings()
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return checked(Settings, said, path)


def load_site(path: Path) -> SiteFile:
    """Return one site file.

    Raises:
        ConfigError: unreadable, a wrong or unknown key, or a name that is not the file's.
    """
    said = load_yaml(path)
    if not isinstance(said, dict):
        raise ConfigError(f"{path}: holds no keys; the smallest site file has name and url")
    site = checked(SiteFile, said, path)
    if site.name != path.stem:
        raise ConfigError(f"{path}: name: {site.name!r} is not the file's name; rename one of them")
    return site


def load_sites(folder: Path) -> dict[str, SiteFile]:
    """Return every site of a configuration folder by name, in the order of their names."""
    return {path.stem: load_site(path) for path in sorted((folder / "sites").glob("*.yml"))}


def find_site(folder: Path, name: str) -> SiteFile:
    """Return the site called *name*.

    Raises:
        ConfigError: there is no such site file, or it is wrong.
    """
    path = folder / "sites" / f"{name}.yml"
    if not SITE_NAME.fullmatch(name) or not path.exists():
        raise ConfigError(f"{name}: no such site in {folder / 'sites'}; see `haoshao site list`")
    return load_site(path)


def effective_limits(site: SiteFile, settings: Settings) -> Limits:
    """Return the limits of a run: the tighter of default and site file; a test site may loosen its own."""
    default = settings.crawler.limits
    said = site.limits.model_dump(exclude_none=True)
    if site.is_test_site:
        return default.model_copy(update={"delay_s": 0.0, "concurrency": 8, **said})
    tighter = {
        key: max(value, default.delay_s) if key == "delay_s" else min(value, getattr(default, key))
        for key, value in said.items()
    }
    return default.model_copy(update=tighter)
