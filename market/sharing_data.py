"""Words beside the handle of a go-between, whom many unrelated sellers name; folded by `casefold`."""

from __future__ import annotations

import re

GO_BETWEEN = (
    "担保", "擔保", "纠纷", "糾紛", "投诉", "投訴", "站务", "中介", "公群", "押金", "中间人", "中間人", "走中", "仲裁",
    "平台客服", "官方客服", "网站客服", "本站客服", "站长", "版主", "代付", "代收", "收款机器人",
    "escrow", "dispute", "complaint", "споры", "жалоб",
    "middleman", "middle man", "mm service", "guarantor", "guarantee bot", "arbit",
    "site support", "forum support", "site admin", "moderator", "payment bot", "pay bot", "exchange bot",
    "гарант", "посредник", "модератор", "обменник", "эскроу", "арбитр", "trung gian", "aracı",
)  # fmt: skip

DEALS_THROUGH = re.compile(
    r"сделк\w*\W(?:[^\n.;!?]{0,20}\W)?(?:через|с участием)\W{1,3}$"
    r"|\b(?:deals?|trades?|orders?)\b[^\n.;!?]{0,20}\b(?:via|through)\W{1,3}$"
    r"|(?:交易|大[单额笔]|成交)[^\n。；;!?]{0,8}(?:走|经过?|通过)\W{0,3}$"
)
"""What stands before the handle of one through whom deals are to go."""

ESCROW_OFFERED = (
    "担保服务", "担保交易", "提供担保", "中介担保", "专业担保", "担保平台", "中间人服务", "代收代付",
    "escrow service", "middleman service", "mm service", "escrow for", "guarantor service",
    "гарант сервис", "услуги гаранта", "гарант-сервис",
)  # fmt: skip
"""Words in the title of one who offers to stand between buyer and seller."""
