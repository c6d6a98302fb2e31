"""Ids behind a label or a contact cue: 微信：abc_1, "wa +44 …", 加 12345678, "handle: abc_1 (tg)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from market.handles.ids import AFTER_ID, HAN, ID_BEGINS, READERS, TELEGRAM, UNIT, Id, Region, marked, read_nothing
from market.handles.labels_data import SELF_CUED, STOPWORDS
from market.handles.numbers import dialled
from market.handles.tokens import CUE, OTHER, Token
from market.model import HandleType, Span

__all__ = ["STOPWORDS", "Claim", "claims"]


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


_JOIN: Final = re.compile(r"\s{0,2}(?:[/、&和+,，|或＆]|and|or|и|или|id|号|同|＆)?\s{0,2}")
_CONNECT: Final = re.compile(
    r"\.?(?:\s{0,2}(?:号码|号|搜索|搜|私聊|私|滴滴|滴|找|帐号|账号|客服|官方|同号|同步|联系|咨询|交流群|群|唯一"
    r"|id|user ?name|user|nick|handle|contacts?|number|num|no\.?|support|chat|channel|group|bot|only|me|us|to"
    r"|№|ник|канал|группа|чат|бот|саппорт|поддержка|менеджер|на|по|[(（][^()（）\n]{1,12}[)）])){0,3}"
    r"[ \t]{0,3}(?P<colon>(?:[:：=»→➡☞👉~>—–|-]|is\b|are\b|是|为|：){1,4}|[*_`]{1,2}[:：][*_`]{0,2}|[:：][*_`]{1,2})?"
    r"[ \t]{0,3}(?:(?<=[:：*])\n[ \t]{0,2})?[\"'`“«(（\[【*]{0,2}(?:👉|➡|▶|☎|📱)?[ \t]{0,2}"
)
_CUE_REACH: Final = 14
PRICE_AFTER: Final = re.compile(
    r"\s{0,3}[:：=—–,，|-]{0,3}\s{0,3}(?:价格?|售价?|卖|for|за|price)?\s{0,2}[:：]?\s{0,2}"
    r"(?:[$€£₽¥￥]\s?\d|\d[\d.,]{0,9}\s?(?:[$€£₽¥￥]|ton\b|元|块|usdt?\b|u\b|руб|r\b|eur\b|刀|米))"
)
EXAMPLE: Final = re.compile(
    r"(?:(?<![.@\w-])example|sample|e\.g\.|for instance|\btest|例如|示例|样例|пример|например|format|格式|参数)"
    r"[^\n]{0,10}\Z"
)
_ORDER: Final = re.compile(
    r"(?:订单号?|单号|运单|快递|order|заказа?|invoice|sku|举报|投诉|反诈|报警|备案|许可证|执照|注册号|инн|огрн)[^\n]{0,8}\Z"
)
_JSON_KEY: Final = re.compile(r"[\"'][a-z_ ]{0,20}\Z")
AT_NAME: Final = re.compile(r"(?<![a-z0-9а-я_.\-/@])@\s?([a-z][a-z0-9_]{3,31})(?![a-z0-9_@]|\.[a-z]{2})")
DISCORD_TAG: Final = re.compile(r"(?<![a-z0-9_.#/&])[a-z0-9_.]{2,32}#\d{4}(?!\d)")
SKYPE_LIVE: Final = re.compile(r"(?<![a-z0-9_.:/])live:(?:\.cid\.[0-9a-f]{8,16}|[a-z0-9._-]{3,40}[a-z0-9])")
JABBER_HOST: Final = re.compile(
    r"(?:^|\.)(?:jabber|xmpp|jabb|exploit|thesecure|conversations|404|dismail|creep|draugr|sj|jwchat|blah|5222|nixnet)\.[a-z]{2,}$"
)
AT_TYPES: Final = frozenset({"telegram", "wechat", "line", "discord", "skype"})


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
    if connector is None or not _may_begin_id(text[connector.end() : connector.end() + 1]):
        return
    cue = text.startswith(SELF_CUED, token.start) or _cue_before(text, tokens, index)
    spans = tuple((label.start, label.end) for label in labels)
    labels = _without_picture(text, labels)
    worded = any(map(str.isalnum, connector[0]))
    cue = cue or (worded and connector.end() - labels[-1].end > len((connector["colon"] or "") + "    "))
    sure = (
        (bool(connector["colon"]) and "|" not in connector["colon"]) or cue or _ends_text(text, token, connector.end())
    )
    yield from _ids(text, labels, spans, connector.end(), region, sure=sure)


def _may_begin_id(char: str) -> bool:
    """Whether an id of any type may begin with *char*: behind most labels none does."""
    return char in ID_BEGINS or char.isdecimal()


_LAST_ID: Final = re.compile(r"[a-z][a-z0-9_-]{5,24}[ \t]{0,2}(?=$|[\n。!！~])")
_PARTS: Final = frozenset(",，。;；!！、 \n|")


def _ends_text(text: str, label: Token, at: int) -> bool:
    """Return whether a Chinese label behind a comma leads over a blank to the last word of its line (，v信 abcdef)."""
    if label.weak or text[at - 1 : at] != " " or not HAN.search(text, label.start, label.end):
        return False
    return (not label.start or text[label.start - 1] in _PARTS) and _LAST_ID.match(text, at) is not None


def _without_picture(text: str, labels: list[Token]) -> list[Token]:
    """Return labels without a picture that only adorns the next one (📱 WhatsApp: …)."""
    if len(labels) < 2 or text[labels[0].start].isalpha():  # noqa: PLR2004 - the only label, or a word
        return labels
    return labels[1:] if not text[labels[0].end : labels[1].start].strip() else labels


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


def _ids(
    text: str, labels: list[Token], spans: tuple[Span, ...], at: int, region: Region, *, sure: bool
) -> Iterator[Claim]:
    where = labels[0].start
    first: Id | None = None
    for label in labels:
        kind = HandleType(label.type)
        if label.weak and not sure and not _set_apart(text, label):
            continue
        known = READERS[kind](text, at, sure, region)
        if known is None:
            continue
        reason = _refused(text, kind, where, known)
        if reason:
            yield Claim(kind, known.value, known.start, known.end, reason=reason)
            return
        yield Claim(kind, known.value, known.start, known.end, spans, kind is HandleType.DISCORD, first is not None)
        first = first or known
        yield from _more(text, kind, known, region)


_ALONE_ID: Final = re.compile(
    r" (?:[1-9]\d{7,10}|[a-z][a-z0-9-]{0,24}[_\d][a-z0-9_-]{2,24})[ \t]{0,3}(?:$|[\n,，。;；!！)）])"
)


def _set_apart(text: str, label: Token) -> bool:
    """Return whether a short label stands alone before a blank: … 微 abc_1, … q 12345678."""
    before = text[label.start - 1 : label.start]
    if label.end - label.start == 1 and text[label.start] in "qvw":
        lone = label.start == 0 or before in " \n\t，,。;；、|"
        return lone and _ALONE_ID.match(text, label.end) is not None
    return (
        HAN.match(text, label.start) is not None
        and not (before and HAN.match(before))
        and text[label.end : label.end + 1] == " "
    )


_NUMERIC: Final = frozenset({HandleType.PHONE, HandleType.QQ, HandleType.QQ_GROUP, HandleType.WHATSAPP})


def _refused(text: str, kind: HandleType, label_start: int, known: Id) -> str | None:
    """Return why an id is not read: a parameter of code, a sample, an order, goods with their price."""
    before = text[max(0, label_start - 24) : label_start]
    if kind in _NUMERIC and EXAMPLE.search(before):
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


def _more(text: str, kind: HandleType, known: Id, region: Region) -> Iterator[Claim]:
    """Yield further ids of the same type that are listed behind the first."""
    for _ in range(8):
        gap = _AGAIN.match(text, known.end)
        if gap is None:
            return
        following = READERS[kind](text, gap.end(), False, region)  # noqa: FBT003 - listed ids must look like one by themselves
        if following is None or (kind in _NUMERIC and UNIT.match(text, following.end)):
            return
        if kind not in _NUMERIC and not marked(following.value):
            return
        yield Claim(kind, following.value, following.start, following.end)
        known = following


# --- without a label -------------------------------------------------------

_SUFFIX: Final = re.compile(r" ?[(（\[—–,-]{0,2} ?(?:on |in |at |via |в |на |@)?")


def _behind_cue(text: str, tokens: list[Token], index: int, region: Region) -> Iterator[Claim]:
    token = tokens[index]
    connector = _CONNECT.match(text, token.end)
    if connector is None or not _may_begin_id(text[connector.end() : connector.end() + 1]):
        return
    at = connector.end()
    han = HAN.match(text, token.start) is not None or text[token.start] in "+➕"
    if text[at : at + 1].isdecimal() and text[at - 1] == "+":
        return
    if text[at : at + 1].isdecimal() or text[at : at + 1] in {"+", "("}:
        yield from _number_behind_cue(text, token, at, region, han=han)
        return
    match = TELEGRAM.match(text, at)
    if match is None or match.group(1) in STOPWORDS:
        return
    name, end = match.group(1), match.end()
    named = _suffix_label(text, tokens, index, end)
    if named:
        yield Claim(HandleType(named.type), name, match.start(1), end, ((named.start, named.end),))
    elif (han or "_" in name) and marked(name) and AFTER_ID.match(text, end) and not PRICE_AFTER.match(text, end):
        yield Claim(HandleType.WECHAT if han else HandleType.TELEGRAM, name, match.start(1), end)


_SURE: Final = True
_CHINESE_MOBILE: Final = re.compile(r"\+861\d{10}")
_LEAST_BARE_QQ: Final = 6
"""Digits: five behind a mere cue are mostly a count."""


def _number_behind_cue(text: str, token: Token, at: int, region: Region, *, han: bool) -> Iterator[Claim]:
    number = dialled(text, at, region, international=False)
    found = READERS[HandleType.QQ](text, at, _SURE, region) if han and text[token.start] not in "+私" else None
    if number and (text[at] == "+" or (han and _CHINESE_MOBILE.fullmatch(number[0]))):
        kind, known = HandleType.PHONE, Id(number[0], at, number[1])
    elif found and len(found.value) >= _LEAST_BARE_QQ:
        kind, known = HandleType.QQ, found
    else:
        return
    reason = _refused(text, kind, token.start, known)
    yield Claim(kind, known.value, known.start, known.end, reason=reason)


def _suffix_label(text: str, tokens: list[Token], index: int, end: int) -> Token | None:
    """Return the label that stands behind an id: "abc_1 (tg)", "abc_1 on telegram"."""
    for token in tokens[index + 1 : index + 4]:
        if token.start >= end and token.type not in {CUE, OTHER}:
            readable = READERS[HandleType(token.type)] is not read_nothing
            return token if readable and _SUFFIX.fullmatch(text, end, token.start) else None
    return None
