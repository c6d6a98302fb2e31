"""Copies of a text as sellers disguise them: each function disturbs one text with a given source of chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import Random
from typing import Final

import opencc

WORDS: Final = (
    "微信", "企业微信", "抖音", "小红书", "淘宝", "支付宝", "微博", "快手", "知乎", "百度", "京东", "拼多多",
    "美团", "陌陌", "探探",
    "闲鱼", "推特", "脸书", "谷歌", "苹果", "飞机", "电报", "奈飞", "接码", "解封", "手机卡", "群控", "猫池",
    "白号", "老号", "实名", "满月",
    "telegram", "whatsapp", "facebook", "instagram", "twitter", "tiktok", "google", "gmail", "youtube", "discord",
    "reddit", "linkedin", "snapchat", "outlook", "hotmail", "yahoo", "amazon", "paypal", "netflix", "github",
    "tinder",
    "телеграм", "вотсап", "инстаграм", "фейсбук", "вконтакте", "дискорд", "аккаунты", "аккаунт", "номера",
)  # fmt: skip
"""Product words that sellers disguise."""
_WORD: Final = re.compile("|".join(map(re.escape, WORDS)), re.IGNORECASE)
_ALIKE: Final = str.maketrans("aeocpxyAEOCPXHTMKB", "аеосрхуАЕОСРХНТМКВ")
_SOUNDS_ALIKE: Final = {
    "微信": ("薇信", "威信", "维信", "徽信"), "抖音": ("抖因", "斗音", "抖阴"), "小红书": ("小红薯", "小宏书"),
    "淘宝": ("掏宝", "陶宝"), "支付宝": ("支付保", "支付饱"), "微博": ("围脖", "薇博"),
    "快手": ("筷手", "快守"), "知乎": ("之乎", "知呼"),
    "京东": ("京冬", "鲸东"), "拼多多": ("拼夕夕", "拼朵朵"), "飞机": ("灰机", "飞鸡"), "电报": ("电抱",),
    "谷歌": ("古歌", "谷哥"),
    "苹果": ("平果",), "接码": ("接马", "接玛"), "实名": ("石名", "实铭"), "老号": ("佬号",),
    "陌陌": ("默默", "莫陌"),
    "闲鱼": ("咸鱼", "闲余"), "推特": ("忒推",), "群控": ("群孔",), "白号": ("百号", "白浩"),
}  # fmt: skip
_SIGNS: Final = "❤★☆✨🔥💎🌟"
_TRADITIONAL: Final = opencc.OpenCC("s2t")


def full_width(text: str, chance: Random) -> str:
    """Return *text* with Latin letters and digits in full width."""
    del chance
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" and char.isalnum() else char for char in text)


def zero_width(text: str, chance: Random) -> str:
    """Return *text* with invisible characters between some of its letters."""
    return "".join(char + ("\u200b" if char.isalpha() and chance.random() < 0.3 else "") for char in text)


def homoglyph(text: str, chance: Random) -> str:
    """Return *text* with Latin letters of its product words replaced by Cyrillic ones that look alike."""
    del chance
    return _in_words(text, lambda word: word if not word.isascii() else word.translate(_ALIKE))


def split(text: str, chance: Random) -> str:
    """Return *text* with its product words written apart (g m a i l, 微 信, т.е.л.е.г.р.а.м)."""
    return _in_words(text, lambda word: chance.choice((" ", ".", "-", "·")).join(word))


def traditional(text: str, chance: Random) -> str:
    """Return *text* in traditional characters."""
    del chance
    return str(_TRADITIONAL.convert(text))


def homophone(text: str, chance: Random) -> str:
    """Return *text* with Chinese product words replaced by ones that sound alike."""
    return _in_words(text, lambda word: chance.choice(_SOUNDS_ALIKE.get(word, (word,))))


def emoji_digits(text: str, chance: Random) -> str:
    """Return *text* with keycaps or circled digits for digits."""
    circled = chance.random() < 0.5
    return "".join(_digit_sign(char, circled=circled) for char in text)


def _digit_sign(char: str, *, circled: bool) -> str:
    if char not in "0123456789":
        return char
    if circled:
        return "⓪" if char == "0" else chr(ord("①") + int(char) - 1)
    return f"{char}\ufe0f\u20e3"


def inserted_signs(text: str, chance: Random) -> str:
    """Return *text* with an ornament inside its product words (薇❤信)."""

    def with_sign(word: str) -> str:
        place = chance.randrange(1, len(word))
        return word[:place] + chance.choice(_SIGNS) + word[place:]

    return _in_words(text, with_sign)


def _in_words(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda found: change(found[0]), text)


ALL: Final[Iterable[Callable[[str, Random], str]]] = (
    full_width,
    zero_width,
    homoglyph,
    split,
    traditional,
    homophone,
    emoji_digits,
    inserted_signs,
)
