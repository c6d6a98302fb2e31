"""Words beside the handle of a go-between, whom many unrelated sellers name; folded by `casefold`."""

from __future__ import annotations

GO_BETWEEN = (
    "担保", "擔保", "中介", "公群", "押金", "中间人", "中間人", "走中", "仲裁",
    "escrow", "middleman", "middle man", "mm service", "guarantor", "guarantee bot", "arbit",
    "гарант", "посредник", "эскроу", "арбитр", "trung gian", "aracı",
)  # fmt: skip
