"""Contacts in fields of their own."""

import pytest

from market.handles import handle_of_contact, handles_of_contact
from market.model import Contact, HandleType, Scope


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("30123456", HandleType.QQ, "qq:30123456"),
        ("QQ：30123456", None, "qq:30123456"),
        ("https://t.me/Hao_Demo", None, "telegram:hao_demo"),
        ("@Hao_Demo", HandleType.TELEGRAM, "telegram:hao_demo"),
        ("Hao_Demo", HandleType.TELEGRAM, "telegram:hao_demo"),
        ("+1 (202) 555-0143", HandleType.WHATSAPP, "whatsapp:+12025550143"),
        ("https://wa.me/12025550143", HandleType.WHATSAPP, "whatsapp:+12025550143"),
        ("13900001234", HandleType.PHONE, "phone:+8613900001234"),
        ("Desk@Mail.example", HandleType.EMAIL, "email:desk@mail.example"),
        ("https://chat.birch.example/widget?id=9", HandleType.URL, "url:birch.example"),
        ("https://chat.birch.example/widget?id=9", None, "url:birch.example"),
        ("http://wpa.qq.com/msgrd?v=3&uin=30123456", HandleType.URL, "qq:30123456"),
        ("OldBirch#1234", HandleType.DISCORD, "discord:OldBirch#1234"),
        ("712345678", HandleType.QQ_GROUP, "qq_group:712345678"),
    ],
)
def test_a_field_becomes_a_handle(text: str, type_: HandleType | None, expected: str) -> None:
    """Type and normal form come from the field, its label or its link."""
    handle = handle_of_contact(Contact(text=text, type=type_))

    assert handle is not None
    assert f"{handle.type}:{handle.value}" == expected
    assert handle.span is None
    assert handle.scope is Scope.SITE


@pytest.mark.parametrize("text", ["", "-", "暂无", "请登录后查看", "javascript:;", "#"])
def test_an_empty_field_is_nobody(text: str) -> None:
    """Placeholders hold no handle."""
    assert handle_of_contact(Contact(text=text)) is None


def test_a_notice_may_hold_several_handles() -> None:
    """All handles of an untyped field are read; a typed field holds one."""
    notice = Contact(text="售后 Telegram @hao_demo 或 QQ 30123456，微信 haofan_01")

    assert [f"{handle.type}:{handle.value}" for handle in handles_of_contact(notice)] == [
        "telegram:hao_demo",
        "qq:30123456",
        "wechat:haofan_01",
    ]
    assert len(handles_of_contact(Contact(text="QQ 30123456 / 40123456", type=HandleType.QQ))) == 1
