"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Site: TypeAlias = Annotated[list[str] | None, typer.Option(help="Only this site; may be repeated.")]
Platform: TypeAlias = Annotated[str | None, typer.Option(help="Only this platform, e.g. wechat.")]
Kind: TypeAlias = Annotated[str | None, typer.Option(help="Only this kind, e.g. account.")]
Seller: TypeAlias = Annotated[str | None, typer.Option(help="Only this seller, by seller_id.")]
State: TypeAlias = Annotated[str | None, typer.Option(help="Only this state, e.g. active or open.")]
Since: TypeAlias = Annotated[str | None, typer.Option(help="From when: 24h, 7d, a date or a time.")]
Until: TypeAlias = Annotated[str | None, typer.Option(help="Until when; now by default.")]
