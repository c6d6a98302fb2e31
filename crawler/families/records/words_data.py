"""The words shop pages use for prices, stock, navigation and the like, by meaning; data only.

Chinese, English, Russian, Ukrainian, Vietnamese, Spanish, Portuguese, German, French, Italian, Polish, Turkish,
Indonesian, Thai, Japanese, Korean, Arabic and Persian, as far as shop software prints them. Also the English keys
that shops print raw when a translation file is missing (`goods.fields.in_stock`).
"""

from __future__ import annotations

CURRENCY_SIGNS: dict[str, str | None] = {
    "¥": "CNY", "￥": "CNY", "元": "CNY", "块": "CNY", "圆": "CNY", "rmb": "CNY", "cny": "CNY", "cn¥": "CNY",
    "人民币": "CNY", "yuan": "CNY", "$": "USD", "＄": "USD", "usd": "USD", "us$": "USD", "$us": "USD", "美元": "USD",
    "美金": "USD", "刀": "USD", "dollars": "USD", "dollar": "USD", "долларов": "USD", "долл": "USD", "€": "EUR",
    "eur": "EUR", "euro": "EUR", "евро": "EUR", "欧元": "EUR", "£": "GBP", "gbp": "GBP", "英镑": "GBP", "₽": "RUB",
    "руб": "RUB", "рублей": "RUB", "рубля": "RUB", "рубль": "RUB", "rub": "RUB", "rur": "RUB", "р": "RUB",
    "卢布": "RUB", "₴": "UAH", "грн": "UAH", "uah": "UAH", "₸": "KZT", "тг": "KZT", "kzt": "KZT", "₫": "VND",
    "đ": "VND", "vnd": "VND", "vnđ": "VND", "đồng": "VND", "₹": "INR", "inr": "INR", "rs": "INR", "₺": "TRY",
    "tl": "TRY", "try": "TRY", "₩": "KRW", "원": "KRW", "krw": "KRW", "฿": "THB", "บาท": "THB", "thb": "THB",
    "泰铢": "THB", "₱": "PHP", "php": "PHP", "₦": "NGN", "ngn": "NGN", "₪": "ILS", "ils": "ILS", "zł": "PLN",
    "pln": "PLN", "kč": "CZK", "czk": "CZK", "r$": "BRL", "brl": "BRL", "rp": "IDR", "idr": "IDR", "rm": "MYR",
    "myr": "MYR", "s$": "SGD", "sgd": "SGD", "hk$": "HKD", "hkd": "HKD", "港币": "HKD", "nt$": "TWD", "twd": "TWD",
    "台币": "TWD", "a$": "AUD", "au$": "AUD", "aud": "AUD", "c$": "CAD", "ca$": "CAD", "cad": "CAD", "usdt": "USDT",
    "₮": "USDT", "usd₮": "USDT", "泰达币": "USDT", "btc": "BTC", "₿": "BTC", "円": "JPY", "jpy": "JPY", "日元": "JPY",
    "₼": "AZN", "₾": "GEL", "aed": "AED", "sar": "SAR", "egp": "EGP", "chf": "CHF", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "huf": "HUF", "ft": "HUF", "ron": "RON", "lei": "RON", "mxn": "MXN", "pkr": "PKR", "bdt": "BDT",
    "৳": "BDT", "byn": "BYN", "kr": None, "تومان": None, "ریال": "IRR", "د.إ": "AED",
}  # fmt: skip
"""Sign or word, lower case -> ISO 4217, USDT or BTC; None is money of a kind that the sign alone does not name."""

LONG_NUMBERS = frozenset({"VND", "IDR", "KRW", "JPY", "HUF", "IRR"})
"""Currencies written without decimals: a dot before three digits is a thousands mark."""
COMMA_LANGS = frozenset(
    ("de", "es", "pt", "it", "tr", "vi", "id", "nl", "ru", "uk", "pl", "fr", "cs", "ro", "da", "sv", "no")
)
"""Languages in which a comma before decimals and a dot before thousands are usual."""

