"""Countries and services as price lists name them."""

import pytest

from crawler.families.countries import country_of_dialling, country_of_name, country_of_number
from crawler.families.phone_numbers import e164
from crawler.families.sms_offers import platform_of_service


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Russia", "RU"),
        ("United Kingdom", "GB"),
        ("England", "GB"),
        ("USA (virtual)", "US"),
        ("unitedstates", "US"),
        ("Southkorea", "KR"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("印度尼西亚", "ID"),
        ("Россия", "RU"),
        ("Furkinafaso", "BF"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_country_of_a_name(name: str, code: str | None) -> None:
    assert country_of_name(name) == code


def test_country_of_numbers() -> None:
    assert country_of_number("187") == "US"
    assert country_of_number("6") == "ID"
    assert country_of_number("x") is None
    assert country_of_dialling("380") == "UA"
    assert country_of_dialling("+447700900004") == "GB"
    assert country_of_dialling("") is None


@pytest.mark.parametrize(
    ("service", "platform"),
    [
        ("Google,youtube,Gmail", "google"),
        ("Instagram+Threads", "instagram"),
        ("TikTok/Douyin", "tiktok"),
        ("Alipay/Alibaba", "alipay"),
        ("vk.com", "vk"),
        ("Line messenger", "line"),
        ("Any other", "any"),
        ("Любой другой", "any"),
        ("Bumble+Badoo", "other:bumble"),
        ("BIGO LIVE", "other:bigolive"),
        ("Apple", "apple"),
        ("Applebee's", "other:applebee"),
        ("Tencent QQ", "qq"),
        ("1688", "other:1688"),
        ("Перекресток", None),
    ],
)
def test_platform_of_a_service(service: str, platform: str | None) -> None:
    assert platform_of_service(service) == platform


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+1 500 555-0001", None, "+15005550001"),
        ("447700900004", None, "+447700900004"),
        ("0044 7700 900004", None, "+447700900004"),
        ("0600000001", "FR", "+33600000001"),
        ("12345", None, None),
        ("+0 000 000 000", None, None),
        ("2026-11-22", None, None),
    ],
)
def test_numbers_in_one_form(text: str, country: str | None, number: str | None) -> None:
    assert e164(text, country) == number
