"""Currency signs and codes as shops print them."""

from __future__ import annotations

_ISO = """
USD EUR GBP CNY HKD TWD JPY KRW RUB UAH KZT BYN VND IDR INR THB PHP MYR SGD AUD CAD NZD CHF SEK NOK DKK
PLN CZK HUF RON BGN TRY BRL MXN ARS CLP COP PEN NGN ZAR KES GHS EGP AED SAR ILS PKR BDT LKR MAD
""".split()  # noqa: SIM905 - a table of codes reads better in rows
DOTTED_THOUSANDS = frozenset(("VND", "IDR", "EUR", "BRL", "TRY", "ARS", "CLP", "COP", "DKK"))
"""Currencies of places that write twelve thousand as 12.000."""
CODES = {
    "USDT": "USDT",
    "BTC": "BTC",
    **{code: code for code in _ISO},
    "RMB": "CNY",
    "CNH": "CNY",
    "NTD": "TWD",
    "RUR": "RUB",
}
"""Printed code (upper case) -> currency."""

SIGNS: tuple[tuple[str, str], ...] = (
    ("HK$", "HKD"),
    ("NT$", "TWD"),
    ("US$", "USD"),
    ("A$", "AUD"),
    ("C$", "CAD"),
    ("S$", "SGD"),
    ("R$", "BRL"),
    ("人民币", "CNY"),
    ("人民幣", "CNY"),
    ("港元", "HKD"),
    ("港币", "HKD"),
    ("台币", "TWD"),
    ("新台幣", "TWD"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("欧元", "EUR"),
    ("日元", "JPY"),
    ("円", "JPY"),
    ("卢布", "RUB"),
    ("¥", "CNY"),
    ("￥", "CNY"),
    ("元", "CNY"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₽", "RUB"),
    ("руб", "RUB"),
    ("₴", "UAH"),
    ("грн", "UAH"),
    ("₸", "KZT"),
    ("₫", "VND"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₺", "TRY"),
    ("₦", "NGN"),
    ("₱", "PHP"),
    ("฿", "THB"),
    ("₪", "ILS"),
    ("₿", "BTC"),
    ("₮", "USDT"),
    ("Rp", "IDR"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("$", "USD"),
    ("＄", "USD"),
)
"""Printed sign -> currency, the longer ones first; a bare yen sign is the yuan in this trade."""
