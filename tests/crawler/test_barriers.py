"""What stands where a page should be is told apart."""

from __future__ import annotations

import pytest

from crawler.barriers import find_barrier
from crawler.health import Cause

SHOP = (
    "<html><title>Shop</title><body>" + "<div class=card>a product with a price of 12.50</div>" * 60 + "</body></html>"
)
CASES = [
    (200, {"cf-mitigated": "challenge"}, "<html></html>", Cause.CHALLENGE),
    (403, {}, "<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>", Cause.CHALLENGE),
    (503, {}, "<h1>Checking your browser before accessing shop.example</h1>", Cause.CHALLENGE),
    (200, {}, "<script>var arg1='x';document.cookie='acw_sc__v2='+x</script>", Cause.CHALLENGE),
    (200, {}, "<title>安全验证</title><body>请稍候</body>", Cause.CHALLENGE),
    (200, {}, "<body><div class='g-recaptcha'></div></body>", Cause.CHALLENGE),
    (403, {}, "<h1>403 Forbidden</h1>", Cause.BLOCKED),
    (451, {}, "", Cause.BLOCKED),
    (200, {}, "<body><h1>Access denied</h1></body>", Cause.BLOCKED),
    (429, {}, "slow down", Cause.RATE_LIMIT),
    (401, {}, "", Cause.LOGIN_WALL),
    (403, {}, "<body>Please log in to see this page</body>", Cause.LOGIN_WALL),
    (200, {}, "<body><form><input type=text><input type='password'></form></body>", Cause.LOGIN_WALL),
    (200, {}, "<body><p>您需要登录后才能继续</p></body>", Cause.LOGIN_WALL),
    (200, {}, "BAD_KEY", Cause.NEEDS_KEY),
    (401, {}, '{"error":"Invalid API key"}', Cause.NEEDS_KEY),
    (200, {}, "<body>This domain is for sale! <a href=x>Buy this domain</a></body>", Cause.PARKED),
    (200, {}, "<title>Welcome to nginx!</title><body>Welcome to nginx!</body>", Cause.PARKED),
    (404, {}, "<body>没有找到站点</body>", Cause.PARKED),
]


@pytest.mark.parametrize(("status", "headers", "text", "cause"), CASES)
def test_barrier_is_named(status: int, headers: dict[str, str], text: str, cause: Cause) -> None:
    found = find_barrier(status=status, headers=headers, text=text)

    assert found is not None
    assert found.cause is cause


@pytest.mark.parametrize(
    "text",
    [
        SHOP,
        SHOP.replace("</body>", "<form><input type=password></form></body>"),
        SHOP.replace("</body>", "<div class=g-recaptcha></div>验证码</body>"),
        "<html><title>Shop</title><body><p>暂无商品</p></body></html>",
        '{"data": []}',
        "",
    ],
)
def test_ordinary_page_is_none(text: str) -> None:
    assert find_barrier(status=200, headers={}, text=text) is None


def test_missing_page_is_none() -> None:
    assert find_barrier(status=404, headers={}, text="<h1>Not found</h1>") is None


def test_hostile_page_is_searched_quickly() -> None:
    assert find_barrier(status=200, headers={}, text="<script " * 20_000) is None
    assert find_barrier(status=200, headers={}, text="<" * 100_000) is None
