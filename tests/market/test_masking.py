"""Masking: personal data of third parties goes, places and sellers' contacts stay."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.masking import count_bulk_rows, has_bulk_data, is_card_number, is_chinese_id, masked

# Invented: area 110105 (check characters computed), test card numbers of the networks, reserved phone ranges.
ID_NUMBER = "11010519491231002X"
CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"样本 {ID_NUMBER} 可验", ID_NUMBER),
        (f"card {CARD} exp 12/29", "1111 1111"),
        ("５１０５１０５１０５１０５１００ 全角", "５１０５１０５１０５１０５１００"),
        ("样本：张小明 13800138000 江苏省南京市鼓楼区中山路18号3单元402室", "中山路18号"),
        ("收货人：李小四，电话：13900001111，浙江省杭州市西湖区文三路9号", "李小四"),
        ("李四,13900001111\n王五,13900002222\n赵六,13900003333", "王五"),
        ("John Smith, 12 Oak Street, Springfield, IL 62704, (202) 555-0143", "Oak Street"),
        ("Иванов Иван, +7 900 000 00 00, г. Москва, ул. Ленина, д. 5", "Ленина"),
        ("【某银行】尊敬的李四，您的验证码是482913，五分钟内有效。", "482913"),
        ("Your WhatsApp code is 123-456. Do not share it", "123-456"),
        ("G-384756 is your Google verification code", "384756"),
        ("Ваш код: 84521. Никому не говорите", "84521"),
        ("passport no: E12345678, valid 2031", "E12345678"),
        ("паспорт 4510 123456", "4510"),
        ("ssn 078-05-1120", "078-05"),
        ("GB29 NWBK 6016 1331 9268 19", "NWBK"),
        ("mira@mail.example:Tulpe1987!", "Tulpe1987"),
        ("bob@mail.example----hunter2222", "hunter2222"),
    ],
)
def test_third_party_data_is_starred_out(text: str, gone: str) -> None:
    """What belongs to somebody else loses its content and keeps its place."""
    covered = masked(text)

    assert gone not in covered
    assert len(covered) == len(text)
    assert count_bulk_rows(text) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "客服QQ：264410093 微信同号，电话 13800138000",
        "王经理 13800138000",
        "WhatsApp +1 (202) 555-0147, mail sales@shop.example",
        "price 1500 USD per code, code 1500 руб, 验证码 2000 个 900 元",
        "USDT TQ5cmSfrP1WnPFr1ZzVkA6TfW4TqUwyGm9",
        "order 4479-2210-5510-0001",
        "proxy@host.example:8080 and write to desk@shop.example: answers in 24h",
        "门店地址：中山路18号，联系电话 13800138000",
        "库存 1100000000000000 件",
    ],
)
def test_contacts_and_plain_numbers_stay(text: str) -> None:
    """A seller's own handle, a price, an order or a stock is nobody's secret."""
    assert masked(text) == text
    assert count_bulk_rows(text) == 0


def test_only_the_sample_is_masked_beside_a_seller() -> None:
    """The seller's contact in the same text stays readable."""
    text = "出料，样本：\n张小明 13800138000 江苏省南京市鼓楼区中山路18号\n联系 tg @liao_demo"

    covered = masked(text)

    assert "13800138000" not in covered
    assert covered.endswith("联系 tg @liao_demo")


def test_numbers_prove_themselves() -> None:
    """Check characters decide, not the look of a number."""
    assert is_chinese_id(ID_NUMBER)
    assert not is_chinese_id("110105194912310021")
    assert is_card_number("4111111111111111")
    assert not is_card_number("4111111111111112")
    assert not is_card_number("0000000000000000")


def test_bulk_rows_are_lines() -> None:
    """Two findings in one line are one row."""
    row = f"张小明 13800138000 江苏省南京市鼓楼区中山路18号 {ID_NUMBER}"

    assert count_bulk_rows("\n".join([row] * 25)) == 25


@given(st.text())
def test_any_text_keeps_its_length(text: str) -> None:
    """Whatever comes in, spans stay valid and nothing is raised."""
    assert len(masked(text)) == len(text)


@pytest.mark.parametrize(
    "unit", ["1", "1 ", "a@a.a:", "【验证码", "李四13900001111,", "中山路", "code your ", "\ud800", "Ab Cd, 1 "]
)
def test_cost_grows_with_length_only(unit: str) -> None:
    """Ten times the text costs about ten times the work, not a hundred."""
    small, large = unit * (20_000 // len(unit)), unit * (200_000 // len(unit))
    masked(small)
    start = time.process_time()
    masked(small)
    middle = time.process_time()
    masked(large)
    end = time.process_time()

    assert end - middle < 40 * (middle - start) + 1


@pytest.mark.parametrize("filler", ["", "\n<li>nothing 12</li>\n", "\nnothing\n\n"])
def test_bulk_rows_are_found_among_lines_that_hold_nothing(filler: str) -> None:
    row = "张三 13800138000 某某省某某市某某区幸福路12号3栋201室\n"
    page = "<html>\n" + (row + filler) * 20 + "</html>"

    assert count_bulk_rows(page) == 20
    assert has_bulk_data(page, 20)
    assert not has_bulk_data(page, 21)
    assert not has_bulk_data("price 1234\n" * 50, 20)
