"""Prices in fields of their own, in the shapes that pages of all countries print."""

from __future__ import annotations

import sys
from decimal import Decimal

import pytest
from price_parser import Price

from market.prices.printed import LARGEST, Printed, parse_printed_price

CASES = [
    # a sign before or behind, with and without a blank
    ("$12.40", "12.40", "USD"), ("$ 128.00", "128.00", "USD"), ("12.40 $", "12.40", "USD"),
    ("31,70 €", "31.70", "EUR"),
    ("€31,70", "31.70", "EUR"), ("€ 31.70", "31.70", "EUR"), ("£7.15", "7.15", "GBP"), ("7.15£", "7.15", "GBP"),
    ("¥68", "68", "CNY"), ("￥68.50", "68.50", "CNY"), ("68.50元", "68.50", "CNY"), ("68 块", "68", "CNY"),
    ("₽ 450", "450", "RUB"), ("450₽", "450", "RUB"), ("450 руб.", "450", "RUB"), ("450 р.", "450", "RUB"),
    ("₴310", "310", "UAH"), ("310 грн", "310", "UAH"), ("₹640", "640", "INR"), ("Rs. 640", "640", "INR"),
    ("₩8,900", "8900", "KRW"), ("8,900원", "8900", "KRW"), ("₺85,90", "85.90", "TRY"), ("85,90 TL", "85.90", "TRY"),
    ("฿220", "220", "THB"), ("220 บาท", "220", "THB"), ("₱1,150", "1150", "PHP"), ("₦4,600", "4600", "NGN"),
    ("₪36.90", "36.90", "ILS"), ("R$ 18,75", "18.75", "BRL"), ("RM 42.30", "42.30", "MYR"),
    ("S$9.60", "9.60", "SGD"),
    ("HK$72", "72", "HKD"), ("NT$ 390", "390", "TWD"), ("A$15.25", "15.25", "AUD"), ("C$15.25", "15.25", "CAD"),
    ("29,90 zł", "29.90", "PLN"), ("349 Kč", "349", "CZK"), ("14 lei", "14", "RON"), ("8,60 лв", "8.60", "BGN"),
    ("₸2 700", "2700", "KZT"), ("2 700 тенге", "2700", "KZT"), ("₫55.000", "55000", "VND"),
    ("55.000đ", "55000", "VND"),
    ("₾12.5", "12.5", "GEL"), ("₲64.000", "64000", "PYG"), ("₡3.200", "3200", "CRC"), ("₭45,000", "45000", "LAK"),
    ("৳ 815", "815", "BDT"), ("₵ 52", "52", "GHS"), ("KSh 760", "760", "KES"), ("درهم 44", "44", "AED"),
    ("44 ر.س", "44", "SAR"), ("تومان 92,000", "92000", "IRR"), ("FCFA 3 500", "3500", "XOF"),
    ("₿0.0021", "0.0021", "BTC"),
    # codes
    ("USD 17.20", "17.20", "USD"), ("17.20 USD", "17.20", "USD"), ("17.20USD", "17.20", "USD"),
    ("eur 9,99", "9.99", "EUR"),
    ("9.99 EUR", "9.99", "EUR"), ("CHF 1'240.50", "1240.50", "CHF"), ("1’240.50 CHF", "1240.50", "CHF"),
    ("RMB 260", "260", "CNY"), ("260 cny", "260", "CNY"), ("2.35 USDT", "2.35", "USDT"), ("SEK 149", "149", "SEK"),
    ("149,00 NOK", "149.00", "NOK"), ("GBP 6", "6", "GBP"), ("INR 1,05,300", "105300", "INR"),
    ("SGD $14", "14", "SGD"),
    ("KWD 3.250", "3.250", "KWD"), ("BHD 0.750", "0.750", "BHD"),
    # thousands and decimals in every fashion
    ("1,234.56 USD", "1234.56", "USD"), ("1.234,56 €", "1234.56", "EUR"), ("1 234,56 €", "1234.56", "EUR"),
    ("1\u00a0234,56 ₽", "1234.56", "RUB"), ("1\u202f234 €", "1234", "EUR"), ("1'234 CHF", "1234", "CHF"),
    ("12,345,678 ₩", "12345678", "KRW"), ("12.345.678 ₫", "12345678", "VND"), ("Rp 1.275.000", "1275000", "IDR"),
    ("₹3,45,678.90", "345678.90", "INR"), ("17 480 Р", "17480", "RUB"), ("63 990,00 Kč", "63990.00", "CZK"),
    ("1.640 Ft", "1640", "HUF"), ("1.299,- Kr", "1299", None), ("1.899,-", "1899", None),
    ("129.900", "129900", None),
    ("2.400", "2400", None), ("0.125", "0.125", None), ("0,075 $", "0.075", "USD"), ("$1.250", "1.250", "USD"),
    ("1234", "1234", None), ("1,234", "1234", None), ("12,34", "12.34", None), ("12.3", "12.3", None),
    # torn, shortened and odd writing
    ("$119. 95", "119.95", "USD"), ("36. 24", "36.24", None), ("118, 99 TL", "118.99", "TRY"),
    ("1.837, 32 €", "1837.32", "EUR"),
    (".75 €", "0.75", "EUR"), ("$.75", "0.75", "USD"), ("$..75", "0.75", "USD"), ("35€ 99", "35.99", "EUR"),
    ("1,235€ 99", "1235.99", "EUR"), ("35€ 999", "35", "EUR"), ("- $44.90", "44.90", "USD"),
    ("  $\n\t 8.40  ", "8.40", "USD"),
    ("$12,50.", "12.50", "USD"), ("*14.90*", "14.90", None), ("=14.90=", "14.90", None),
    # words around
    ("Price: $21.60", "21.60", "USD"), ("Our price 21,60 EUR incl. VAT", "21.60", "EUR"),
    ("from £4.80", "4.80", "GBP"),
    ("ab 4,80 €", "4.80", "EUR"), ("цена 380 ₽ за шт", "380", "RUB"), ("售价：￥36.00", "36.00", "CNY"),
    ("Běžná cena 75 990,00 Kč", "75990.00", "CZK"), ("From 26 to 50 €", "26", "EUR"), ("26 - 50 €", "26", "EUR"),
    ("3 pieces for 14,85 EUR", "14.85", "EUR"), ("10 - $2.60", "2.60", "USD"), ("20% off $48", "48", "USD"),
    ("$9.50 / month", "9.50", "USD"), ("79 €, 99 €", "79", "EUR"), ("now 12.99 (was 15.99)", "12.99", None),
    # given away
    ("Free", "0", None), ("FREE!", "0", None), ("free of charge", "0", None),
]  # fmt: skip
ON_PURPOSE = {
    "$1.250", "KWD 3.250", "BHD 0.750", "0.125", "0,075 $", "3 pieces for 14,85 EUR", "10 - $2.60", "₹3,45,678.90",
    "INR 1,05,300", "1’240.50 CHF",
}  # fmt: skip
NONE = (
    "",
    " ",
    "Ask",
    "面议",
    "договорная",
    "50%",
    "40 % OFF",
    "$",
    "EUR",
    "-5",
    "-12.50 €",
    "15.08.2031",
    "2031-08-15",
    "n/a",
)


