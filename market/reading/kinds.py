"""Which kind an item is of: its own specific word, its title's or heading's, its everyday words."""

from __future__ import annotations

from market.reading.claims import ACCOUNT, Claims
from market.reading.context import Context


def kind_of(claims: Claims, context: Context) -> str:
    """Return the kind of an item: its own specific word, its title's or heading's, its everyday words."""
    if claims.strong_kind == "identity_data" and (papers := _kind_with_papers(claims, context)):
        return papers
    named = claims.strong_kind
    if named == "sim_card" and context.sure and _is_said_of_the_card(claims, context):
        named = None
    if named and not (context.single and context.sure and context.kind):
        return named
    if context.sure and context.kind:
        return context.kind
    if any(kind == ACCOUNT for kind, _ in claims.kinds) or claims.attributes or claims.months:
        return ACCOUNT
    if claims.weak_kind == "sim_card" and (claims.platforms or context.platforms):
        return context.kind or ACCOUNT
    return claims.weak_kind or context.kind or ACCOUNT


def _is_said_of_the_card(claims: Claims, context: Context) -> bool:
    """Whether a card is only what codes arrive on, or what an account was registered with (Avito, on a real SIM)."""
    return (context.kind == "sms_code" and context.single) or (context.kind == ACCOUNT and bool(claims.platforms))


def _kind_with_papers(claims: Claims, context: Context) -> str | None:
    """Return the kind of goods that documents only come along with: a verified PayPal, a check of an account."""
    if claims.verified and claims.platforms:
        return ACCOUNT
    return context.kind if context.kind == "account_service" and context.sure else None