PRICE_LABELS = (
    "价格", "售价", "单价", "现价", "价", "优惠价", "特价", "促销价", "零售价", "会员外价", "金额", "定价", "本站价",
    "商品价格", "普通价", "游客价", "price", "prices", "cost", "amount", "rate", "our price", "sale price", "now",
    "unit price", "цена", "стоимость", "прайс", "ціна", "вартість", "giá", "giá bán", "đơn giá", "precio", "preço",
    "preis", "prix", "prezzo", "cena", "fiyat", "fiyatı", "harga", "ราคา", "価格", "値段", "가격", "السعر",
    "سعر", "قیمت",
)  # fmt: skip
PRICE_NAMES = ("price", "money", "jiage", "jine", "amount", "cost", "tsena", "cena", "precio", "preco", "preis",
    "prix",
               "fiyat", "harga")  # fmt: skip
"""Parts of class, id and field names."""
OTHER_PRICE_LABELS = (
    "原价", "市场价", "划线价", "会员价", "vip价", "代理价", "批发价", "成本", "原价格", "member", "vip", "was",
    "old price",
    "regular price", "original",
    "wholesale", "reseller", "оптовая", "опт", "старая цена", "было", "giá gốc", "giá cũ", "giá sỉ", "ctv", "đại lý",
    "antes", "de:", "statt", "uvp", "au lieu de", "eski", "shipping", "доставка", "运费", "押金", "deposit", "залог",
    "balance", "余额", "баланс", "số dư", "total", "合计", "总计", "итого", "tổng", "cart", "购物车", "корзина",
    "giỏ hàng",
    "saved", "save", "discount", "скидка", "节省", "优惠券", "giảm", "cashback", "min deposit", "起充", "充值",
)  # fmt: skip
"""Labels of sums that are no guest price of one piece."""

STOCK_LABELS = (
    "库存", "存货", "剩余", "剩", "仅剩",
    "还剩", "余量", "数量", "现货", "可用", "stock", "in_stock", "in stock", "qty", "quantity",
    "available",
    "availability", "left", "in-stock", "остаток", "осталось", "на складе", "остатки", "наличие", "в наличии",
    "кол-во",
    "количество", "доступно",
    "залишок", "наявність", "в наявності", "кількість", "kho", "tồn kho", "còn lại", "còn", "số lượng", "tồn",
    "hiện có",
    "existencias", "disponible", "disponibles", "quedan", "estoque", "disponível", "restam", "lager", "verfügbar",
    "auf lager", "en stock", "disponibilité", "reste", "disponibile", "magazyn", "dostępne", "stan", "stok", "kalan",
    "sisa", "tersedia", "คงเหลือ", "เหลือ", "สต็อก", "在庫", "残り", "재고", "남은", "المخزون", "متوفر", "موجودی",
)  # fmt: skip
STOCK_NAMES = ("stock", "kucun", "inventory", "remain", "qty", "quantity", "surplus", "availab", "nalich", "ostat")
SOLD_LABELS = (
    "销量", "已售", "售出", "已卖", "成交", "月销", "已出售", "sales", "sold", "orders", "purchased", "продано",
    "продаж",
    "продажи", "куплено",
    "покупок", "đã bán", "lượt mua", "vendidos", "vendido", "verkauft", "vendus", "venduti", "sprzedano", "satıldı",
    "terjual", "ขายแล้ว", "販売数", "판매",
)  # fmt: skip
MINIMUM_LABELS = (
    "最低购买", "最少购买", "起购", "起订", "起批", "起拍", "最小购买", "起售", "min order", "minimum order",
    "min. order", "minimum",
    "min qty",
    "min", "moq", "мин. заказ", "минимальный заказ", "минимум", "мин", "tối thiểu", "mua tối thiểu", "pedido mínimo",
    "mínimo", "mindestmenge", "minimum de commande",
)  # fmt: skip

