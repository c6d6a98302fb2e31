"""Papers as PDF, through typst. All text reaches it as data, never as markup; the same data give the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from market.errors import MarketError

FONTS = "HAOSHAO_FONTS"
"""The variable that names a folder of fonts."""
_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "SimHei",
    "SimSun",
    "AR PL UMing CN",
    "Droid Sans Fallback",
)
_OTHERS = ("Libertinus Serif", "DejaVu Sans", "New Computer Modern")


class PaperError(MarketError):
    """A paper cannot be written as PDF; says what is missing and how to get it."""


class PaperMaker:
    """Writes papers; fonts are looked for once."""

    def __init__(self) -> None:
        """Look for fonts.

        Raises:
            PaperError: typst is not installed, or no font has Chinese characters.
        """
        try:
            import typst  # noqa: PLC0415 - an extra
        except ImportError:
            raise PaperError("papers need the extra `exports`: pip install 'haoshao[exports]'") from None
        own = os.environ.get(FONTS)
        self._typst = typst
        self._fonts = typst.Fonts(font_paths=[own] if own else [])
        families = set(self._fonts.families())
        chinese = next((name for name in _CHINESE if name in families), None)
        if chinese is None:
            raise PaperError(
                "no font with Chinese characters was found: install one (Debian, Ubuntu: apt-get install "
                f"fonts-noto-cjk), or name a folder of fonts in {FONTS}"
            )
        self._families = [chinese, *(name for name in _OTHERS if name in families)]

    def write(self, template: str, data: Mapping[str, Any], out: Path) -> None:
        """Write the paper *template* about *data* to *out*.

        Raises:
            PaperError: typst refuses, or the file cannot be written.
        """
        inputs = {"data": json.dumps({**data, "fonts": self._families}, ensure_ascii=False)}
        try:
            self._typst.compile(
                str(_TEMPLATES / f"{template}.typ"),
                output=str(out),
                root=str(_TEMPLATES),
                font_paths=self._fonts,
                format="pdf",
                sys_inputs=inputs,
                timestamp=0,
            )
        except (RuntimeError, OSError) as error:
            said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise PaperError(f"{out.name}: cannot be written ({said})") from error
