"""Contacts in fields of their own (service_qq, service_url, a signature), in normal form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from market.handles.links import contact_behind, registrable
from market.handles.numbers import dialled, home_region
from market.handles.scan import find_handles
from market.model import Contact, Handle, HandleType
from market.text.folding import Folded, fold

_NO_HOSTS: Final[Mapping[str, int]] = {}


def handle_of_contact(contact: Contact, shared_hosts: Mapping[str, int] = _NO_HOSTS) -> Handle | None:
    """Return the handle that a contact field holds; None where it holds nobody's.

    A type that the field states wins over the look of its text; a field with
    a label of its own is read like a text.
    """
    folded = fold(contact.text.strip())
    if contact.type is not None:
        value = _typed(contact.type, folded, shared_hosts)
        if value is not None:
            return Handle(type=contact.type, value=value, span=None, scope=contact.scope)
    scanned = find_handles(folded, shared_hosts).handles
    wanted = [handle for handle in scanned if contact.type in {None, handle.type}] or list(scanned)
    if wanted:
        return Handle(type=wanted[0].type, value=wanted[0].value, span=None, scope=contact.scope)
    return None


@lru_cache(maxsize=1024)
def _handles(contact: Contact) -> tuple[Handle, ...]:
    return _read_handles(contact, _NO_HOSTS)


def handles_of_contact(contact: Contact, shared_hosts: Mapping[str, int] = _NO_HOSTS) -> tuple[Handle, ...]:
    """Return every handle of a contact field: a notice or footer without a type may hold several."""
    return _read_handles(contact, shared_hosts) if shared_hosts else _handles(contact)


def _read_handles(contact: Contact, shared_hosts: Mapping[str, int]) -> tuple[Handle, ...]:
    if contact.type is not None:
        one = handle_of_contact(contact, shared_hosts)
        return () if one is None else (one,)
    scanned = find_handles(fold(contact.text.strip()), shared_hosts).handles
    return tuple(Handle(type=handle.type, value=handle.value, span=None, scope=contact.scope) for handle in scanned)


def _typed(kind: HandleType, folded: Folded, shared_hosts: Mapping[str, int]) -> str | None:
    """Return the normal form of a bare value whose type is known."""
    text = folded.text.strip()
    link = contact_behind(text, folded.raw, shared_hosts) if re.search(r"[./:]", text) and " " not in text else None
    if link is not None and link.type is kind:
        return link.value
    if kind in {HandleType.PHONE, HandleType.WHATSAPP}:
        number = dialled(text, 0, lambda: home_region(folded.raw), international=True)
        return number[0] if number else None
    shape = _SHAPES.get(kind)
    if shape is None:
        return None
    match = shape[0].fullmatch(folded.raw.strip() if kind in _CASED else text)
    return shape[1](match.group(1)) if match else None


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _same(value: str) -> str:
    return value


def _host(value: str) -> str:
    return registrable(value) or value


_CASED: Final = frozenset({HandleType.DISCORD, HandleType.WALLET})
_SHAPES: Final[dict[HandleType, tuple[re.Pattern[str], Callable[[str], str]]]] = {
    HandleType.QQ: (re.compile(r"([1-9](?:[ -]?\d){4,10})"), _digits),
    HandleType.QQ_GROUP: (re.compile(r"([1-9](?:[ -]?\d){4,10})"), _digits),
    HandleType.WECHAT: (re.compile(r"([a-z0-9][a-z0-9_-]{3,25})"), _same),
    HandleType.TELEGRAM: (re.compile(r"@?([a-z][a-z0-9_]{3,31})"), _same),
    HandleType.LINE: (re.compile(r"[@~]?([a-z0-9][a-z0-9._-]{2,20})"), _same),
    HandleType.SKYPE: (re.compile(r"((?:live:)?[a-z.][a-z0-9._,:-]{3,40})"), _same),
    HandleType.DISCORD: (re.compile(r"@?([A-Za-z0-9._]{2,32}(?:#\d{4})?)"), _same),
    HandleType.JABBER: (re.compile(r"([a-z0-9._%+-]{1,64}@[a-z0-9.-]{3,100})"), _same),
    HandleType.EMAIL: (re.compile(r"([a-z0-9._%+-]{1,64}@[a-z0-9.-]{3,100})"), _same),
    HandleType.WALLET: (re.compile(r"([0-9A-Za-z_-]{26,95})"), _same),
    HandleType.URL: (re.compile(r"([a-z0-9.-]{4,200})"), _host),
}
