"""Numbers that prove themselves: check digits of identity numbers, payment cards and bank accounts."""

from __future__ import annotations

from typing import Final


def is_chinese_id(number: str) -> bool:
    """Return whether *number* is an 18-character resident identity number with a true check character.

    Source: GB 11643-1999.
    """
    if len(number) != len(_ID_WEIGHTS) + 1 or not number[:-1].isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return number[-1].upper() == "10X98765432"[total % 11] and _plausible_date(number[6:14])


_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _plausible_date(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    return 1880 < year < 2100 and 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004 - a calendar


def passes_luhn(digits: str) -> bool:
    """Return whether the last of *digits* is the check digit of ISO/IEC 7812 (payment cards)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - digit sum of a two-digit number
    return total % 10 == 0


def is_card_number(digits: str) -> bool:
    """Return whether *digits* are a payment card: an issuer's prefix, its length and the check digit."""
    if not digits.isdecimal():
        return False
    lengths = next((lengths for prefixes, lengths in _CARD_LENGTHS if digits.startswith(prefixes)), ())
    return len(digits) in lengths and len(set(digits)) > 1 and passes_luhn(digits)


_CARD_LENGTHS: Final = (
    (("34", "37"), (15,)),
    (("30", "36", "38", "39"), (14, 16)),
    (("35",), (16,)),
    (("4",), (13, 16, 19)),
    (("2", "5"), (16,)),
    (("6", "9"), (16, 17, 18, 19)),
)


def is_iban(code: str) -> bool:
    """Return whether *code* is an IBAN with true check digits (ISO 13616, modulo 97)."""
    turned = code[4:] + code[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1