SOLD_OUT = (
    "售罄", "已售罄", "缺货", "无货", "售完", "已售完", "卖完", "断货", "暂无库存", "库存不足", "补货中", "待补货",
    "没货", "暂时缺货", "sold out",
    "soldout", "out of stock", "out-of-stock", "outofstock", "no stock", "not available", "unavailable",
    "нет в наличии", "нет в продаже", "закончился", "закончились", "распродано", "раскуплено", "отсутствует",
    "нет на складе", "немає в наявності", "закінчився", "hết hàng", "tạm hết", "đã hết", "agotado", "sin existencias",
    "sin stock", "esgotado", "indisponível", "ausverkauft", "nicht verfügbar", "nicht vorrätig", "épuisé",
    "rupture de stock",
    "en rupture", "esaurito", "non disponibile", "wyprzedane", "brak w magazynie", "niedostępny", "tükendi",
    "stokta yok",
    "habis", "stok kosong", "หมด", "สินค้าหมด", "売り切れ", "在庫切れ", "품절", "نفدت الكمية", "غير متوفر", "ناموجود",
)  # fmt: skip
SOLD_OUT_NAMES = ("sold-out", "soldout", "sold_out", "outofstock", "out-of-stock", "out_of_stock", "nostock",
    "no-stock",
                  "sell-out", "selled", "is-empty-stock")  # fmt: skip
IN_STOCK = (
    "有货", "现货", "充足", "库存充足", "现货充足", "大量", "非常多", "库存爆棚", "一般", "正常", "少量", "紧张",
    "即将售罄", "所剩无几", "数量有限",
    "in stock", "instock",
    "available", "available now", "in-stock", "low stock", "few left", "plenty", "limited", "в наличии",
    "есть в наличии", "есть", "много",
    "мало", "достаточно", "заканчивается", "в наявності", "є в наявності", "còn hàng", "sẵn hàng", "có sẵn",
    "sắp hết", "disponible",
    "en existencia", "em estoque", "disponível", "verfügbar", "auf lager", "vorrätig", "lieferbar", "en stock",
    "disponibile", "dostępny", "na stanie", "stokta", "stokta var", "tersedia", "ready", "มีสินค้า", "พร้อมส่ง",
    "在庫あり",
    "재고 있음", "متوفر", "موجود",
)  # fmt: skip
UNLIMITED = (
    "不限量", "不限", "无限", "无限量", "长期有货", "unlimited", "infinite", "∞", "♾", "без ограничений",
    "не ограничено",
    "неограниченно",
    "безлимит", "không giới hạn", "vô hạn", "ilimitado", "unbegrenzt", "illimité", "illimitato", "bez limitu",
    "sınırsız",
    "tak terbatas", "ไม่จำกัด", "無制限", "무제한",
)  # fmt: skip

BUY_WORDS = (
    "购买", "立即购买", "马上购买", "下单", "加入购物车", "加购", "选购", "去购买", "抢购", "提交订单", "确认购买",
    "查看", "详情", "查看详情",
    "buy", "buy now", "order",
    "order now", "add to cart", "add to basket", "details", "view", "view details", "read more", "select options",
    "purchase", "shop now", "more", "learn more", "get", "купить", "в корзину", "заказать", "подробнее", "оформить",
    "приобрести",
    "смотреть", "купити", "до кошика", "mua", "mua ngay", "mua hàng", "đặt mua", "thêm vào giỏ", "chi tiết", "xem",
    "xem chi tiết", "comprar", "añadir al carrito", "ver", "ver más", "adicionar ao carrinho", "kaufen",
    "in den warenkorb", "acheter",
    "ajouter au panier", "acquista", "kup", "kup teraz", "do koszyka", "satın al", "sepete ekle", "beli", "ซื้อ",
    "สั่งซื้อ", "購入", "カートに入れる", "구매", "اشتر", "خرید", "купить сейчас", "自动发货", "手动发货", "人工发货",
    "自动", "手动",
    "automatic", "instant", "auto",
    "manual", "hot", "new", "sale", "热卖", "热销", "新品", "推荐", "хит", "новинка", "акция",
)  # fmt: skip
"""What stands on buttons and badges of every record, never in its title slot alone."""

