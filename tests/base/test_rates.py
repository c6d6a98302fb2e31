"""The rate table as an operator keeps it."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from base.checked_files import ConfigError
from base.lexicon import load_taxonomy
from base.rates import SHIPPED, load_grouping, load_rates, read_rates, record_rates


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("rates.yml", "market.yml"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def test_every_currency_of_the_taxonomy_has_a_rate() -> None:
    table, taxonomy = load_rates(SHIPPED), load_taxonomy(SHIPPED)

    assert set(taxonomy.currencies) - {"CNY"} <= set(table.currencies)
    assert "approximation" in table.source
    for currency in table.currencies:
        found = [rate for day in table.days if (rate := table.rate_on(currency, day)) is not None]
        assert max(rate.value for rate in found) / min(rate.value for rate in found) < 4, currency


def test_every_attribute_that_splits_is_one() -> None:
    assert load_grouping(SHIPPED).split <= load_taxonomy(SHIPPED).attributes


def test_a_folder_of_old_uses_the_tables_that_ship(tmp_path: Path) -> None:
    assert load_rates(tmp_path).days == load_rates(SHIPPED).days
    assert load_grouping(tmp_path) == load_grouping(SHIPPED)


def test_rates_of_a_file_are_taken_over_and_the_rest_stays(folder: Path, tmp_path: Path) -> None:
    before = load_rates(folder)
    new = tmp_path / "new.csv"
    new.write_text("day,currency,cny\n2026-02-01,USD,6.95\n2025-07-01,EUR,8.50\n", "utf-8")

    table = record_rates(folder, new)

    assert set(table.days) == {*before.days, date(2026, 2, 1)}
    assert table.rates[date(2026, 2, 1)] == {"USD": Decimal("6.95")}
    assert table.rates[date(2025, 7, 1)]["EUR"] == Decimal("8.50")
    assert table.rates[date(2025, 7, 1)]["RUB"] == before.rates[date(2025, 7, 1)]["RUB"]
    assert "new.csv" in table.source
    assert (folder / "rates.yml").read_text("utf-8").startswith("# CNY for one unit")
    assert record_rates(folder, new).rates == table.rates
    assert record_rates(folder, new).source == table.source


def test_yaml_is_taken_over_too(folder: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.yml"
    new.write_text("source: own desk\nrates:\n  2026-05-01: {USD: 6.9, BTC: 650000}\n", "utf-8")

    assert record_rates(folder, new).rates[date(2026, 5, 1)] == {"USD": Decimal("6.9"), "BTC": Decimal(650_000)}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "currency,day,cny\nUSD,2026-01-01,7\n", "line 1: the columns are day,currency,cny"),
        ("a.csv", "day,currency,cny\n2026-01-01,USD,seven\n", "line 2: seven is no number"),
        ("a.csv", "day,currency,cny\n01.02.2026,USD,7\n", "line 2: 01.02.2026 is no day"),
        ("a.csv", "day,currency,cny\n2026-01-01,dollars,7\n", "line 2: dollars is no foreign currency"),
        ("a.csv", "day,currency,cny\n2026-01-01,CNY,1\n", "CNY is no foreign currency"),
        ("a.csv", "day,currency,cny\n2026-01-01,USD,-7\n", "-7 is no rate"),
        ("a.csv", "day,currency,cny\n2026-01-01,USD,inf\n", "inf is no rate"),
        ("a.csv", "day,currency,cny\n2026-01-01,USD,7\n2026-01-01,USD,8\n", "line 3: USD stands twice"),
        ("a.csv", "day,currency,cny\n", "holds no rates"),
        ("a.yml", "rates: [1, 2]\n", "holds `rates:`"),
        ("a.yml", "rates: {2026-01-01: 7}\n", "rates.2026-01-01: is no table"),
        ("a.yml", "rates: {2026-01-01: {USD: '7,1'}}\n", "rates.2026-01-01.USD: 7,1 is no number"),
        ("a.yml", "rates: {2026-01-01: {USD: 7}}\nrate: 3\n", "nothing else"),
        ("a.yml", "rates: {2026-01-01: {USD: 7}\n", "is no YAML"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(
    folder: Path, tmp_path: Path, name: str, text: str, said: str
) -> None:
    kept = (folder / "rates.yml").read_bytes()
    wrong = tmp_path / name
    wrong.write_text(text, "utf-8")

    with pytest.raises(ConfigError) as refused:
        record_rates(folder, wrong)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert (folder / "rates.yml").read_bytes() == kept


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_rates(tmp_path / "none.csv")
