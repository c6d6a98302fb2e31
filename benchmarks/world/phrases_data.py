"""What sellers of the simulated world say around their products, by language; the grammar fills the slots.

Slots: `{h}` hours, `{n}` a small count, `{d}` days, `{t}` o'clock, `{pay}` a way to pay.
"""

from __future__ import annotations

PHRASES: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "quality": (
            "一手货源，自家机房养的",
            "一机一号一IP，环境干净",
            "批量稳定，老客户都知道",
            "{n}道工序质检后才出库",
            "非黑卡注册，放心用",
            "手工号，不是脚本跑的",
            "号源自己把控，不倒二手",
            "每天更新，先到先得",
            "资料随机，头像可自己换",
            "格式：账号----密码----密保",
        ),
        "warranty": (
            "售后{h}小时，首登有问题包换",
            "质保{d}天，死号补号",
            "包首登，{h}小时内反馈",
            "出货概不退款，登录问题{h}小时内换新",
            "登不上截图找我，当场补",
            "换绑前包售后，换绑后自理",
            "非人为封号{d}天内补",
        ),
        "rules": (
            "先确认再拍，拍错不退",
            "不议价，白嫖党绕路",
            "大批量拿货提前一天说",
            "新手慎拍，不教怎么用",
            "介意勿拍，不吵架",
            "{n}个起有优惠，量大私聊",
            "不接急单，排队发",
            "代理价看量，长期合作优先",
        ),
        "delivery": (
            "自动发货，拍完即得",
            "人工发货，{t}点到23点在线",
            "付款后{n}分钟内到",
            "卡密自动发，注意查收",
            "夜间下单次日{t}点发",
        ),
        "pay": ("支持{pay}", "付款走{pay}，别的不收", "{pay}优惠一点", "只认{pay}"),
        "escrow": ("可走担保 {x}", "不放心就走 {x} 担保", "担保人 {x}，手续费对半", "大单必须走担保：{x}"),
        "footer": ("—— 本站客服 {x} ——", "平台投诉请联系 {x}", "交易纠纷找站务 {x}"),
        "hello": ("老店新开", "{n}年老商家", "工作室直出", "长期出货，非一锤子买卖", "熟人介绍再减", ""),
        "edit": ("【今日有货】", "新到一批，质量比上批好", "规则有更新，拍前看完", "节假日照常发货", "本周换了新号段"),
    },
    "en": {
        "quality": (
            "Our own farm, no resale",
            "Each one made on a clean residential IP",
            "Hand made, not botted",
            "Checked {n} times before delivery",
            "Same supplier for {n} years",
            "Random profile, photo can be changed",
            "Format: login:pass:mail",
            "Stock is refilled every day",
            "Works with antidetect browsers",
            "No recycled stuff here",
        ),
        "warranty": (
            "{h}h replacement if first login fails",
            "Warranty {d} days, dead ones are replaced",
            "First login guaranteed only",
            "No refunds, replacement within {h} hours",
            "Send me a screenshot and I replace it",
            "Ban is on you after you change the data",
        ),
        "rules": (
            "Read before you buy",
            "No bargaining please",
            "For big volumes text me a day before",
            "Not for newbies, I don't teach",
            "From {n} pcs ask for a discount",
            "Resellers welcome",
            "First come first served, no holds",
        ),
        "delivery": (
            "Instant auto delivery",
            "Manual delivery, online from {t} till 23 UTC",
            "Sent in {n} minutes after payment",
            "Orders at night go out next morning",
        ),
        "pay": ("Payment: {pay}", "I accept {pay} only", "{pay} preferred"),
        "escrow": (
            "Escrow ok via {x}",
            "Not sure? use {x} as escrow",
            "Middleman {x}, fee split",
            "Large deals only with escrow {x}",
        ),
        "footer": ("-- marketplace support {x} --", "Disputes: {x}", "Report a problem to our moderator {x}"),
        "hello": ("Trusted seller", "{n} years on the market", "Bulk shop", "Long term partners wanted", "Vouched", ""),
        "edit": (
            "RESTOCKED",
            "New batch, better than the last one",
            "Rules updated, read again",
            "Working on holidays too",
            "New region this week",
        ),
    },
    "ru": {
        "quality": (
            "Свой фарм, не перепродажа",
            "Каждый на чистом резидентном IP",
            "Ручная регистрация, не софт",
            "Проверка {n} раза перед выдачей",
            "Один поставщик уже {n} года",
            "Профиль случайный, фото меняется",
            "Формат: логин:пароль:почта",
            "Пополняем каждый день",
            "Подходит под антидетект",
            "Без рециклинга",
        ),
        "warranty": (
            "Замена {h} ч если не зашло с первого раза",
            "Гарантия {d} дней, невалид меняем",
            "Гарантия только на первый вход",
            "Возврата нет, замена в течение {h} часов",
            "Скрин невалида — и замена сразу",
            "После смены данных претензии не принимаются",
        ),
        "rules": (
            "Читайте описание до оплаты",
            "Без торга",
            "Большой опт — пишите за день",
            "Новичков не учу",
            "От {n} шт спрашивайте скидку",
            "Реселлерам рады",
            "Кто первый, того и товар",
        ),
        "delivery": (
            "Автовыдача сразу",
            "Выдача вручную, онлайн с {t} до 23 мск",
            "Выдам за {n} минут после оплаты",
            "Ночные заказы — утром",
        ),
        "pay": ("Оплата: {pay}", "Принимаю только {pay}", "Лучше {pay}"),
        "escrow": (
            "Гарант {x}",
            "Сомневаетесь — через гаранта {x}",
            "Гарант-бот {x}, комиссия пополам",
            "Крупные сделки только через {x}",
        ),
        "footer": ("-- поддержка площадки {x} --", "Споры: {x}", "Жалобы модератору {x}"),
        "hello": ("Проверенный продавец", "{n} года на рынке", "Оптовый магазин", "Ищем постоянных", "Есть отзывы", ""),
        "edit": (
            "СНОВА В НАЛИЧИИ",
            "Новая партия, лучше прошлой",
            "Правила обновлены",
            "Работаем в праздники",
            "На этой неделе новый регион",
        ),
    },
}

