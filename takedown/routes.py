"""Who can act on a case: recipients proposed from what is known, why, for which offers, and what is missing; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from takedown.facts import Row, handles_of, host_of
from takedown.recipients import ActsOn, How, Need, Recipient, Role

_ORDER = tuple(Role)
_CHINESE_KINDS = frozenset({"wechat", "qq", "qq_group"})
_ADDRESS = re.compile(r"[\d.]+|[0-9a-f:.]*:[0-9a-f:.]*")
"""A host given as a network address: it has no registrar."""
_HOME = "86"
"""Dialling code of the numbers whose segments name an operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A recipient that a case could go to."""

    recipient: Recipient
    reasons: tuple[str, ...]
    offer_ids: tuple[str, ...]
    """The offers it can act on."""
    missing: tuple[str, ...]
    """What a report to it still lacks, a line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """What a case has beside its offers."""

    has_pictures: bool
    reporter_known: bool


def propose_routes(
    recipients: Mapping[str, Recipient], offers: Sequence[Row], sellers: Sequence[Row], at_hand: AtHand
) -> tuple[Route, ...]:
    """Return who can act, the nearest to the seller first."""
    claimed = {
        row["offer_id"]
        for row in offers
        for one in recipients.values()
        if _is_under(host_of(row["url"]), one.acts_on.hosts)
    }
    found = []
    for one in recipients.values():
        reasons: Counter[str] = Counter()
        hit = []
        for row in offers:
            why = list(_reasons(one.acts_on, row, unclaimed=row["offer_id"] not in claimed))
            if why:
                hit.append(row)
                reasons.update(why)
        if hit:
            told = tuple(f"{why} ({count} offers)" if count > 1 else why for why, count in reasons.most_common(6))
            found.append(
                Route(
                    recipient=one,
                    reasons=told,
                    offer_ids=tuple(row["offer_id"] for row in hit),
                    missing=tuple(_missing(one, hit, sellers, at_hand)),
                )
            )
    return tuple(
        sorted(found, key=lambda route: (_ORDER.index(route.recipient.role), -len(route.offer_ids), route.recipient.id))
    )


def _reasons(acts_on: ActsOn, row: Row, *, unclaimed: bool) -> Iterator[str]:
    if row["platform"] in acts_on.platforms:
        yield f"platform {row['platform']}"
    yield from _of_contacts(acts_on, row)
    host = host_of(row["url"])
    anybody = acts_on.any_host or (acts_on.any_domain and not _ADDRESS.fullmatch(host))
    if host and (_is_under(host, acts_on.hosts) or (anybody and unclaimed)):
        yield f"host {host}"
    if row["family"] in acts_on.families:
        yield f"shop software {row['family']}"
    if row["kind"] in acts_on.kinds and (not acts_on.countries or _is_of_country(row, acts_on.countries)):
        yield f"kind {row['kind']}"


def _of_contacts(acts_on: ActsOn, row: Row) -> Iterator[str]:
    for handle in row["handles"]:
        if handle["type"] in acts_on.handles:
            yield f"contact {handle['type']}:{handle['value']}"
        if _is_of_segment(handle["type"], handle["value"], acts_on.segments):
            yield f"number {handle['value']}"
    for subject in row["subjects"]:
        if subject["type"] == "number_prefix" and subject["value"].startswith(acts_on.segments or ("-",)):
            yield f"segment {subject['value']}"


def _is_under(host: str, hosts: Iterable[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def _is_of_segment(kind: str, value: str, segments: tuple[str, ...]) -> bool:
    if kind not in {"phone", "whatsapp"} or not segments:
        return False
    digits = value.lstrip("+")
    return digits.startswith(_HOME) and digits[len(_HOME) :].startswith(segments)


def _is_of_country(row: Row, countries: Sequence[str]) -> bool:
    """Return whether an offer is of one of the countries: by its own word, by its currency or contacts for CN."""
    if row["country"] is not None:
        return row["country"] in countries
    if "CN" not in countries:
        return False
    return row["currency"] == "CNY" or any(handle["type"] in _CHINESE_KINDS for handle in row["handles"])


def _missing(one: Recipient, offers: Sequence[Row], sellers: Sequence[Row], at_hand: AtHand) -> Iterator[str]:
    """Yield what a report to *one* still lacks."""
    needs = set(one.must_contain)
    if Need.SCREENSHOTS in needs and not at_hand.has_pictures:
        yield "a screenshot: `haoshao case add --file`"
    if Need.REPORTER in needs and not at_hand.reporter_known:
        yield "who reports: organisation and mail address in config/takedown.yml"
    if Need.ACCOUNTS in needs and not handles_of(offers, sellers):
        yield "an account or contact of the seller: the pages show none"
    if Need.NUMBERS in needs and not any(kind in {"phone", "whatsapp"} for kind, _ in handles_of(offers, sellers)):
        yield "a phone number: the pages show none, name the segment"
    if Need.ADDRESS in needs:
        yield "the network address of the server: look it up (DNS, then RDAP)"
    if all(channel.how is How.LOOKUP for channel in one.channels):
        yield f"where to send it: {one.channels[0].address}"
    if one.unconfirmed or any(channel.unconfirmed for channel in one.channels):
        yield "nobody has confirmed every way to tell them: check config/recipients before use"
