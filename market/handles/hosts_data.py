"""Hosts that are nobody's contact, and what their links stand for: data of the handle reader."""

from __future__ import annotations

from typing import Final

COMMON_HOSTS: Final[frozenset[str]] = frozenset(
    """telegram.org facebook.com fb.com fb.me instagram.com twitter.com x.com tiktok.com douyin.com xiaohongshu.com weibo.com weibo.cn kuaishou.com
    bilibili.com b23.tv zhihu.com baidu.com jd.com taobao.com tmall.com pinduoduo.com yangkeduo.com alipay.com qq.com weixin.com wechat.com 163.com
    126.com sina.com sina.cn aliyun.com youtube.com youtu.be google.com goo.gl gmail.com googlemail.com outlook.com hotmail.com live.com msn.com
    microsoft.com office.com yahoo.com ymail.com aol.com icloud.com apple.com proton.me protonmail.com gmx.com gmx.net gmx.de web.de mail.com mail.ru
    bk.ru list.ru inbox.ru internet.ru yandex.ru ya.ru yandex.com rambler.ru autorambler.ru vk.com vk.ru ok.ru avito.ru ozon.ru wildberries.ru
    github.com github.io githubusercontent.com gitlab.com bitbucket.org gitee.com npmjs.com pypi.org readthedocs.io docs.rs stackoverflow.com medium.com
    wikipedia.org w3.org schema.org reddit.com linkedin.com pinterest.com quora.com tumblr.com snapchat.com discord.com discord.gg discordapp.com twitch.tv
    steampowered.com steamcommunity.com netflix.com spotify.com paypal.com paypal.me stripe.com amazon.com ebay.com etsy.com shopee.com lazada.com
    openai.com chatgpt.com anthropic.com claude.ai viber.com signal.org skype.com whatsapp.com wa.me line.me lin.ee kakao.com zalo.me tinder.com badoo.com
    binance.com okx.com bybit.com coinbase.com kraken.com trustpilot.com t.me telegram.me telegram.dog telesco.pe cloudflare.com jsdelivr.net unpkg.com
    imgur.com ibb.co postimg.cc prnt.sc doi.org arxiv.org crates.io docker.com python.org nodejs.org letsencrypt.org archive.org cnil.fr giffgaff.com
    onet.pl wp.pl o2.pl interia.pl seznam.cz tutanota.com tuta.io mail.com libero.it orange.fr laposte.net t-online.de naver.com daum.net hanmail.net
    rediffmail.com firstmail.ltd notletters.com sms-activate.org 5sim.net suno.com canva.com zoom.us dropbox.com mega.nz mediafire.com bit.ly
    """.split()
)
"""Registrable hosts that belong to platforms, mailboxes and tools rather than to a seller."""

FILE_ENDINGS: Final[frozenset[str]] = frozenset("md py sh rs js ts go so zip mov cs rb php html htm json txt xml yml csv exe apk ipa log".split())
"""Top-level domains, or what looks like them, that as a bare word are the end of a file name."""

WORD_ENDINGS: Final[frozenset[str]] = frozenset("is no info id in to do as at it my name am be la ms pm ph".split())
"""Top-level domains that are also names of attributes and words."""

SHOP_ENDINGS: Final[frozenset[str]] = frozenset("com net org example cc top xyz shop store io co vip pro club online site ru cn me biz su".split())
"""Top-level domains that a bare host in a piece of code may have."""

TELEGRAM_PATHS: Final[frozenset[str]] = frozenset("s c joinchat addstickers addemoji share iv proxy socks setlanguage addtheme login confirmphone bg".split())
"""First path parts of t.me that are functions, not names."""