TITLE_LABELS = (
    "商品", "商品名称", "名称", "产品", "产品名称", "标题", "商品名", "项目", "货品", "类型", "name", "product",
    "title", "item",
    "product name", "goods",
    "description", "service", "account", "type", "наименование", "название", "товар", "продукт", "описание",
    "услуга", "назва", "tên", "sản phẩm",
    "tên sản phẩm", "loại", "producto", "nombre", "produto", "nome", "produkt", "produit", "nom", "prodotto",
    "nazwa", "ürün", "ürün adı",
    "produk", "nama", "สินค้า", "ชื่อ", "商品名", "상품", "المنتج", "محصول",
)  # fmt: skip
CATEGORY_LABELS = (
    "分类", "类别", "所属分类", "商品分类", "category", "categories", "section", "категория", "категории", "раздел",
    "категорія",
    "danh mục", "chuyên mục",
    "categoría", "categoria", "kategorie", "catégorie", "kategoria", "kategori", "หมวดหมู่", "カテゴリ", "카테고리",
    "platform", "平台",
)  # fmt: skip
ID_LABELS = ("id", "#", "№", "no", "no.", "编号", "序号", "sku", "артикул", "код", "mã", "stt", "số", "n°", "nr")
EVERYTHING = (
    "全部", "所有", "全部商品", "所有商品", "全部分类", "all", "all products", "all items", "everything", "все",
    "все товары", "усі",
    "всі", "tất cả",
    "todos", "todo", "todas", "alle", "tous", "tout", "tutti", "wszystkie", "tümü", "hepsi", "semua", "ทั้งหมด",
    "すべて",
    "전체", "الكل", "همه",
)  # fmt: skip
SHOP_WORDS = (
    "首页", "商城", "商店", "店铺", "商品", "商品列表", "购买商品", "产品", "产品中心", "购买", "在线购买", "网店",
    "home", "homepage", "main",
    "index", "shop",
    "store", "products", "product", "catalog", "catalogue", "market", "marketplace", "goods", "buy", "price list",
    "prices", "pricelist",
    "главная", "магазин", "каталог", "товары", "каталог товаров", "прайс", "прайс-лист", "купить", "цены", "головна",
    "крамниця", "товари",
    "trang chủ", "cửa hàng", "sản phẩm", "bảng giá", "mua hàng", "inicio", "tienda", "productos", "catálogo",
    "início", "loja", "produtos",
    "startseite", "accueil", "boutique", "produits", "negozio", "prodotti", "sklep", "produkty", "mağaza", "ürünler",
    "anasayfa", "toko",
    "produk", "beranda", "ร้านค้า", "หน้าแรก", "สินค้า", "ショップ", "商品一覧", "상점", "홈", "المتجر", "الرئيسية",
    "فروشگاه",
    "خانه",
)  # fmt: skip
"""Headings and anchors of the shop as a whole: a way in, never a category."""
AWAY_WORDS = (
    "登录", "注册", "购物车", "结算", "查询订单", "订单查询", "订单", "我的", "会员", "个人中心", "帮助", "常见问题",
    "文章", "博客", "新闻", "教程", "隐私",
    "条款", "下载",
    "充值", "代理", "api", "login", "log in", "sign in", "sign up", "register", "cart", "checkout", "basket",
    "account",
    "my account",
    "wishlist", "profile", "order search", "orders", "track", "help", "faq", "blog", "news", "articles", "privacy",
    "terms", "policy", "refund",
    "download", "deposit", "affiliate", "api docs", "reviews", "review", "logout", "войти", "вход", "регистрация",
    "корзина", "оформить заказ", "мой аккаунт",
    "личный кабинет", "помощь", "вопросы", "блог", "новости", "статьи", "отзывы", "правила", "политика", "гарантии",
    "пополнить", "увійти", "кошик", "đăng nhập",
    "đăng ký", "giỏ hàng", "thanh toán", "tài khoản", "nạp tiền", "trợ giúp", "tin tức", "chính sách", "lịch sử",
    "iniciar sesión", "registro", "carrito",
    "ayuda", "carrinho", "entrar", "anmelden", "warenkorb", "hilfe", "connexion", "panier", "aide", "giriş", "sepet",
    "masuk", "daftar", "keranjang",
)  # fmt: skip
"""Anchors that lead away from goods: log-in, basket, prose. Never followed as an index."""
NOTICE_WORDS = (
    "联系", "联系我们", "客服", "关于", "关于我们", "公告", "contact", "contacts", "contact us", "about", "about us",
    "support",
    "контакты", "контакт",
    "о нас", "о магазине", "поддержка", "про нас", "liên hệ", "giới thiệu", "hỗ trợ", "contacto", "contato",
    "nosotros", "kontakt", "über uns", "contatti",
    "iletişim", "hakkımızda", "kontak", "hubungi kami", "ติดต่อ", "お問い合わせ", "문의",
)  # fmt: skip
NEXT_WORDS = (
    "下一页", "下页", "后一页", "next", "next page", "older", "older posts", "load more", "show more", "›", "»", ">",
    ">>",
    "→", "❯", "далее",
    "следующая", "следующая страница", "вперёд", "вперед", "показать ещё", "показать еще", "далі", "наступна",
    "tiếp", "tiếp theo", "trang sau", "sau",
    "xem thêm", "siguiente", "próxima", "próximo", "seguinte", "weiter", "nächste", "suivant", "suivante",
    "successiva", "successivo", "następna",
    "dalej", "sonraki", "ileri", "berikutnya", "selanjutnya", "ถัดไป", "次へ", "次のページ", "다음", "التالي", "بعدی",
    "加载更多",
    "查看更多",
)  # fmt: skip
RELATED_WORDS = (
    "相关商品", "相关推荐", "猜你喜欢", "热门推荐", "推荐商品", "为您推荐", "最近浏览", "浏览记录", "看了又看",
    "related products", "related",
    "you may also like",
    "similar products", "recommended", "customers also", "recently viewed", "frequently bought", "best sellers",
    "top sellers", "also bought",
    "похожие товары", "с этим товаром", "рекомендуем", "вы смотрели", "недавно просмотренные",
    "вас может заинтересовать", "схожі товари",
    "sản phẩm tương tự", "sản phẩm liên quan", "có thể bạn thích", "đã xem", "productos relacionados",
    "produtos relacionados", "ähnliche produkte",
    "produits similaires", "prodotti correlati", "benzer ürünler", "produk terkait", "produk serupa",
    "สินค้าที่เกี่ยวข้อง", "関連商品", "관련 상품",
)  # fmt: skip
FEED_WORDS = (
    "最新订单", "最近购买", "最新成交", "最近成交", "购买记录", "recent orders", "recent purchases", "latest orders",
    "latest purchases",
    "latest sales", "recent sales",
    "just bought", "последние покупки", "последние заказы", "последние продажи", "недавние покупки",
    "останні покупки", "giao dịch gần đây", "đơn hàng gần đây",
    "nạp tiền gần đây", "últimas compras", "leaderboard", "top users", "提现记录", "充值记录", "支付方式",
    "payment methods",
    "способы оплаты", "exchange rate", "汇率",
    "курс валют", "评价", "商品评价", "customer reviews", "testimonials", "отзывы", "đánh giá",
)  # fmt: skip
"""Headings over lists that carry sums but sell nothing."""
RELATED_NAMES = ("related", "recommend", "upsell", "cross-sell", "crosssell", "similar", "recently", "also-like",
    "best-seller", "bestseller",
                 "widget", "tuijian")  # fmt: skip
