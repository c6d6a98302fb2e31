"""What an operator decides about takedowns: who reports, how long an answer may take, whether mail may be sent.

`config/takedown.yml`. The reporter stands apart from every notice: recipients pass notices on.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from base.checked_files import Strict, checked, load_yaml

FILE = "takedown.yml"


class Reporter(Strict):
    """Who reports, and for whom."""

    organisation: str = ""
    principal: str = ""
    """For whom it acts, where that is somebody else."""
    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""

    @property
    def domain(self) -> str:
        """The domain of its mail address; empty where it has none."""
        return self.email.rpartition("@")[2]

    @property
    def is_known(self) -> bool:
        """Whether an organisation and a way to answer it are given."""
        return bool(self.organisation and (self.email or self.phone))


class Mail(Strict):
    """The mail server that notices may be sent through; switched off unless an operator says otherwise."""

    enabled: bool = False
    server: str = ""
    port: int = Field(default=465, ge=1, le=65535)
    sender: str = ""
    user: str = ""
    """The password comes from the environment: HAOSHAO_MAIL_PASSWORD."""
    allowed: tuple[str, ...] = ()
    """The only addresses that mail may be sent to."""


class TakedownSettings(Strict):
    """`takedown.yml` as a whole."""

    reporter: Reporter = Reporter()
    answer_days: int = Field(default=7, ge=1, le=365)
    """After how many days without an answer a notice waits for a person, where its recipient's file says nothing."""
    mail: Mail = Mail()


def load_takedown_settings(config: Path) -> TakedownSettings:
    """Return the settings of a configuration folder; defaults where it has no takedown.yml.

    Raises:
        ConfigError: the file is unreadable or a key is wrong.
    """
    path = config / FILE
    return checked(TakedownSettings, load_yaml(path) or {}, path) if path.exists() else TakedownSettings()
