"""What part a seller plays in the chain, drawn from what he offers; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

BROKER: Final = "broker"
_LEAST: Final = 0.15
"""Share of a seller's offers from which on a kind makes a role."""
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "account": ("号商", "account seller"),
    "sms_code": ("接码平台", "SMS code platform"),
    "sim_card": ("卡源", "SIM card source"),
    "account_service": ("养号/注册团伙", "account farming"),
    "identity_data": ("料商", "data seller"),
    "stored_value": ("卡商", "card dealer"),
    "tool": ("技术", "tool maker"),
    BROKER: ("中间人/担保", "middleman or escrow"),
}
"""Kind -> role in Chinese, as the taxonomy has it, and in English."""


def roles_of_kinds(offers: Mapping[str, int], *, is_broker: bool = False) -> tuple[str, ...]:
    """Return the roles of one who has so many *offers* of each kind, the strongest first.

    A role is the kind that makes it; `broker` for one whose adverts offer escrow.
    """
    total = sum(offers.values())
    found = [kind for kind, count in offers.items() if total and count >= _LEAST * total]
    ranked = sorted(found, key=lambda kind: (-offers[kind], kind))
    return (BROKER, *ranked) if is_broker else tuple(ranked)


def role_word(role: str, language: Literal["zh", "en"] = "zh") -> str:
    """Return what people call a role; a kind that an operator added is its own word."""
    words = _WORDS.get(role)
    return role if words is None else words[language == "en"]
