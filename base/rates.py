"""The rate table that an operator keeps: `config/rates.yml`, and files that bring newer rates. Never the network.

Two forms are read, by the file's name: YAML as it ships (`rates: {2025-07-01: {USD: "7.17"}}`), and CSV with the
columns `day,currency,cny`. A configuration folder of old that lacks a file uses the one that ships. Every mistake is
one line that names file and place.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from base.checked_files import ConfigError, load_yaml
from market.price_index import Grouping
from market.rates import HOME, RateTable

RATES = "rates.yml"
MARKET = "market.yml"
SHIPPED = Path(__file__).resolve().parent.parent / "config"
_CURRENCY = re.compile(r"[A-Z]{3,5}")
_LARGEST = Decimal(10_000_000_000)
_FINEST = 12
"""Places behind the point that a rate may have."""
_COLUMNS = ("day", "currency", "cny")

_Rates = dict[date, dict[str, Decimal]]


def load_rates(folder: Path) -> RateTable:
    """Return the rates of a configuration folder.

    Raises:
        ConfigError: the file is wrong; names the line.
    """
    return read_rates(_own_or_shipped(folder, RATES))


def read_rates(path: Path) -> RateTable:
    """Return the rates that one file holds.

    Raises:
        ConfigError: it cannot be read, or a day, currency or rate in it is none; names where.
    """
    if path.suffix.lower() == ".csv":
        return RateTable(_from_csv(path), "")
    said = load_yaml(path, plain=True)
    if not isinstance(said, dict) or not isinstance(said.get("rates"), dict) or set(said) - {"rates", "source"}:
        raise ConfigError(f"{path}: holds `rates:` (day -> currency -> CNY for one unit) and `source:`, nothing else")
    rates: _Rates = {}
    for day, row in said["rates"].items():
        if not isinstance(row, dict):
            raise ConfigError(f"{path}: rates.{day}: is no table of currencies")
        for currency, value in row.items():
            _put(rates, day, currency, value, f"{path}: rates.{day}.{currency}")
    return RateTable(_checked(rates, path), str(said.get("source", "")))


def record_rates(folder: Path, path: Path) -> RateTable:
    """Take the rates of the file *path* over into `rates.yml` and return the whole table; what is there is replaced.

    Raises:
        ConfigError: either file is wrong or `rates.yml` cannot be written; nothing has changed then.
    """
    old, new = load_rates(folder), read_rates(path)
    together: _Rates = {}
    for table in (old, new):
        for day, row in table.rates.items():
            together.setdefault(day, {}).update(row)
    added = new.source or f"Rates of {path.name} added."
    source = old.source if added in old.source else f"{old.source} {added}".strip()
    _write(folder / RATES, together, source)
    return load_rates(folder)


def load_grouping(folder: Path) -> Grouping:
    """Return which attributes split a market; as `market.yml` says.

    Raises:
        ConfigError: it is wrong.
    """
    path = _own_or_shipped(folder, MARKET)
    said = load_yaml(path, plain=True)
    split = said.get("split") if isinstance(said, dict) else None
    if not isinstance(split, list) or not all(isinstance(one, str) for one in split) or set(said) - {"split"}:
        raise ConfigError(f"{path}: holds `split:`, a list of attributes, and nothing else")
    return Grouping(split=frozenset(split))


def _own_or_shipped(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else SHIPPED / name


def _from_csv(path: Path) -> _Rates:
    rates: _Rates = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if tuple(name.strip().lower() for name in rows.fieldnames or ()) != _COLUMNS:
                raise ConfigError(f"{path}: line 1: the columns are {','.join(_COLUMNS)}")
            rows.fieldnames = _COLUMNS
            for row in rows:
                _put(rates, row["day"], row["currency"], row["cny"], f"{path}: line {rows.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return _checked(rates, path)


def _put(rates: _Rates, day: object, currency: object, value: object, where: str) -> None:
    """Add one rate, once it is known to be one."""
    try:
        on = date.fromisoformat(str(day).strip())
    except ValueError:
        raise ConfigError(f"{where}: {day!s:.40} is no day; write 2025-07-01") from None
    name = str(currency).strip()
    if not _CURRENCY.fullmatch(name) or name == HOME:
        raise ConfigError(f"{where}: {name:.40} is no foreign currency; write USD, EUR, USDT, …")
    try:
        rate = Decimal(str(value).strip())
    except InvalidOperation:
        raise ConfigError(f"{where}: {value!s:.40} is no number; write CNY for one {name}, as in 7.17") from None
    exponent = rate.as_tuple().exponent
    if not rate.is_finite() or not 0 < rate < _LARGEST or not isinstance(exponent, int) or exponent < -_FINEST:
        raise ConfigError(f"{where}: {value!s:.40} is no rate; write CNY for one {name}, above zero")
    if name in rates.setdefault(on, {}):
        raise ConfigError(f"{where}: {name} stands twice on {on}")
    rates[on][name] = rate


def _checked(rates: _Rates, path: Path) -> _Rates:
    if not rates:
        raise ConfigError(f"{path}: holds no rates")
    return rates


def _write(path: Path, rates: Mapping[date, Mapping[str, Decimal]], source: str) -> None:
    """Write the table in the form that ships, whole or not at all."""
    head = _own_or_shipped(path.parent, path.name).read_text("utf-8").split("source:", 1)[0]
    body = yaml.safe_dump({"source": source}, allow_unicode=True, width=110, sort_keys=False) + "rates:\n"
    for day in sorted(rates):
        listed = ", ".join(f'{currency}: "{rate:f}"' for currency, rate in sorted(rates[day].items()))
        body += f"  {day}:\n    {{{listed}}}\n"
    beside = path.with_suffix(".yml.new")
    try:
        beside.write_text(head + body, "utf-8")
        beside.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error