FEED_NAMES = ("review", "comment", "testimonial", "feedback", "recent-order", "last-order", "purchase-feed",
    "leaderboard", "cart", "basket",
              "filter", "payment", "payway", "payments", "currency", "slider-range", "breadcrumb", "pagination",
              "pager", "coupon")  # fmt: skip
CONTACT_LABELS = (
    "qq", "qq群", "q群", "扣扣", "企鹅", "微信", "vx", "wx", "wechat", "weixin", "telegram", "tg", "电报", "飞机",
    "纸飞机",
    "телеграм", "телега", "тг", "zalo", "whatsapp",
    "ватсап", "skype", "скайп", "discord", "line", "邮箱", "e-mail", "email", "mail", "почта", "jabber", "icq", "客服",
    "售后", "联系方式", "联系",
    "contact", "support", "контакты", "связь", "поддержка", "liên hệ", "hotline", "hỗ trợ", "facebook", "viber",
    "вк", "vk", "signal", "threema",
    "电话", "手机", "phone", "тел", "телефон", "contacto", "kontakt", "频道", "群组", "channel", "канал",
)  # fmt: skip
CONTACT_HOSTS = (
    "t.me", "telegram.me", "telegram.dog", "wa.me", "api.whatsapp.com", "chat.whatsapp.com", "wpa.qq.com",
    "qm.qq.com", "jq.qq.com", "discord.gg",
    "discord.com", "discordapp.com", "line.me", "lin.ee", "vk.com", "vk.me", "zalo.me", "join.skype.com", "m.me",
    "signal.me", "work.weixin.qq.com",
    "u.wechat.com", "kf.qq.com", "instagram.com", "facebook.com", "x.com", "twitter.com",
)  # fmt: skip
CONTACT_NAMES = ("footer", "notice", "gonggao", "announce", "contact", "kefu", "service", "support", "sidebar",
    "social", "messenger", "topbar",
                 "top-bar", "bulletin", "marquee", "alert", "copyright", "tip")  # fmt: skip
