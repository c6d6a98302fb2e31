"""Hosts that are nobody's contact, and what their links stand for: data of the handle reader."""

from __future__ import annotations

from typing import Final


def _listed(words: str) -> frozenset[str]:
    """Return the entries of a list that blanks separate."""
    return frozenset(words.split())


COMMON_HOSTS: Final = _listed(
    """airbnb.com booking.com bumble.com last.fm hotels.com match.com crypto.com gate.io freelancer.com upwork.com
    fiverr.com livejournal.com deviantart.com payoneer.com wise.com revolut.com skrill.com cash.app venmo.com
    126.com 163.com 5sim.net alipay.com aliyun.com amazon.com anthropic.com aol.com apple.com archive.org
    arxiv.org autorambler.ru avito.ru b23.tv badoo.com baidu.com bilibili.com binance.com bit.ly bitbucket.org
    bk.ru bybit.com canva.com chatgpt.com claude.ai cloudflare.com cnil.fr coinbase.com crates.io daum.net
    discord.com discord.gg discordapp.com docker.com docs.rs doi.org douyin.com dropbox.com ebay.com etsy.com
    facebook.com fb.com fb.me firstmail.ltd giffgaff.com gitee.com github.com github.io githubusercontent.com
    gitlab.com gmail.com gmx.com gmx.de gmx.net goo.gl google.com googlemail.com hanmail.net hotmail.com ibb.co
    icloud.com imgur.com inbox.ru instagram.com interia.pl internet.ru jd.com jsdelivr.net kakao.com kraken.com
    kuaishou.com laposte.net lazada.com letsencrypt.org libero.it lin.ee line.me linkedin.com list.ru live.com
    mail.com mail.ru mediafire.com medium.com mega.nz microsoft.com msn.com naver.com netflix.com nodejs.org
    notletters.com o2.pl office.com ok.ru okx.com onet.pl openai.com orange.fr outlook.com ozon.ru
    paypal.com paypal.me pinduoduo.com pinterest.com postimg.cc prnt.sc proton.me protonmail.com
    python.org qq.com quora.com rambler.ru readthedocs.io reddit.com rediffmail.com schema.org seznam.cz
    shopee.com signal.org sina.cn sina.com skype.com sms-activate.org snapchat.com spotify.com stackoverflow.com
    steamcommunity.com steampowered.com stripe.com suno.com t-online.de t.me taobao.com telegram.dog telegram.me
    telegram.org telesco.pe tiktok.com tinder.com tmall.com trustpilot.com tumblr.com tuta.io tutanota.com
    twitch.tv twitter.com unpkg.com viber.com vk.com vk.ru w3.org wa.me web.de wechat.com weibo.cn weibo.com
    weixin.com whatsapp.com wikipedia.org wildberries.ru wp.pl x.com xiaohongshu.com ya.ru yahoo.com yandex.com
    yandex.ru yangkeduo.com ymail.com youtu.be youtube.com zalo.me zhihu.com zoom.us"""
)
"""Registrable hosts that belong to platforms, mailboxes and tools rather than to a seller."""

FILE_ENDINGS: Final = _listed(
    """apk cs csv exe go htm html ipa js json log md mov php py rb rs sh so ts txt xml yml zip"""
)
"""Top-level domains, or what looks like them, that as a bare word are the end of a file name."""

WORD_ENDINGS: Final = _listed("""am as at be do id in info is it la ms my name no ph pm to""")
"""Top-level domains that are also names of attributes and words."""

SHOP_ENDINGS: Final = _listed(
    """biz cc club cn co com example io me net online org pro ru shop site store su top vip xyz"""
)
"""Top-level domains that a bare host in a piece of code may have."""

TELEGRAM_PATHS: Final = _listed(
    """addemoji addstickers addtheme bg c confirmphone iv joinchat login proxy s setlanguage share socks"""
)
"""First path parts of t.me that are functions, not names."""

COMMON_NAMES: Final = _listed(
    "yahoo google amazon outlook hotmail live ebay yandex gmx tiktok instagram facebook netflix spotify apple steam"
)
"""Second-level names that belong to a platform under every country's domain."""
