"""Bytes become text by what they say and by what they are."""

from __future__ import annotations

import codecs

import pytest

from base.charset import charset_of, decode, decode_body

CHINESE = "微信号 实名老号 半年 价格 65元 库存 120 联系客服"
TAIWAN = "微信帳號 實名老號 半年 價格 65元 庫存 120 聯繫客服"
RUSSIAN = "Аккаунты с отлёжкой, цена 120 руб за штуку, гарантия 24 часа"


@pytest.mark.parametrize("declared", [None, "gbk", "gb2312", "GB18030", "utf-8", "nonsense"])
@pytest.mark.parametrize("text", [CHINESE, "联通", "售完", "微信"])
def test_gbk_is_read_whatever_is_declared(text: str, declared: str | None) -> None:
    assert decode(text.encode("gbk"), declared).text == text


def test_gbk_is_read_under_a_western_declaration() -> None:
    assert decode(CHINESE.encode("gbk"), "iso-8859-1").text == CHINESE


@pytest.mark.parametrize("declared", [None, "utf-8", "gbk", "big5", "iso-8859-1", "ascii"])
def test_utf8_is_read_whatever_is_declared(declared: str | None) -> None:
    assert decode(CHINESE.encode(), declared).text == CHINESE


@pytest.mark.parametrize("declared", [None, "big5", "utf-8", "gbk"])
def test_big5_is_read(declared: str | None) -> None:
    assert decode(TAIWAN.encode("big5"), declared).text == TAIWAN


@pytest.mark.parametrize("declared", [None, "windows-1251", "utf-8"])
def test_cyrillic_is_read(declared: str | None) -> None:
    assert decode((RUSSIAN * 3).encode("cp1251"), declared).text == RUSSIAN * 3


def test_page_declares_its_charset() -> None:
    page = f'<html><head><meta charset="gbk"><title>{CHINESE}</title>'

    assert decode(page.encode("gbk")).encoding == "gb18030"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_byte_order_mark_wins(mark: bytes) -> None:
    name = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]

    assert decode(mark + CHINESE.encode(name), "gbk").text == CHINESE


def test_page_cut_within_a_character_keeps_its_charset() -> None:
    found = decode((CHINESE * 50).encode()[:-1], "utf-8")

    assert found.encoding == "utf-8"
    assert found.broken == 1


def test_one_bad_byte_costs_one_character() -> None:
    body = CHINESE.encode() + b"\xff" + CHINESE.encode()

    assert decode(body, "utf-8").text == f"{CHINESE}\ufffd{CHINESE}"


def test_contradiction_is_noted() -> None:
    assert decode(CHINESE.encode("gbk"), "utf-8").disagrees
    assert not decode(CHINESE.encode("gbk"), "gb2312").disagrees


@pytest.mark.parametrize("name", ["utf-7", "rot13", "base64", "idna", "unicode_escape", "x" * 500, "", "utf-16"])
def test_strange_declaration_is_ignored(name: str) -> None:
    assert CHINESE in decode_body(CHINESE.encode(), name)


@pytest.mark.parametrize("body", [b"", b"\x00", bytes(range(256)) * 3, b"\xff\xfe\x00"])
def test_any_bytes_become_text(body: bytes) -> None:
    assert isinstance(decode(body).text, str)


def test_charset_of_content_type() -> None:
    assert charset_of('text/html; Charset="GBK"') == "GBK"
    assert charset_of("text/html") is None
