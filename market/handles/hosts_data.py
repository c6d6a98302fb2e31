"""Hosts that are nobody's contact, and what their links stand for: data of the handle reader."""

from __future__ import annotations

from typing import Final


def _listed(words: str) -> frozenset[str]:
    """Return the entries of a list that blanks separate."""
    return frozenset(words.split())


COMMON_HOSTS: Final = _listed(
    """126.com 163.com 1688.com 5sim.net adobe.com airbnb.com alibaba.com aliexpress.com alipay.com aliyun.com
    allegro.pl amazon.com anthropic.com aol.com apple.com archive.org arxiv.org auto.ru autorambler.ru avito.ru
    b23.tv badoo.com baidu.com battle.net bc.game bestbuy.com bilibili.com binance.com bit.ly bitbucket.org bk.ru
    blizzard.com blockchain.com bol.com booking.com booth.pm bumble.com buymeacoffee.com bybit.com canva.com care.com
    cash.app change.org character.ai chatgpt.com chaturbate.com checkout.com chegg.com cian.ru claude.ai
    cloudflare.com cnil.fr coinbase.com coins.ph coursera.org craigslist.org crates.io crypto.com ctrip.com
    cursor.com daum.net deepl.com deepseek.com depop.com deviantart.com dianping.com digitalocean.com discord.com
    discord.gg discordapp.com dmm.com docker.com docs.rs doi.org douban.com doubao.com douyin.com douyu.com drom.ru
    dropbox.com ea.com ebay.com ele.me elevenlabs.io epicgames.com etsy.com expressvpn.com facebook.com fansly.com
    fb.com fb.me figma.com firstmail.ltd fiverr.com free.fr freelancer.com gate.io giffgaff.com gitee.com github.com
    github.io githubusercontent.com gitlab.com gmail.com gmx.com gmx.de gmx.net godaddy.com gog.com goo.gl google.com
    googlemail.com grammarly.com grindr.com gumtree.com hanmail.net hetzner.com hh.ru hinge.co hotels.com hotmail.com
    hotstar.com huggingface.co huya.com ibb.co icloud.com id.me imgur.com inbox.ru instagram.com interia.pl
    internet.ru iqiyi.com itch.io jd.com jsdelivr.net kaggle.com kakao.com kaspi.kz kick.com kimi.com ko-fi.com
    kraken.com kuaishou.com kugou.com laposte.net last.fm lazada.com leboncoin.fr letgo.com letsencrypt.org libero.it
    lin.ee line.me linkedin.com list.ru live.com livejournal.com login.gov mail.com mail.ru match.com mediafire.com
    medium.com mega.nz meituan.com mercari.com microsoft.com midjourney.com monday.com more.tv msn.com n11.com
    namecheap.com naver.com netflix.com nodejs.org nordvpn.com notion.so notletters.com o2.pl office.com ok.ru
    okcupid.com okx.com olx.ua ome.tv onet.pl onlyfans.com openai.com orange.fr outlook.com ozon.ru patreon.com
    payeer.com payoneer.com paypal.com paypal.me perplexity.ai pinduoduo.com pinterest.com pixiv.net poe.com pof.com
    pornhub.com poshmark.com postimg.cc prnt.sc prom.ua proton.me protonmail.com pump.fun python.org qq.com qunar.com
    quora.com rambler.ru readthedocs.io reddit.com rediffmail.com remitly.com replit.com revolut.com riotgames.com
    roblox.com rockstargames.com rozetka.com.ua rumble.com sahibinden.com schema.org seznam.cz shein.com shopee.com
    shopify.com signal.org sina.cn sina.com skrill.com skype.com slack.com sms-activate.org snapchat.com spotify.com
    stackoverflow.com steamcommunity.com steampowered.com stockx.com stripe.com suno.com t-online.de t.me tagged.com
    taobao.com target.com telegram.dog telegram.me telegram.org telesco.pe temu.com tiktok.com tinder.com tmall.com
    trello.com trendyol.com trip.com trustpilot.com tumblr.com tuta.io tutanota.com tutu.ru twitch.tv twitter.com
    ubisoft.com udemy.com unpkg.com upwork.com venmo.com viber.com vimeo.com vinted.com vk.com vk.ru vultr.com w3.org
    wa.me walmart.com web.de wechat.com weibo.cn weibo.com weixin.com whatsapp.com wikipedia.org wildberries.ru
    wise.com wix.com wordpress.com wp.pl x.com xianyu.com xiaohongshu.com ximalaya.com ya.ru yahoo.com yandex.com
    yandex.ru yangkeduo.com ymail.com youku.com youtu.be youtube.com zalo.me zen.com zhihu.com zhuanzhuan.com zoom.us
    zoosk.com"""
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