DESCRIPTION_NAMES = (
    "desc", "detail", "intro", "summary", "xiangqing", "opis", "prose", "rte", "mota", "mo-ta", "beschreibung",
    "jieshao", "shuoming", "article-content", "goods-content", "entry-content",
)  # fmt: skip
DESCRIPTION_WORDS = (
    "商品详情", "商品描述", "商品介绍", "商品说明", "产品详情", "产品描述", "产品介绍", "详情", "描述", "详细介绍",
    "购买须知", "使用说明", "description",
    "product description",
    "details", "about this product", "about product", "information", "описание", "описание товара", "о товаре",
    "характеристики", "опис", "mô tả",
    "mô tả sản phẩm", "chi tiết", "chi tiết sản phẩm", "descripción", "descrição", "beschreibung", "descrizione",
    "opis", "açıklama",
    "ürün açıklaması", "deskripsi", "รายละเอียด", "商品説明", "상품 설명", "الوصف", "توضیحات",
)  # fmt: skip
GOODS_SEGMENTS = ("product", "products", "goods", "good", "item", "items", "buy", "shop", "store", "detail",
    "details", "p", "i", "tovar", "tovary", "lot", "lots",
                  "offer", "offers", "account", "accounts", "goods-detail", "commodity", "sanpham", "san-pham",
                  "producto", "produto", "produkt",
                  "produit", "card", "cards", "listing", "sale", "order", "purchase")  # fmt: skip
"""Path segments before the id of one thing for sale."""
CATEGORY_SEGMENTS = ("category", "categories", "cat", "c", "catalog", "catalogue", "collection", "collections",
    "group", "groups", "type", "types", "list",
                     "product-category", "product_cat", "cate", "class", "kategoriya", "kategoria", "danh-muc",
                     "section", "sections", "shop", "store",
                     "products", "goods", "tag", "brand", "platform", "market", "services", "service", "accounts",
                     "buy")  # fmt: skip
CATEGORY_PARAMETERS = ("cat", "cid", "category", "categoryid", "category_id", "cate", "cateid", "cate_id", "catid",
    "type", "tid", "typeid", "group", "class", "sort_id",
                       "section", "product_cat", "platform")  # fmt: skip
PAGE_PARAMETERS = ("page", "p", "paged", "pg", "pagenum", "pageno", "pageindex", "page_no", "offset", "start", "pn")
UNIT_WORDS: dict[str, str] = {
    "个": "each", "只": "each", "条": "each", "套": "each", "张": "each", "枚": "each", "each": "each",
    "piece": "each",
    "pc": "each", "pcs": "each", "ea": "each", "unit": "each", "account": "each", "acc": "each", "шт": "each",
    "штука": "each",
    "штуку": "each", "аккаунт": "each", "cái": "each", "acc.": "each", "con": "each", "天": "day", "日": "day",
    "day": "day", "день": "day", "сутки": "day",
    "ngày": "day", "周": "week", "week": "week", "неделя": "week", "неделю": "week", "tuần": "week", "月": "month",
    "month": "month", "mo": "month",
    "мес": "month", "месяц": "month", "tháng": "month", "mes": "month", "monat": "month", "mois": "month",
    "年": "year", "year": "year", "yr": "year",
    "год": "year", "năm": "year", "小时": "hour", "hour": "hour", "hr": "hour", "час": "hour", "giờ": "hour",
    "1000": "thousand", "1k": "thousand",
    "千": "thousand", "k": "thousand",
}  # fmt: skip
"""Word after a slash or "per" -> Unit."""
