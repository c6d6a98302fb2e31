"""Currency signs and codes as shops print them."""

from __future__ import annotations

_ISO = """
USD EUR GBP CNY HKD TWD JPY KRW RUB UAH KZT BYN VND IDR INR THB PHP MYR SGD AUD CAD NZD CHF SEK NOK DKK
PLN CZK HUF RON BGN TRY BRL MXN ARS CLP COP PEN NGN ZAR KES GHS EGP AED SAR ILS PKR BDT LKR MAD
RSD ISK GEL AMD AZN UZS KGS MNT KHR LAK MMK NPR UYU PYG BOB CRC DOP GTQ TND DZD IQD IRR JOD KWD QAR OMR BHD LBP
XOF XAF TZS UGX ETB ZMW MZN AOA
""".split()  # noqa: SIM905 - a table of codes reads better in rows
DOTTED_THOUSANDS = frozenset(
    ("VND", "IDR", "EUR", "BRL", "TRY", "ARS", "CLP", "COP", "DKK", "HUF", "ISK", "RSD", "PYG")
)
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

LOCAL_SIGNS = {
    "ft": "HUF", "lei": "RON", "лв": "BGN", "din": "RSD", "дин": "RSD", "₾": "GEL", "₼": "AZN", "֏": "AMD",
    "сум": "UZS",
    "₲": "PYG", "₡": "CRC", "₭": "LAK", "៛": "KHR", "৳": "BDT", "₨": "PKR", "rs": "INR", "₵": "GHS", "gh₵": "GHS",
    "tl": "TRY", "rm": "MYR", "đ": "VND", "dong": "VND", "đồng": "VND", "baht": "THB", "บาท": "THB", "원": "KRW",
    "тенге": "KZT", "тг": "KZT", "р": "RUB", "р.": "RUB", "eur": "EUR", "euro": "EUR", "euros": "EUR", "евро": "EUR",
    "dollars": "USD", "dollar": "USD", "долл": "USD", "долларов": "USD", "块": "CNY", "刀": "USD", "yuan": "CNY",
    "د.إ": "AED", "درهم": "AED", "ر.س": "SAR", "ج.م": "EGP", "جنيه": "EGP", "د.ك": "KWD", "د.ع": "IQD", "د.ت": "TND",
    "د.ج": "DZD", "د.م": "MAD", "﷼": "IRR", "تومان": "IRR", "ش.ج": "ILS", "ksh": "KES", "kshs": "KES", "zl": "PLN",
    "kč": "CZK", "kc": "CZK", "so'm": "UZS", "som": "KGS", "сом": "KGS", "usdc": "USDT", "юсдт": "USDT", "₫": "VND",
    "zł": "PLN", "ریال": "IRR", "ريال": "SAR", "؋": "AFN", "lek": "ALL", "fcfa": "XOF", "cfa": "XOF", "s/.": "PEN",
    "bs": "BOB", "fr.": "CHF", "kd": "KWD",
}  # fmt: skip
"""Words and signs (lower case) of single countries -> currency; letters stand alone."""

POINT_DECIMALS = frozenset(
    ("USD", "USDT", "BTC", "GBP", "CNY", "HKD", "TWD", "INR", "THB", "PHP", "MYR", "SGD", "AUD", "CAD", "NZD", "KWD",
     "BHD", "OMR", "JOD", "IQD", "TND", "ILS", "AED", "SAR", "EGP", "NGN", "KES", "GHS", "ZAR", "MXN", "PKR", "BDT")
)  # fmt: skip
"""Currencies of places that write decimals with a point, so that one before three digits marks none of thousands."""
