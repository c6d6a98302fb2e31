"""Words that name a way of contact, and words that lead to one: data of the handle reader.

All in folded form (market/text/folding.py): lower case, simplified, without ornaments.
"""

from __future__ import annotations

from typing import Final


def _listed(words: str) -> tuple[str, ...]:
    """Return the entries of a list that commas separate; ␠ is a blank that belongs to its word."""
    return tuple(word.strip().replace("␠", " ") for word in words.split(","))


STRONG: Final[dict[str, tuple[str, ...]]] = {
    "wechat": _listed(
        """微信号, 微信, 薇信, 微新, 薇新, 微心, 薇心, 薇芯, 徽芯, 徽新, 嶶信, 微亻言, 维新号, 微伩,
        威信, 维信, 徽信, 溦信, 危信, 徴信, 微芯, v信, w信, 微x, 威芯, 卫星, 绿泡泡, 绿泡,
        薇x, 威x, 维x, 徽x, 葳x, 溦x, 卫x, (微)信, (v)信, 微-信, 微·信,
        wechat, we chat, weixin, wei xin, vx, wx, v❤, 微❤, 微🌟, 薇❤, v/x, w/x, w-x, v-x, v.x, w.x, v x, w x,
        葳信, 巍信, 葳❤, 溦❤, 威❤, 维❤, 徽❤, 嶶❤, 卫❤, 溦心, 溦芯, 葳芯, 葳心, 威心, 维芯, 卫芯, 卫心, 卫信,
        企微, 企业微信, вичат, вичате, вичата, wechat id, wechatid, 微信id, vx号, wx号, 微.信"""
    ),
    "qq": _listed(
        """qq, qq号, q号, q q, 扣扣, 企鹅, 企鹅号, 扣扣号, 口口, 球球, 蔻蔻, 抠抠, 叩叩, 秋秋, 🐧, q.q, qq号码,
        业务q"""
    ),
    "qq_group": _listed(
        """qq群, qq群号, q群, 扣扣群, 企鹅群, 🐧群, qq交流群, qq裙, q裙, 扣裙, 扣群, 交流群, 官方群, 售后群, qqqun,
        qq group, 加群, 群号, 裙号, 客户群, qq讨论群, 进群, 通知群, 代理群, 业务群, qq官方群, qq售后群, qq通知群"""
    ),
    "telegram": _listed(
        """t g, fei ji, feiji, dianbao, dian bao, 电.报, 电-报, 电·报, 飞.机, 飞-机, 飞·机, (电)报,
        telegram, telegramm, telgram, telegrem, telegran, телеграм, телеграмм, телеграме, телеграмме, телега,
        телегу, телеге, телеги, тг, tg, t.g, t/g, tele, tlg, 电报, 飞机, 纸飞机, 小飞机, 飞✈机, ✈, 🛩, 🛫,
        텔레그램, 텔레, テレグラム, تيليجرام, تلجرام, تليجرام, تيليغرام, تلغرام, تليغرام, تيلجرام, เทเลแกรม,
        tgram, tg号, 电报号, 飞机号, telegram id, tg id, tg客服, 飞机客服, 电报客服, telegrama, телеграм-канал,
        טלגרם, टेलीग्राम"""
    ),
    "whatsapp": _listed(
        """whatsapp, whats app, what's app, whatsap, whatapp, watsapp, wats app, whatsup, w@tsapp, вотсап, ватсап,
        вацап, вотсапп, ватсапп, вацапп, вотс апп, вотсапе, ватсапе, wa, w.a, wapp, واتساب, واتس اب, واتس,
        واتس آب, 왓츠앱, zap, zapzap, whats, wsp, wasap, wasapp, whatsapp/viber, 瓦次, wa号, whatsapp号"""
    ),
    "line": _listed("""line id, lineid, line, 加赖, ไลน์, ライン, line号, line@, 라인"""),
    "skype": _listed("""skype, скайп, скап, skype id, skypeid, s k y p e"""),
    "discord": _listed(
        """discord, дискорд, disсord, диск, dc, disc, dsc, discord id, discord tag, discord tag/id, дс, 디스코드,
        ディスコード"""
    ),
    "jabber": _listed("""jabber, xmpp, жаба, джаббер, jid, джабер, жабер, xmpp/otr, jabber/otr"""),
    "email": _listed(
        """email, e-mail, mail, 邮箱, 邮件, почта, мейл, мыло, имейл, емейл, correo, e-posta, mailto,
        electronic mail, 📧, ✉, 📩, 📮, эл. почта, 邮, メール, 이메일"""
    ),
    "phone": _listed(
        """(电)话, 电·话, 电-话, 电.话, (手)机, tel, phone, telephone, call, mobile, mob, cell, 电话, 手机,
        手机号, 电话号码, 联系电话, 致电, 热线, 座机,
        тел, телефон, моб, звоните, звонить, zalo, viber, вайбер, signal, hotline, helpline, ☎, 📞, 📱, telefon,
        telefono, téléphone, telefone, celular, điện thoại, dien thoai, sdt, sđt, đt, 电联, vb, viber/phone,
        手机/微信, 電話, 전화, هاتف, جوال, โทร, imo, botim, sms/call, call/text, text, telp, hp, no hp,
        rufnummer, tlf, gsm, customer service line, ring us, ring the shop,
        call us, call the shop, call the store"""
    ),
}
"""Labels by handle type. What they name may also be for sale, so an id must follow."""

