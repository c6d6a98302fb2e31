"""Ids behind a label or a contact cue: 微信：abc_1, "wa +44 …", 加 12345678, "handle: abc_1 (tg)"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from market.handles.hosts_data import FILE_ENDINGS, SHOP_ENDINGS, WORD_ENDINGS
from market.handles.labels_data import SELF_CUED, STOPWORDS
from market.handles.numbers import dialled, e164
from market.handles.tokens import CUE, OTHER, Token
from market.model import HandleType, Span

__all__ = ["STOPWORDS", "Claim", "claims"]

Region = Callable[[], str]
"""Gives the country that numbers without a country code belong to; asked only when one is met."""


class Claim(NamedTuple):
    """An id that a label or cue announces, or why what stands there is none."""

    type: HandleType
    value: str
    start: int
    end: int
    labels: tuple[Span, ...] = ()
    cased: bool = False
    """True where the value is kept as written."""
    shared: bool = False
    """True where another label claims the same place (QQ/微信：123456)."""
    reason: str | None = None
    """Set on a rejection."""


class _Id(NamedTuple):
    value: str
    start: int
    end: int


_JOIN: Final = re.compile(r"\s{0,2}(?:[/、&和+,，|或＆]|and|or|и|или|id|号|同|＆)?\s{0,2}")
_CONNECT: Final = re.compile(
    r"\.?(?:\s{0,2}(?:号码|号|搜索|搜|私聊|私|滴滴|滴|找|帐号|账号|客服|官方|同号|同步|id|user ?name|user|nick|ник|handle|contacts?"
    r"|number|num|no\.?|№|support|канал|группа|чат"
    r"|chat|channel|group|bot|бот|саппорт|поддержка|менеджер|联系|咨询|交流群|群|唯一|only|me|us|to|на|по"
    r"|[(（][^()（）\n]{1,12}[)）])){0,3}"
    r"[ \t]{0,3}(?P<colon>(?:[:：=»→➡☞👉~>—–|-]|is\b|are\b|是|为|：){1,4}|[*_`]{1,2}[:：][*_`]{0,2}|[:：][*_`]{1,2})?"
    r"[ \t]{0,3}(?:(?<=[:：*])\n[ \t]{0,2})?[\"'`“«(（\[【*]{0,2}(?:👉|➡|▶|☎|📱)?[ \t]{0,2}"
)
_CUE_REACH: Final = 14
_AFTER_ID: Final = re.compile(r"$|[\s,，.。;；、/|)）\]】!！?？\"'`”»*(（~…<>\u2600-\u27bf\U0001f000-\U0001faff-]")
_LAST_WORD: Final = re.compile(
    r"[ \t]{0,3}(?:$|[\n,，.。;；、/|)）\]】!！?？\"'`”»*(（~]|[\u2600-\u27bf\U0001f000-\U0001faff]|\s{2})"
)
_UNIT: Final = re.compile(
    r"\s?(?:元|块|毛|个|条|张|位|级|年|月|天|人|粉|米|刀|万|千|起|以上|折|只|套|份|次|星|r\b|u\b|usdt|usd"
    r"|\$|€|%|k\b|w\b|pcs|шт|руб|₽|¥|gb?\b|多)"
)
PRICE_AFTER: Final = re.compile(
    r"\s{0,3}[:：=—–,，|-]{0,3}\s{0,3}(?:价格?|售价?|卖|for|за|price)?\s{0,2}[:：]?\s{0,2}"
    r"(?:[$€£₽¥￥]\s?\d|\d[\d.,]{0,9}\s?(?:[$€£₽¥￥]|ton\b|元|块|usdt?\b|u\b|руб|r\b|eur\b|刀|米))"
)
_EXAMPLE: Final = re.compile(
    r"(?:(?<![.@\w-])example|sample|e\.g\.|for instance|\btest|例如|示例|样例|пример|например|format|格式|参数)[^\n]{0,10}\Z"
)
_ORDER: Final = re.compile(
    r"(?:订单号?|单号|运单|快递|order|заказа?|invoice|sku|举报|投诉|反诈|报警|备案|许可证|执照|注册号|инн|огрн)[^\n]{0,8}\Z"
)
_JSON_KEY: Final = re.compile(r"[\"'][a-z_ ]{0,20}\Z")
AT_NAME: Final = re.compile(r"(?<![a-z0-9а-я_.\-/@])@\s?([a-z][a-z0-9_]{3,31})(?![a-z0-9_@]|\.[a-z]{2})")
DISCORD_TAG: Final = re.compile(r"(?<![a-z0-9_.#/&])[a-z0-9_.]{2,32}#\d{4}(?!\d)")
SKYPE_LIVE: Final = re.compile(r"(?<![a-z0-9_.:/])live:(?:\.cid\.[0-9a-f]{8,16}|[a-z0-9._-]{3,40}[a-z0-9])")
LONG_WORD: Final = re.compile(r"[0-9a-z_-]{26}")
JABBER_HOST: Final = re.compile(
    r"(?:^|\.)(?:jabber|xmpp|jabb|exploit|thesecure|conversations|404|dismail|creep|draugr|sj|jwchat|blah|5222|nixnet)\.[a-z]{2,}$"
)
AT_TYPES: Final = frozenset({"telegram", "wechat", "line", "discord", "skype"})
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_HAN_DIGITS: Final = {
    **{char: str(n) for n, char in enumerate("零一二三四五六七八九")},
    "〇": "0",
    "幺": "1",
    "壹": "1",
    "贰": "2",
    "叁": "3",
}
_HAN_NUMBER: Final = re.compile(f"[{''.join(_HAN_DIGITS)}]{{6,11}}(?![{''.join(_HAN_DIGITS)}十百千万块元])")


def connects(text: str, start: int, end: int) -> bool:
    """Return whether only a connector (colon, "id", a bracket) stands between *start* and *end*."""
    match = _CONNECT.match(text, start)
    return match is not None and match.end() >= end


def claims(text: str, tokens: list[Token], index: int, region: Region) -> Iterator[Claim]:
    """Yield what the token at *index* announces; nothing where no id follows."""
    token = tokens[index]
    if token.type == CUE:
        yield from _behind_cue(text, tokens, index, region)
        return
    if token.type == OTHER or (index and _joined(text, tokens[index - 1], token)):
        return
    labels = [token]
    for later in tokens[index + 1 : index + 6]:
        if not _joined(text, labels[-1], later):
            break
        labels.append(later)
    connector = _CONNECT.match(text, labels[-1].end)
    if connector is None:  # pragma: no cover - the pattern matches nothing, too
        return
    cue = text.startswith(SELF_CUED, token.start) or _cue_before(text, tokens, index)
    cue = cue or connector.end() - labels[-1].end > len((connector["colon"] or "") + "    ")
    sure = bool(connector["colon"]) or cue
    yield from _ids(text, labels, connector.end(), region, sure=sure)


def _joined(text: str, one: Token, other: Token) -> bool:
    """Return whether two labels name one id together (QQ/微信, tg & wa)."""
    if CUE in {one.type, other.type} or OTHER in {one.type, other.type} or other.start - one.end > 6:  # noqa: PLR2004 - " and "
        return False
    return _JOIN.fullmatch(text, one.end, other.start) is not None


def _cue_before(text: str, tokens: list[Token], index: int) -> bool:
    if not index or tokens[index - 1].type != CUE:
        return False
    gap = text[tokens[index - 1].end : tokens[index].start]
    return len(gap) <= _CUE_REACH and "\n" not in gap


def _ids(text: str, labels: list[Token], at: int, region: Region, *, sure: bool) -> Iterator[Claim]:
    spans = tuple((label.start, label.end) for label in labels)
    where = labels[0].start
    first: _Id | None = None
    for label in labels:
        kind = HandleType(label.type)
        if label.weak and not sure and not _set_apart(text, label):
            continue
        known = _READERS[kind](text, at, sure, region)
        if known is None:
            continue
        reason = _refused(text, kind, where, known)
        if reason:
            yield Claim(kind, known.value, known.start, known.end, reason=reason)
            return
        yield Claim(kind, known.value, known.start, known.end, spans, kind is HandleType.DISCORD, first is not None)
        first = first or known
        yield from _more(text, kind, known, region)


_ALONE_ID: Final = re.compile(r" (?:[1-9]\d{7,10}|[a-z][a-z0-9-]{0,24}[_\d][a-z0-9_-]{2,24})[ \t]{0,3}(?:$|[\n,，。;；!！)）])")


def _set_apart(text: str, label: Token) -> bool:
    """Return whether a short label stands alone before a blank: … 微 abc_1, … q 12345678."""
    before = text[label.start - 1 : label.start]
    if label.end - label.start == 1 and text[label.start] in "qvw":
        lone = label.start == 0 or before in " \n\t，,。;；、|"
        return lone and _ALONE_ID.match(text, label.end) is not None
    return (
        _HAN.match(text, label.start) is not None
        and not (before and _HAN.match(before))
        and text[label.end : label.end + 1] == " "
    )


_NUMERIC: Final = frozenset({HandleType.PHONE, HandleType.QQ, HandleType.QQ_GROUP, HandleType.WHATSAPP})


def _refused(text: str, kind: HandleType, label_start: int, known: _Id) -> str | None:
    """Return why an id is not read: a parameter of code, a sample, an order, goods with their price."""
    before = text[max(0, label_start - 24) : label_start]
    if kind in _NUMERIC and _EXAMPLE.search(before):
        return "a sample value"
    if kind in _NUMERIC and _ORDER.search(before):
        return "an order or licence number"
    if (
        _JSON_KEY.search(before)
        and text[known.start - 1 : known.start] in "\"'"
        and '":' in text[label_start : known.start + 1]
    ):
        return "a value in code"
    if text[label_start - 1 : label_start] in {"?", "&"} or text[known.start - 1 : known.start] == "=":
        return "a parameter"
    if kind is HandleType.QQ and PRICE_AFTER.match(text, known.end):
        return "goods with their price"
    return None


_AGAIN: Final = re.compile(r"\s{0,2}(?:[/,，、;；|&和或]|or\b|и\b|или\b|and\b|备用)\s{0,2}[:：]?\s{0,2}@?")


def _more(text: str, kind: HandleType, known: _Id, region: Region) -> Iterator[Claim]:
    """Yield further ids of the same type that are listed behind the first."""
    for _ in range(8):
        gap = _AGAIN.match(text, known.end)
        if gap is None:
            return
        following = _READERS[kind](text, gap.end(), False, region)  # noqa: FBT003 - listed ids must look like one by themselves
        if following is None or (kind in _NUMERIC and _UNIT.match(text, following.end)):
            return
        if kind not in _NUMERIC and not _marked(following.value):
            return
        yield Claim(kind, following.value, following.start, following.end)
        known = following


# --- one reader a type -----------------------------------------------------

_WECHAT: Final = re.compile(
    r"(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|[1-9]\d{5,10}|[a-z][a-z0-9_-]{4,25})(?![a-z0-9_@]|\.[a-z]{2})"
)
_BROKEN_MOBILE: Final = re.compile(r"1[3-9]\d(?:[^\d\n]{1,2}\d{4}){2}(?!\d)")
"""A Chinese mobile number with anything pushed between its groups."""
_QQ: Final = re.compile(r"[1-9](?:[ .-]?\d){4,10}(?!\d|[.,]\d|[a-z]{3}|@)")
_TELEGRAM: Final = re.compile(r"@?([a-z][a-z0-9_]{3,31})(?![a-z0-9_@]|\.[a-z]{2}|\()")
_LINE: Final = re.compile(r"[@~]?([a-z0-9][a-z0-9._-]{2,19}[a-z0-9])(?![a-z0-9_@])")
_SKYPE: Final = re.compile(r"((?:live:)?[a-z.][a-z0-9._,:-]{3,40}[a-z0-9])(?![a-z0-9_@])")
_DISCORD: Final = re.compile(r"@?([a-z0-9._]{2,32}(?:#\d{4})?)(?![a-z0-9_@#])")


def _marked(name: str) -> bool:
    """Return whether *name* carries a digit or underscore, as chosen names do and words do not."""
    return "_" in name or "-" in name or any(map(str.isdecimal, name))


def _word_like(text: str, name: str, start: int, end: int, *, sure: bool) -> bool:
    """Return whether *name* reads as a plain word of the sentence rather than an id."""
    if name in STOPWORDS:
        return True
    if _marked(name):
        hyphen_only = "_" not in name and not any(map(str.isdecimal, name))
        behind_han = _HAN.search(text[max(0, start - 3) : start]) is not None
        return not sure and ((hyphen_only and not behind_han) or not _AFTER_ID.match(text, end))
    if sure and text[start - 1 : start] == "@":
        return False
    return not (sure and _LAST_WORD.match(text, end))


def _read_wechat(text: str, at: int, sure: bool, _: Region) -> _Id | None:  # noqa: FBT001 - one signature for all readers
    match = _WECHAT.match(text, at)
    if match is None:
        return _read_han_number(text, at, sure=sure)
    value = match.group()
    if value[0].isdecimal():
        digits = re.sub(r"[ -]", "", value)
        mobile = len(digits) == 11 and digits[0] == "1"  # noqa: PLR2004 - a Chinese mobile number
        return _Id(digits, at, match.end()) if (sure or mobile) and not _UNIT.match(text, match.end()) else None
    if _word_like(text, value, at, match.end(), sure=sure):
        return None
    return _Id(value.rstrip("-_") if value.endswith("-") else value, at, match.end())


def _read_qq(text: str, at: int, sure: bool, _: Region) -> _Id | None:  # noqa: FBT001 - same
    match = _QQ.match(text, at)
    if match is None or _UNIT.match(text, match.end()):
        return _read_han_number(text, at, sure=sure) if match is None else None
    digits = re.sub(r"\D", "", match.group())
    grouped = len(digits) != match.end() - at
    if (grouped and not sure and len(digits) < 8) or (not sure and len(digits) < 6):  # noqa: PLR2004 - short numbers need a colon
        return None
    return _Id(digits, at, match.end())


def _read_han_number(text: str, at: int, *, sure: bool) -> _Id | None:
    match = _HAN_NUMBER.match(text, at) if sure else None
    return _Id("".join(_HAN_DIGITS[char] for char in match.group()), at, match.end()) if match else None


def _read_telegram(text: str, at: int, sure: bool, region: Region) -> _Id | None:  # noqa: FBT001 - same
    match = _TELEGRAM.match(text, at)
    if match is None:
        number = dialled(text, at, region, international=True) if sure and text[at : at + 1] == "+" else None
        return _Id(number[0], at, number[1]) if number else None
    name = match.group(1)
    return None if _word_like(text, name, match.start(1), match.end(), sure=sure) else _Id(name, at, match.end())


def _read_number(text: str, at: int, _sure: bool, region: Region) -> _Id | None:  # noqa: FBT001 - same
    if not text[at : at + 1].isdecimal() and text[at : at + 1] not in {"+", "("}:
        return None
    number = dialled(text, at, region, international=True)
    return _Id(number[0], at, number[1]) if number and not _UNIT.match(text, number[1]) else None


def _read_phone(text: str, at: int, sure: bool, region: Region) -> _Id | None:  # noqa: FBT001 - same
    known = _read_number(text, at, sure, region)
    if known is None and (match := _BROKEN_MOBILE.match(text, at)):
        number = e164("+86" + re.sub(r"\D", "", match.group()), None)
        return _Id(number, at, match.end()) if number else None
    return known


def _read_line(text: str, at: int, sure: bool, _: Region) -> _Id | None:  # noqa: FBT001 - same
    match = _LINE.match(text, at)
    if match is None or not sure or match.group(1).isdecimal():
        return None
    name = match.group(1)
    return None if _word_like(text, name, match.start(1), match.end(), sure=True) else _Id(name, at, match.end())


def _read_skype(text: str, at: int, sure: bool, _: Region) -> _Id | None:  # noqa: FBT001 - same
    match = _SKYPE.match(text, at)
    if match is None:
        return None
    name = match.group(1)
    plain = not _marked(name) and "." not in name and ":" not in name
    if name in STOPWORDS or (plain and not (sure and _LAST_WORD.match(text, match.end()))):
        return None
    return _Id(name, at, match.end())


def _read_discord(text: str, at: int, sure: bool, _: Region) -> _Id | None:  # noqa: FBT001 - same
    match = _DISCORD.match(text, at)
    if match is None or not sure or match.group(1).replace(".", "").isdecimal():
        return None
    name = match.group(1).rstrip(".")
    end = match.start(1) + len(name)
    if "#" not in name and _word_like(text, name, match.start(1), end, sure=True):
        return None
    return _Id(name, match.start(1), end)


def _read_nothing(_text: str, _at: int, _sure: bool, _region: Region) -> _Id | None:  # noqa: FBT001 - same
    """Return None: addresses are read where they stand, whatever label is before them."""
    return None


_READERS: Final[dict[HandleType, Callable[[str, int, bool, Region], _Id | None]]] = {
    HandleType.WECHAT: _read_wechat,
    HandleType.QQ: _read_qq,
    HandleType.QQ_GROUP: _read_qq,
    HandleType.TELEGRAM: _read_telegram,
    HandleType.WHATSAPP: _read_number,
    HandleType.PHONE: _read_phone,
    HandleType.LINE: _read_line,
    HandleType.SKYPE: _read_skype,
    HandleType.DISCORD: _read_discord,
    HandleType.JABBER: _read_nothing,
    HandleType.EMAIL: _read_nothing,
    HandleType.URL: _read_nothing,
    HandleType.WALLET: _read_nothing,
}

# --- without a label -------------------------------------------------------

_SUFFIX: Final = re.compile(r" ?[(（\[—–,-]{0,2} ?(?:on |in |at |via |в |на |@)?")


def _behind_cue(text: str, tokens: list[Token], index: int, region: Region) -> Iterator[Claim]:
    token = tokens[index]
    connector = _CONNECT.match(text, token.end)
    if connector is None:  # pragma: no cover - same
        return
    at = connector.end()
    han = _HAN.match(text, token.start) is not None or text[token.start] in "+➕"
    if text[at : at + 1].isdecimal() or text[at : at + 1] in {"+", "("}:
        yield from _number_behind_cue(text, token, at, region, han=han)
        return
    match = _TELEGRAM.match(text, at)
    if match is None or match.group(1) in STOPWORDS:
        return
    name, end = match.group(1), match.end()
    named = _suffix_label(text, tokens, index, end)
    if named:
        yield Claim(HandleType(named.type), name, match.start(1), end, ((named.start, named.end),))
    elif _marked(name) and _AFTER_ID.match(text, end) and (han or "_" in name) and not PRICE_AFTER.match(text, end):
        if connector["colon"] or han or "_" in name:
            yield Claim(HandleType.WECHAT if han else HandleType.TELEGRAM, name, match.start(1), end)


def _number_behind_cue(text: str, token: Token, at: int, region: Region, *, han: bool) -> Iterator[Claim]:
    number = dialled(text, at, region, international=False)
    mobile = number is not None and (text[at] == "+" or (han and number[0].startswith("+861") and len(number[0]) == 14))  # noqa: PLR2004 - +86 and eleven digits
    if number and mobile:
        kind, known = HandleType.PHONE, _Id(number[0], at, number[1])
    elif (
        han and (found := _read_qq(text, at, True, region)) and len(found.value) > 5 and text[token.start] not in "+私"
    ):
        kind, known = HandleType.QQ, found
    else:
        return
    reason = _refused(text, kind, token.start, known)
    yield Claim(kind, known.value, known.start, known.end, reason=reason)


def _suffix_label(text: str, tokens: list[Token], index: int, end: int) -> Token | None:
    """Return the label that stands behind an id: "abc_1 (tg)", "abc_1 on telegram"."""
    for token in tokens[index + 1 : index + 4]:
        if token.start >= end and token.type not in {CUE, OTHER}:
            return (
                token
                if _SUFFIX.fullmatch(text, end, token.start) and _READERS[HandleType(token.type)] is not _read_nothing
                else None
            )
    return None


_CODE_AFTER: Final = re.compile(r"\s?[(:]|/")
_CODE: Final = re.compile(
    r"(?m)^\s*(?:def |import |from \w+ import|class \w+[:({]|const |let |var |function |return |public |#include|package |func )|;\n|\{\n|=> \{"
)
_GOODS: Final = re.compile(r"\s{0,3}[—–,-]{0,2}\s{0,3}(?:registered|bids|domain|域名|注册于|\(bulk)")


def is_code(text: str, start: int, end: int) -> bool:
    """Return whether an @name is a decorator, a package scope or an annotation."""
    return bool(text[end : end + 1] == "/" or (text[end : end + 1] == "(" and (start == 0 or text[start - 1] == "\n")))


_NAMES_FOR_SALE: Final = re.compile(r"(?:user ?names?|юзернейм\w*|handles|nicks?|用户名|靓名)[^\n@]{0,24}\Z")


def is_goods_name(text: str, start: int, end: int, *, cue: bool) -> bool:
    """Return whether an @name is for sale itself: its price follows (and no cue leads), or the line announces names."""
    if PRICE_AFTER.match(text, end):
        return not cue
    return _NAMES_FOR_SALE.search(text[max(0, start - 40) : start]) is not None


def is_json_value(text: str, start: int) -> bool:
    """Return whether the word at *start* is a quoted value behind a key."""
    return bool(re.search(r"[\"'][a-z_]{1,30}[\"']\s?:\s?[\"']\Z", text[max(0, start - 40) : start]))


def not_a_site(text: str, start: int, end: int) -> str | None:
    """Return why the host between *start* and *end* is no seller's site; None where it may be one."""
    if _EXAMPLE.search(text[max(0, start - 24) : start]):
        return "a sample value"
    if "/" in text[start:end]:
        return None
    if text[end : end + 1] in {"(", "_"} or text[start - 1 : start] in {"(", "="}:
        return "code"
    ending = text[start:end].rpartition(".")[2]
    if (ending in FILE_ENDINGS or ending in WORD_ENDINGS or ending not in SHOP_ENDINGS) and _CODE.search(text):
        return "code"
    return "a domain for sale" if _GOODS.match(text, end) else None
