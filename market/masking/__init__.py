"""Third-party personal data out of a text, character for character."""

from market.masking.bodies import count_bulk_data, has_bulk_data, masked_body
from market.masking.check_digits import is_card_number, is_chinese_id
from market.masking.finders import count_bulk_rows, masked

__all__ = [
    "count_bulk_data",
    "count_bulk_rows",
    "has_bulk_data",
    "is_card_number",
    "is_chinese_id",
    "masked",
    "masked_body",
]
