"""What sellers do to words and numbers so that filters do not see them."""

from __future__ import annotations

from random import Random

ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
CYRILLIC_TWINS = str.maketrans("aeopc", "аеорс")
"""Latin letters to the Cyrillic ones that look the same."""

SPELLINGS = {
    "微信": ("薇信", "V信", "微 信", "徽信", "微❤信", f"微{ZERO_WIDTH_SPACE}信"),
    "QQ": ("扣扣", "Q Q"),
    "抖音": ("抖 音", f"抖{ZERO_WIDTH_SPACE}音"),
    "实名": ("实 名", "實名"),
    "Telegram": ("Telegram".translate(CYRILLIC_TWINS), "T e l e g r a m"),
    "WhatsApp": ("WhatsApp".translate(CYRILLIC_TWINS), f"Whats{ZERO_WIDTH_SPACE}App"),
    "Facebook": ("Facebook".translate(CYRILLIC_TWINS), "F@cebook"),
    "Instagram": ("Instagram".translate(CYRILLIC_TWINS),),
}
"""Words that filters look for, and how they are written instead."""


def circled(digits: str) -> str:
    """Return *digits* as circled ones: 12 is ①②."""
    return digits.translate(CIRCLED)


def full_width(digits: str) -> str:
    """Return *digits* in the width of Chinese characters."""
    return digits.translate(FULL_WIDTH)


def with_zero_width(text: str) -> str:
    """Return *text* with an invisible space after its first character."""
    return text[:1] + ZERO_WIDTH_SPACE + text[1:]


def disguised(text: str, rng: Random) -> str:
    """Return *text* with the first word of `SPELLINGS` that it holds written another way; else as it is."""
    for word, spellings in SPELLINGS.items():
        if word in text:
            return text.replace(word, rng.choice(spellings))
    return text
