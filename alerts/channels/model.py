"""`config/channels.yml` as checked types. Addresses and keys come from the environment; the file only names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, field_validator, model_validator

from alerts.channels.quiet import quiet_until
from alerts.channels.routing import STEPS, Route
from alerts.channels.schedule import DAYS, Pace, last_due, one_before
from alerts.rules.model import Audience, Quiet
from base.checked_files import ConfigError, Strict, checked, load_yaml
from base.credentials import CredentialError, credential
from base.net import Gate
from market.errors import MarketError
from market.newness import Severity

FILE = "channels.yml"
Kind: TypeAlias = Literal["webhook", "dingtalk", "wecom", "feishu", "lark", "slack", "telegram", "email", "apprise"]
_Variable: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100)]


class ChannelError(MarketError):
    """A channel cannot be used as it is set up; the text says what to set."""


class ChannelNetwork(Strict):
    """Which addresses a channel may be reached at: public ones, or these ranges and nothing else."""

    allow: tuple[IPv4Network | IPv6Network, ...] = ()


class Channel(Strict):
    """One way to tell somebody."""

    id: str = ""
    kind: Kind
    address: _Variable
    """The environment variable that holds the URL."""
    secret: _Variable | None = None
    """The environment variable with the key that signs what a webhook gets."""
    audience: Audience = "analysts"
    language: Literal["zh", "en"] = "en"
    time_zone: str = "Asia/Shanghai"
    rules: tuple[str, ...] = ()
    severity: Severity = Severity.LOW
    """The least that is sent by itself."""
    schedule: Pace = "immediate"
    at: time = time(9)
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    quiet: Quiet | None = None
    network: ChannelNetwork = ChannelNetwork()
    timeout_s: float = Field(default=15.0, ge=0.1, le=120)

    @field_validator("time_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is no time zone; write Asia/Shanghai, Europe/Berlin or UTC") from None
        return value

    @model_validator(mode="after")
    def _fits(self) -> Channel:
        if self.secret and self.kind != "webhook":
            raise ValueError("secret signs what a webhook gets; other kinds have their key in the address")
        if self.weekday not in DAYS:
            raise ValueError(f"weekday: {self.weekday!r} is no day")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The channel's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def gate(self) -> Gate:
        """Which addresses may be connected to."""
        return Gate(allow=self.network.allow)

    @property
    def route(self) -> Route | None:
        """What is sent as it happens; None for a channel of digests."""
        if self.schedule != "immediate":
            return None
        return Route(
            channel=self.id,
            audience=self.audience,
            rules=frozenset(self.rules),
            least=self.severity,
            machine=self.kind == "webhook",
        )

    def url(self, environment: Mapping[str, str] | None = None) -> str:
        """Return where to send.

        Raises:
            ChannelError: the variable is not set, or the file for it is open to others.
        """
        return self._credential(self.address, environment).strip()

    def key(self, environment: Mapping[str, str] | None = None) -> bytes | None:
        """Return the key that signs; None where the channel names none.

        Raises:
            ChannelError: the variable is not set, or the file for it is open to others.
        """
        return None if self.secret is None else self._credential(self.secret, environment).encode()

    def _credential(self, name: str, environment: Mapping[str, str] | None) -> str:
        try:
            found = credential(name, environment)
        except CredentialError as error:
            raise ChannelError(f"channel {self.id}: {error}") from None
        if not found.strip():
            raise ChannelError(f"channel {self.id}: the environment variable {name} is not set")
        return found

    def last_due(self, moment: datetime) -> datetime | None:
        """Return when a digest was last due; None for a channel that is told at once."""
        return last_due(self.schedule, moment, self.zone, self.at, self.weekday)

    def one_before(self, due: datetime) -> datetime:
        """Return the due time before *due*."""
        return one_before(self.schedule, due, self.zone, self.at, self.weekday)

    def waits_until(self, moment: datetime, severity: Severity | None, fallback: Quiet | None) -> datetime | None:
        """Return until when something of *severity* waits for the end of quiet hours; None where it may go."""
        quiet = self.quiet or (None if self.kind == "webhook" else fallback)
        if quiet is None or (severity is not None and STEPS.index(severity) >= STEPS.index(quiet.let_through)):
            return None
        zone = ZoneInfo(quiet.time_zone) if quiet.time_zone else self.zone
        return quiet_until(moment, quiet.start, quiet.end, zone)


class ChannelsFile(Strict):
    """`config/channels.yml`."""

    channels: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")], Channel] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _knows_ids(self) -> ChannelsFile:
        for name, channel in self.channels.items():
            if channel.id and channel.id != name:
                raise ValueError(f"channels.{name}.id: {channel.id!r} is not the name it stands under")
        return self


def load_channels(folder: Path) -> dict[str, Channel]:
    """Return the channels of a configuration folder by id; none where it has no channels.yml.

    Raises:
        ConfigError: the file is unreadable, or a key is wrong.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    said = load_yaml(path)
    if said is None:
        return {}
    if not isinstance(said, dict):
        raise ConfigError(f"{path}: holds no keys; write `channels:` with a channel below it")
    found = checked(ChannelsFile, said, path).channels
    return {name: channel.model_copy(update={"id": name}) for name, channel in found.items()}