PAYS = {
    "zh": ("支付宝", "微信收款", "USDT", "银行卡"),
    "en": ("USDT", "BTC", "crypto", "LTC"),
    "ru": ("USDT", "СБП", "карта", "крипта"),
}

TITLES: dict[str, tuple[str, ...]] = {
    "zh": (
        "{a}{n}",
        "【{a}】{n}",
        "{n}｜{a}",
        "★{n}★ {a}",
        "{a} {n} 出售",
        "{n} {a} 批发",
        "出{a}{n}",
        "{n}（{a}）现货",
    ),
    "en": (
        "{n} {a}",
        "[{a}] {n}",
        "{n} | {a}",
        "** {n} ** {a}",
        "Selling {n}, {a}",
        "{n} - {a} - bulk",
        "WTS {n} ({a})",
    ),
    "ru": (
        "{n} {a}",
        "[{a}] {n}",
        "{n} | {a}",
        "** {n} ** {a}",
        "Продам {n}, {a}",
        "{n} - {a} - опт",
        "{n} ({a}) в наличии",
    ),
}

CONTACTS: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "qq": ("QQ：{v}", "扣扣 {v}", "联系QQ:{v}", "q{v}", "企鹅号 {v}"),
        "wechat": ("微信：{v}", "加V：{v}", "vx {v}", "威信号 {v}"),
        "telegram": ("TG：@{v}", "电报 @{v}", "飞机 @{v}", "https://t.me/{v}"),
        "email": ("邮箱 {v}", "邮件：{v}"),
        "whatsapp": ("WhatsApp：{v}", "WS {v}"),
    },
    "en": {
        "telegram": ("Telegram: @{v}", "TG @{v}", "contact @{v} on telegram", "https://t.me/{v}"),
        "whatsapp": ("WhatsApp {v}", "WhatsApp: {v}"),
        "email": ("E-mail: {v}", "mail me {v}"),
        "jabber": ("Jabber: {v}", "XMPP {v}"),
        "wechat": ("WeChat: {v}", "WeChat ID {v}"),
        "qq": ("QQ: {v}", "QQ {v}"),
    },
    "ru": {
        "telegram": ("Телеграм: @{v}", "ТГ @{v}", "пишите @{v}", "https://t.me/{v}"),
        "email": ("Почта: {v}", "email {v}"),
        "jabber": ("Jabber: {v}", "жаба {v}"),
        "whatsapp": ("WhatsApp {v}", "Ватсап: {v}"),
    },
}
CONTACT_TYPES = {
    "zh": ("qq", "wechat", "telegram", "email"),
    "en": ("telegram", "whatsapp", "email", "jabber"),
    "ru": ("telegram", "email", "jabber"),
}