def test_there_are_many_shapes() -> None:
    assert len(CASES) >= 130
    assert len({currency for _, _, currency in CASES}) >= 40


@pytest.mark.parametrize(("text", "amount", "currency"), CASES)
def test_a_printed_price_is_read(text: str, amount: str, currency: str | None) -> None:
    assert parse_printed_price(text) == Printed(Decimal(amount), currency)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_price_is_none(text: str) -> None:
    assert parse_printed_price(text) is None


def test_nothing_is_lost_that_price_parser_reads() -> None:
    """Where the two differ it is on purpose: three decimals, rupees, a price behind a count."""
    differ = {
        text
        for text, amount, _ in CASES
        if (other := Price.fromstring(text).amount) is not None and other != Decimal(amount)
    }

    assert differ <= ON_PURPOSE


@pytest.mark.parametrize(
    "text", ["9" * 300, "1" * 13 + " $", "$" * 5000, "1.2.3.4.5.6", "\ud800 5 $", "\x00" * 300, "1," * 500]
)
def test_broken_fields_raise_nothing(text: str) -> None:
    read = parse_printed_price(text)

    assert read is None or 0 <= read.amount <= LARGEST


def test_the_library_is_loaded_only_when_needed() -> None:
    """A field that the own grammar reads does not pay for the library's tables."""
    known = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "price_parser"}
    for name in known:
        del sys.modules[name]
    try:
        parse_printed_price("$5")
        assert "price_parser" not in sys.modules

        parse_printed_price("Free")
        assert "price_parser" in sys.modules
    finally:
        sys.modules.update(known)
