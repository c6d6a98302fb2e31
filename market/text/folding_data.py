"""Tables of the folding: what one character stands for. Data only; `folding` builds its map from them."""

from __future__ import annotations

from typing import Final

DROPPED: Final = (
    (0x00AD, 0x00AD),  # soft hyphen
    (0x0300, 0x036F),  # combining marks: strike-through, dots and accents on top of a letter
    (0x0483, 0x0489),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200B, 0x200F),  # zero width, marks of direction
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x20D0, 0x20FF),  # enclosing marks: keycaps
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB),
    (0x1F3FB, 0x1F3FF),  # skin tones
    (0xE0000, 0xE0FFF),  # tags and further variation selectors
)
"""Code points that carry no meaning between letters, as inclusive ranges."""

COMPATIBLE: Final = (
    (0x00A0, 0x2FFF),
    (0x3000, 0x33FF),
    (0xA640, 0xA7FF),
    (0xF900, 0xFFFF),
    (0x1D400, 0x1D7FF),
    (0x1F100, 0x1F1E5),
)
"""Ranges in which a compatibility form (NFKC) is looked up."""

LINE_ENDS: Final = "\x0b\x0c\x85\u2028\u2029"

SPACES: Final = "\r\x7f\u2800\u1680\u180e"

KEPT: Final = "\u2026\u2122\u2103\u2116\u00bd\u00bc\u00be\u2025\u00b4\u00a8\u00af\u00b8"
"""Characters whose compatibility form is several characters and tells us nothing."""

ALIKE: Final = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\u30fc\u2500",
    "'": "\u2018\u2019\u201a\u2032\u02bc\u00b4",
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",
    "·": "\u2022\u2027\u30fb\u2219\u22c5\u00b7\u25aa\u25ab\u2981",
    "|": "\u2502\u2503\u00a6\u01c0\u2223\u4e28\u2758\u2759\u275a",
    "/": "\u2044\u2215\u29f8",
    "~": "\u301c\u223c\u02dc\u223d",
    "→": "\u27a1\u279c\u2794\u21d2\u25b6\u25ba\u2799\u279d\u279e\u27a4\u21e8\u2b95\u27f6",
    ":": "\u2236\ufe30\ua789",
    " ": "\u2063",
    "+": "\u2795\ufe62\u271a\u271b\u2719",
    "\u2764": "\u2665\u2661\u2763",
    "x": "\u00d7\u2715\u2716",
    "出": "\u5c80",
    "收": "\u53ce",
    "实": "\u5b9f",
    "口": "\u56d7",
    "回": "\u56d9\u56d8",
    "码": "\u72b8",
    "信": "\u4f29",
    "粉": "\u678c",
    "快": "\u8d7d",
    "卡": "\u9272",
}
"""One sign for all that look like it."""

LOOKALIKE_LATIN: Final = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ғ": "f", "һ": "h", "н": "h", "і": "i", "ј": "j", "к": "k",
    "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v",
    "ԝ": "w", "х": "x", "у": "y", "ё": "e", "и": "u", "з": "z", "ь": "b",
    "α": "a", "β": "b", "ϲ": "c", "δ": "d", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p",
    "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w", "σ": "o", "μ": "m", "ζ": "z", "ϳ": "j", "ѡ": "w",
    "ҽ": "e", "ҿ": "e", "ԍ": "g", "ӡ": "z", "ө": "o", "ң": "h", "қ": "k", "ү": "y", "ґ": "r", "ӕ": "a", "ԑ": "e",
}  # fmt: skip
"""Cyrillic and Greek letters (lower case, also for the look of their capitals) that pass for a Latin one."""

LOOKALIKE_CYRILLIC: Final = {
    "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "o": "о", "p": "р", "t": "т", "x": "х",
    "y": "у", "i": "и", "n": "п", "r": "г", "u": "и", "3": "з", "0": "о", "6": "б", "4": "ч",
    "α": "а", "β": "в", "ε": "е", "κ": "к", "ο": "о", "ρ": "р", "τ": "т", "χ": "х", "ν": "н", "η": "н", "μ": "м",
    "ι": "и", "υ": "у", "γ": "у",
}  # fmt: skip
"""Latin and Greek letters, and digits inside a word, that pass for a Cyrillic one."""

SMALL_CAPITALS: Final = {
    "ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k",
    "ʟ": "l", "ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w",
    "ʏ": "y", "ᴢ": "z", "ɑ": "a", "ɡ": "g", "ı": "i", "ʃ": "s", "ⅼ": "l", "ꞓ": "c", "ʋ": "v", "ɩ": "i", "ɐ": "a",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƚ": "l", "ɱ": "m", "ƥ": "p", "ƭ": "t", "ⱱ": "v", "ł": "l", "ø": "o", "ŧ": "t",
    "ħ": "h", "ŋ": "n", "ƴ": "y", "ƶ": "z", "€": "€",
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g", "զ": "q", "ք": "p", "ռ": "n", "ɛ": "e", "ɔ": "c", "ɾ": "r",
    "ɥ": "h", "ɯ": "w", "ꓐ": "b", "ꓚ": "c", "ꓓ": "d", "ꓰ": "e", "ꓖ": "g", "ꓧ": "h", "ꓲ": "i", "ꓗ": "k",
    "ꓡ": "l", "ꓟ": "m", "ꓠ": "n", "ꓳ": "o", "ꓑ": "p", "ꓣ": "r", "ꓢ": "s", "ꓔ": "t", "ꓴ": "u", "ꓦ": "v", "ꓪ": "w",
    "ꓫ": "x", "ꓬ": "y", "ꓮ": "a", "Ꭺ": "a", "Ꭼ": "e", "Ꮋ": "h", "Ꮶ": "k", "Ꮇ": "m", "Ꮲ": "p", "Ꭲ": "t", "Ꮤ": "w",
    "Ꭱ": "r", "Ꮪ": "s", "Ꮯ": "c", "Ᏼ": "b", "Ꮐ": "g", "Ꭰ": "d", "Ꮮ": "l", "Ꮩ": "v",
}  # fmt: skip

WORD_SIGNS: Final = "🐎🐴🦆🐧✈🛩🛫🍠📞☎📱📲💬📧✉📮📩💌🔑🔐📦💰💵🆕🆔🆓"
"""Emoji that stand for a word of the lexicon; they are kept inside a word where an ornament would be cut."""