WEAK: Final[dict[str, tuple[str, ...]]] = {
    "wechat": _listed(
        """v:, v :, v␠, w:, w :, 葳, 嶶, 徽, 加葳, +葳, +溦, 加溦,
        薇, 微, 威, 维, 溦, 卫, 💚, 🍀, vv, 加v, 加w, 加微, 加微信,
        加薇信, 加威信, 加维信, 加卫星, 加vx,
        加wx, 加v信, 加企微, +微信, +薇信, 添加微信, 加我微信, 加我v, 加我vx, 加我薇信, 加我微, 加我wx, 加薇,
        加威, 加卫, 加维, +v, +w, +微, +薇, +vx, +wx, 迦微, 迦薇, 伽v, 茄v, 添加微, 嘉v, wei, 私v, 扫v, 📲v, v号,
        薇号, 微号, 加薇❤, 加v❤, 加微❤, +v❤, +薇❤, +微❤, 薇我, v我, 微我, 加💚, 加薇芯, 加薇心, 加绿泡泡, 绿泡泡"""
    ),
    "qq": _listed(
        """q:, q :, q␠, 加q, +q, 扣, 加扣, +扣, +qq, 加qq, 加qq号, 加q号,
        加扣扣, 加企鹅, +扣扣, 加🐧, 加我qq, 加我q, 鹅, 球,
        🐧q, 扣我, q我, 抠, 抠我, 加抠, 加叩, 叩, 企鹅我, 加球球, 加🐧q"""
    ),
    "qq_group": _listed("""群, 裙, qun, +群, 加qq群, 加q群, 加扣群, 加扣扣群, 加企鹅群, 进qq群"""),
    "telegram": _listed(
        """加tg, 加飞机, 加电报,  +tg, +飞机, +电报, 加纸飞机, 加telegram, tg@, 飞, 电报@, бот, канал, чат, bot,
        channel"""
    ),
    "phone": _listed("""电, 手, 机, 打, 拨, 拨打, 呼"""),
    "whatsapp": _listed("""加whatsapp, 加ws, 加wa, ws, wp, вс"""),
}
"""Labels of a letter or two, or everyday words: only with a colon or a contact cue, and an id that looks like one."""

SELF_CUED: Final = ("加", "+", "添加", "迦", "伽", "茄", "嘉", "私", "扫", "进")
"""First characters of labels that are a cue and a label at once."""

CUES: Final = _listed(
    """联系, 联糸, 客服, 咨询, 加我, 添加, 找我, 滴滴, 私聊, 私信, 拿样, 对接, 商务, 合作, 下单, 详谈, 详询, 请加,
    可加, 速加, 请联, 老板加, 加, 迦, ➕, +, 扫, 搜, 戳, 认准, 唯一, 售后, 店长, 业务, 有意, 需要的, 预定, 订购,
    购买, 货源, 代理, 备用, 私, 滴, contact, write, message, msg, dm, pm, hit me, reach, ping, text, add, order,
    support, desk, seller, manager, admin, owner, handle, inquir, enquir, hmu, buy:, help, customer service,
    find me, talk, chat, get in touch, via, или в, questions, пиш, связь, связ, контакт, обращ, в лс, в личку,
    личк, купить, заказ, поддержк, менеджер, оператор, саппорт, админ, вопрос, по всем, escrib, contacto,
    liên hệ, lien he, ib, inbox, hubungi, kontak, iletişim, iletisim, yazın, yazin, تواصل, للتواصل, schreib,
    kontakt, scrivi, chame, fale, chama, napisz, pisz, 연락, 문의, 連絡, ติดต่อ, contactez, écrivez, ecrivez,
    nhắn, chi tiết"""
)
"""What stands before a contact."""

STOPWORDS: Final = frozenset(
    _listed(
        """access_token, auth_token, refresh_token, acc, account, accounts, accs, admin, ads, aged, all, and,
        android, any, anytime, api, app, apps, are,
        ask, at, auto, autoreg, available, best, bm, boost, boosted, bot, bots, bulk, business, by, channel,
        channels, chat, cheap, classmethod, client, cny, code, codes, contact, cookie, cookies, data, dataclass,
        deal, deals, delivery, desktop, discord, dm, each, email, emails, eu, eur, everyone, facebook, farm,
        farmed, followers, for, format, free, fresh, from, gift, gifts, gmail, google, group, group-buy, groups,
        guarantee, hacked, here, hotmail, id, ids, import, in, info, instagram, instant, ios, ipad, iphone, is,
        it, json, keyframes, kyc, line, link, linkedin, linux, login, macos, made, mail, mails, market, me,
        media, member, members, message, messages, mobile, more, my, name, new, nitro, no, now, number, numbers,
        of, old, on, only, or, otp, our, outlook, override, page, pages, param, pass, password, pc, pcs, per,
        phone, phones, please, plus, pm, premium, premium-account, price, prices, property, proxies, proxy, pva,
        pyrogram, pytest, quality, ready, reddit, refund, replacement, return, ru, rub, self-registered, seller,
        sellers, send, server, servers, service, services, session, sessions, shop, signal, skype, sms, softreg,
        standup, stars, staticmethod, stock, store, subscribers, support, svip, tag, tdata, telegram, telethon,
        the, tiktok, to, today, token, tokens, twitter, types, uk, us, usa, usd, usdt, user, username, users,
        verified, version, via, viber, views, vip, warranty, web, wechat, whatsapp, windows, with, yahoo, yes,
        you, your, youtube, аккаунт, аккаунты, продаж"""
    )
)
"""Words that follow a label without being an id: what is for sale, grammar, code."""
