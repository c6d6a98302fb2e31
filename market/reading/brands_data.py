"""Words that are no name of a brand, where a list or title has one: data of the brand reader."""

from __future__ import annotations

from typing import Final

_WORDS: Final = """
        a acc account accounts accs active ad admin ads adult advertising aged ai all also american an and
        another any api are asian at auto autoreg available bank banking banks banned basic basket be best
        betting big blank blog bonus bot bots boys bronze bulk bundle business buy buyer buyers buying by can
        card cards casino catalog catalogue categories category channel chat cheap cheapest checking city class
        clean client clients cloud code codes combo common company contact cookie cookies corporate cost costs
        could countries country creator creators crypto current customer customers data database dating day
        days deal deals dedicated delivery demo deposit dev developer developers did different disabled
        discount do does domestic each edu education eight email email-verified emails empty end ends
        enterprise escrow eu european every exchange exchanges exclusive expert extra fake family fan fans
        farmed fast fee fees female few finance financial first fitness five fixed flight food for foreign
        forum four free freelance freelancer fresh from full game games gaming get gift girl girls global gold
        gov grade group guarantee guest hacked had hand hand-made has have he health her here high his hosting
        hot hotel hour hours how huge human i imap in indian individual influencer influencers instant
        international is it item its job jobs just kind kinds kyc large last lead leads learning least legit
        level limited line lines list lists live local locked login logins long lot lots low lowest lv made
        mail mailbox mailboxes male manager manual many market marketplace mass max maximum may me media medium
        merchant messenger messengers middleman might min minimum mix mixed mobile model month monthly months
        more movie movies multiple music must my name native new news next nine no normal not now number
        numbers of off offer offering offers old on one ones only open or order org original other others otp
        our overseas own owner pack packs page pages part parts pay payment payments pcs per personal phone
        phone-verified phones piece pieces plain plus poker pop popular premium price prices private pro
        product professional profile profiles promo proxy public pva quality quick random rapid rate rates
        ready ready-made real refund region regions registered regular reliable rent replacement resale
        reseller restock retail root row rows safe sale same sample savings school secure self sell seller
        sellers selling service services session sessions set sets seven several shared she shipping shop shops
        short should side sides silver sim simple sims single six small smallest sms smtp social softreg
        software some spam special sport sports standard start starter state stock stolen store stores
        streaming student students subscription subscriptions such sum support suspended taxi teacher team
        telegram ten test text that the their them there these they thing things this those three tier to today
        token tokens tool tools top top-up topup total trade trading travel trial trust trusted tv two
        two-factor type types uk unit units university unverified update updated us usa user users usual
        various verified version video vip vpn wallet wallets warmed warranty was way ways we week weekly weeks
        were what whatsapp when where which who wholesale why will with without working worldwide would wts
        year yearly years yes you your авторег авторегистрации акция без бизнес ваши верифицированные все
        готовые дешевые для до другие другое женские живые заказ и игровые игровых игры из или качественные
        ключ купить лавка личные любой любые магазин мин мужские на наши новые номер обычные опт оптом
        остальное остаток от по под подтвержденные после почтовые почту почты прайс при прогретые продажа
        продам продаю простые прочее разные розница ручная ручные с свежие скидка склад со соц соцсетей соцсети
        старт старые тариф товар товары топ фарм фармленные цена цены чистые шт штук штука эти 一个 一手 不同
        专业 两个 个人 主播 买家 二手 交友 产品 人工 他的 代号 以上 以下 价格 任何 企业 优惠 优质 会员 你的
        供应 便宜 信号 全国 全套 全网 全部 公司 共享 其中 其他 其它 几个 出售 办公 包括 区号 单个 单价 单号
        卖家 口号 另一 台湾 各国 各种 各类 合计 同一 同款 品牌 售价 售后 商品 商家 国内 国外 型号 备注 备用
        外卖 多个 多种 大v 大量 套装 套餐 女号 学生 官方 客服 小白 尾号 平台 序号 库存 店铺 您的 我们 所有 手工
        手机 批发 批量 拨号 指定 提供 支持 收购 数量 新手 日本 普通 最低 本店 欧美 每个 求购 海外 游戏 热门
        特价 特殊 独享 现有 现货 电商 电话 男号 直播 真人 短视频 社交 私人 称号 稳定 符号 精品 统一 编号 网红
        美国 美女 老人 老手 自己 自用 订单 说明 账单 货源 购买 起售 达人 这个 那个 长期 随机 需要 香港 高端
        高级
"""
NO_NAMES: Final = frozenset(_WORDS.split())
"""Everyday words that stand before "accounts" or at the head of an entry."""
_SECOND: Final = """pay bank game games cash wallet app music video chat live shop store market mail cloud ai go me one
    now max plus pro club money card credit union"""
SECOND_WORDS: Final = frozenset(_SECOND.split())
"""Everyday words that may end a name of several words (Tandem Pay)."""
