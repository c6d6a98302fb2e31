"""Words beside the handle of a go-between, whom many unrelated sellers name; folded by `casefold`."""

from __future__ import annotations

GO_BETWEEN = (
    "担保", "擔保", "中介", "公群", "押金", "中间人", "中間人", "走中", "仲裁",
    "平台客服", "官方客服", "网站客服", "本站客服", "站长", "版主", "代付", "代收", "收款机器人",
    "escrow", "middleman", "middle man", "mm service", "guarantor", "guarantee bot", "arbit",
    "site support", "forum support", "site admin", "moderator", "payment bot", "pay bot", "exchange bot",
    "гарант", "посредник", "модератор", "обменник", "эскроу", "арбитр", "trung gian", "aracı",
)  # fmt: skip

ESCROW_OFFERED = (
    "担保服务", "担保交易", "提供担保", "中介担保", "专业担保", "担保平台", "中间人服务", "代收代付",
    "escrow service", "middleman service", "mm service", "escrow for", "guarantor service",
    "гарант сервис", "услуги гаранта", "гарант-сервис",
)  # fmt: skip
"""Words in the title of one who offers to stand between buyer and seller."""
