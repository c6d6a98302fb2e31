"""Words of the price grammar: numerals, multipliers, periods and pieces. Data only; all folded."""

from __future__ import annotations

from typing import Final

HAN_DIGITS: Final = {
    "零": 0, "〇": 0, "一": 1, "壹": 1, "二": 2, "贰": 2, "两": 2, "俩": 2, "三": 3, "叁": 3, "四": 4, "肆": 4,
    "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
HAN_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
HAN_MYRIAD: Final = {"万": 10_000, "亿": 100_000_000}

MULTIPLIERS: Final = {
    "k": 1000, "к": 1000, "w": 10_000, "万": 10_000, "千": 1000, "百": 100, "тыс": 1000, "тысяч": 1000, "тысячи": 1000,
    "тыщ": 1000, "mil": 1000, "rb": 1000, "ribu": 1000, "bin": 1000, "nghin": 1000, "млн": 1_000_000, "亿": 10**8,
    "m": 1_000_000, "million": 1_000_000, "jt": 1_000_000, "juta": 1_000_000, "tr": 1_000_000, "trieu": 1_000_000,
}  # fmt: skip

SPELT: Final = {
    # English
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "a hundred": 100,
    "one hundred": 100, "two hundred": 200, "three hundred": 300, "five hundred": 500, "thousand": 1000,
    "a thousand": 1000, "one thousand": 1000, "two thousand": 2000, "five thousand": 5000, "ten thousand": 10_000,
    "dozen": 12, "a dozen": 12, "fourteen": 14, "eighteen": 18, "a pair": 2, "half a year": 0,
    # Russian
    "один": 1, "одна": 1, "одну": 1, "одного": 1, "два": 2, "две": 2, "двух": 2, "три": 3, "трех": 3, "четыре": 4,
    "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10,
    "десяток": 10, "десятка": 10, "десяти": 10, "двенадцать": 12, "пятнадцать": 15, "двадцать": 20, "тридцать": 30,
    "сорок": 40, "пятьдесят": 50, "полсотни": 50, "шестьдесят": 60, "семьдесят": 70, "восемьдесят": 80,
    "девяносто": 90, "сто": 100, "сотня": 100, "сотню": 100, "сотни": 100, "двести": 200, "триста": 300,
    "четыреста": 400, "пятьсот": 500, "тысяча": 1000, "тысячу": 1000, "тыща": 1000, "тыщу": 1000, "полтора": 0,
    "штука": 1, "четырнадцать": 14,
    # Spanish, Portuguese
    "uno": 1, "una": 1, "um": 1, "uma": 1, "dos": 2, "dois": 2, "duas": 2, "tres": 3, "cuatro": 4, "quatro": 4,
    "cinco": 5, "seis": 6, "siete": 7, "sete": 7, "ocho": 8, "oito": 8, "nueve": 9, "nove": 9, "diez": 10, "dez": 10,
    "veinte": 20, "vinte": 20, "treinta": 30, "cincuenta": 50, "cinquenta": 50, "cien": 100, "cem": 100,
    "ciento": 100, "quinientos": 500, "mil": 1000,
    # Turkish, Indonesian, Vietnamese, German, French
    "bir": 1, "iki": 2, "uc": 3, "bes": 5, "on": 10, "yirmi": 20, "elli": 50, "yuz": 100, "bin": 1000,
    "satu": 1, "dua": 2, "tiga": 3, "lima": 5, "sepuluh": 10, "lima puluh": 50, "seratus": 100, "seribu": 1000,
    "mot": 1, "hai": 2, "nam": 5, "muoi": 10, "tram": 100,
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "zehn": 10, "zwanzig": 20, "hundert": 100,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10, "vingt": 20, "cent": 100,
}  # fmt: skip
"""Numerals in words, for pack sizes and ages; 0 marks words that only look like one."""

AMBIGUOUS_SPELT: Final = frozenset(
    {"on", "bin", "nam", "mil", "uno", "una", "um", "uma", "mot", "hai", "uc", "cent", "штука", "tram", "one", "bir"}
)
"""Numerals that are everyday words of some language; they count only before a word for pieces."""

HOURS: Final = ("hours", "hour", "hrs", "hr", "h", "小时", "钟头", "часов", "часа", "час", "ч", "horas", "hora", "jam", "saat", "gio", "stunden", "时", "ساعة", "시간", "時間")  # fmt: skip
DAYS: Final = ("days", "day", "d", "天", "日", "дней", "дня", "день", "дн", "д", "днів", "дні", "วัน", "दिन", "сут", "суток", "сутки", "dias", "dia", "hari", "gun", "ngay", "tage", "tag", "jours", "يوم", "ايام", "أيام", "일")  # fmt: skip
WEEKS: Final = ("weeks", "week", "wks", "wk", "周", "星期", "个星期", "недель", "недели", "неделю", "неделя", "нед", "semanas", "semana", "minggu", "hafta", "tuan", "wochen", "أسبوع", "주")  # fmt: skip
MONTHS: Final = ("months", "month", "mos", "mo", "mths", "mth", "mon", "个月", "月", "月份", "месяцев", "месяца", "месяц", "месяцам", "місяців", "місяці", "เดือน", "महीने", "महीना", "мес", "meses", "mes", "mês", "bulan", "ay", "aylik", "thang", "monate", "monat", "mois", "شهر", "اشهر", "أشهر", "شهور", "개월", "달", "ヶ月", "か月", "ヵ月", "m")  # fmt: skip
YEARS: Final = ("years", "year", "yrs", "yr", "yo", "y.o", "y", "年", "років", "роки", "рік", "ปี", "साल", "वर्ष", "лет", "года", "год", "году", "г", "anos", "ano", "años", "tahun", "yil", "yillik", "nam", "jahre", "jahr", "ans", "سنة", "سنوات", "سنين", "년")  # fmt: skip
PERIODS: Final = {
    **dict.fromkeys(HOURS, "hour"),
    **dict.fromkeys(DAYS, "day"),
    **dict.fromkeys(WEEKS, "week"),
    **dict.fromkeys(MONTHS, "month"),
    **dict.fromkeys(YEARS, "year"),
}

PIECES: Final = (
    "个", "只", "张", "条", "套", "枚", "份", "号", "位", "部", "台", "组", "板", "盒", "箱", "件", "支", "粒", "码", "次",
    "pcs", "pc", "pieces", "piece", "accounts", "account", "accs", "acc", "units", "unit", "sessions", "session",
    "numbers", "number", "cards", "card", "sims", "sim", "rows", "row", "lines", "records", "record", "leads", "sets",
    "set", "slots", "slot", "scans", "scan", "codes", "code", "profiles", "profile", "mails", "tokens", "token",
    "channels", "channel", "packs", "pack", "boxes", "box", "lot", "ports", "port", "pages", "ids", "copies", "clips",
    "шт", "штук", "штуки", "штука", "штуку", "штучек", "акк", "акков", "аккаунтов", "аккаунта", "аккаунт", "номеров",
    "номера", "номер", "симок", "симки", "карт", "чел", "строк", "ед", "позиций", "токенов", "смс", "сессий", "каналов",
    "unidades", "unidad", "cuentas", "cuenta", "uds", "ud", "contas", "conta", "unid", "adet", "tane", "hesap",
    "akun", "pcs.", "biji", "buah", "con", "cai", "tai khoan", "acc.", "stuck", "stk", "konten", "حساب", "قطعة",
    "комплектов", "комплекта", "комплект", "comptes", "compte", "개", "계정", "sztuk", "szt", "บัญชี", "अकाउंट", "個", "件", "هزار",
)  # fmt: skip
"""Words for pieces of what is sold, after a number."""

COUNTED: Final = (
    "粉", "好友", "赞", "获赞", "积分", "分", "级", "星", "钻", "心", "皇冠", "关注", "人", "次", "条作品", "条视频", "帖", "篇", "条微博",
    "评价", "单", "笔", "黄钻", "等级", "年会员", "积", "群", "万粉", "千粉", "太阳", "月亮",
    "followers", "follower", "subs", "sub", "subscribers", "friends", "friend", "karma", "connections", "contacts",
    "posts", "post", "reviews", "review", "stars", "star", "likes", "views", "feedback", "hearts", "level", "orders",
    "photos", "videos", "games", "points", "members", "boosts", "servers", "messages", "dialogues", "groups", "votes",
    "подписчиков", "подписчика", "подписчик", "подписоты", "саб", "сабов", "пдп", "друзей", "друга", "друг", "фото",
    "отзывов", "отзыва", "звезд", "лайков", "постов", "групп", "уровень", "уровня", "просмотров", "игр", "связей",
    "участников", "kişi", "takipci", "takipcili", "seguidores", "amigos", "ban be", "bb", "teman", "pengikut",
    "متابع", "팔로워", "フォロワー", "abonnes", "percent", "%", "процентов",
)  # fmt: skip
"""What a number counts that is neither price nor pieces."""

MEASURES: Final = (
    "gb", "g", "mb", "tb", "口", "位", "kg", "克", "斤", "ml", "线程", "核", "gib", "гб", "мб", "寸", "路", "端口", "窗口",
    "cm", "mm", "km", "hz", "kb", "分钟", "min", "mins", "minutes", "minute", "minutos", "мин", "минут", "минуты", "秒",
    "sec", "seconds", "сек", "phut", "menit", "dakika", "点", "版", "楼", "区", "网", "岁", "度", "代", "期", "秒发",
    "面", "面值", "面额", "gbps", "mbps", "threads", "проц", "段", "段格式", "折", "倍", "周年", "码率", "stars", "km",
)  # fmt: skip