NAME_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "zh": (
        (
            "晨星",
            "阿杰",
            "小鹿",
            "老猫",
            "北岸",
            "青柠",
            "大圣",
            "糖糖",
            "铁头",
            "云雀",
            "麦田",
            "白鲸",
            "夜行",
            "三水",
            "火柴",
            "南风",
            "木鱼",
            "九哥",
            "橙子",
            "石头",
        ),
        ("号铺", "账号行", "小店", "工作室", "商行", "资源站", "号仓", "杂货", "批发部", "卖号", "网络", "号商"),
    ),
    "en": (
        (
            "Nova",
            "Raven",
            "Pixel",
            "Granite",
            "Lumen",
            "Otter",
            "Cobalt",
            "Zephyr",
            "Maple",
            "Quartz",
            "Falcon",
            "Ember",
            "Tidal",
            "Jolly",
            "Static",
            "Copper",
            "Vivid",
            "Arctic",
        ),
        ("Accs", "Store", "Accounts", "Market", "Supply", "Depot", "Logs", "Bulk", "Hub", "Traders", "Vault", "Farm"),
    ),
    "ru": (
        (
            "Сокол",
            "Север",
            "Барс",
            "Кедр",
            "Лунный",
            "Ветер",
            "Рысь",
            "Кобальт",
            "Гранит",
            "Маяк",
            "Филин",
            "Янтарь",
            "Вектор",
            "Комета",
        ),
        ("Акк", "Маркет", "Шоп", "Опт", "Фарм", "Склад", "Реги", "Трейд", "Лавка", "Софт"),
    ),
}
PRICE_WORDS: dict[str, tuple[str, ...]] = {
    "zh": ("单价{p}元", "{p}元/个", "¥{p}", "价格：{p}元一个", "{p}元每个", "{p}一个"),
    "en": ("${p} each", "Price: ${p}", "{p} USD per piece", "${p}/pc"),
    "ru": ("{p} руб за шт", "Цена: {p} ₽", "{p}₽/шт", "по {p} рублей"),
}
FIELD_PRICES: dict[str, tuple[str, ...]] = {
    "zh": ("{p}", "¥{p}", "¥{p}/个", "{p}元", "{p} CNY"),
    "en": ("${p}", "{p} USD", "$ {p}"),
    "ru": ("{p} ₽", "{p} руб", "{p} RUB"),
}
STOCK_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "plenty": ("充足", "有货"),
        "none": ("缺货", "售罄", "已售罄"),
        "text": ("库存{n}个", "剩余{n}", "现货{n}个"),
        "none_text": ("已售罄", "暂时缺货"),
    },
    "en": {
        "plenty": ("In stock",),
        "none": ("Out of stock", "Sold out"),
        "text": ("Stock: {n}", "{n} pcs left"),
        "none_text": ("SOLD OUT", "Out of stock"),
    },
    "ru": {
        "plenty": ("В наличии",),
        "none": ("Нет в наличии", "Распродано"),
        "text": ("Остаток: {n} шт", "В наличии {n} шт"),
        "none_text": ("Нет в наличии", "Закончились"),
    },
}
BULLETS = ("", "- ", "• ", "✅ ", "① ", "· ", "▶ ", "* ")
JOINERS = ("\n", "\n", "。", "；", " / ", "\n\n")
LOGIN_WALL = {"zh": "请登录后查看商品", "en": "Please log in to see this page", "ru": "Войдите, чтобы увидеть товары"}
