"""The words shops print instead of a number of pieces; folded by `casefold`."""

from __future__ import annotations

SOLD_OUT = frozenset(
    (
        "已售罄", "售罄", "已售完", "售完", "卖完", "卖完了", "缺货", "缺貨", "无货", "無貨", "暂无库存", "暫無庫存",
        "库存不足", "庫存不足", "补货中", "補貨中", "已下架", "无库存", "無庫存", "没货", "断货", "斷貨", "空",
        "sold out", "soldout", "out of stock", "outofstock", "out_of_stock", "out-of-stock", "unavailable",
        "not available", "empty", "discontinued", "売り切れ", "売り切れました", "在庫切れ",
        "нет в наличии", "нет в продаже", "закончился", "закончились", "распродано", "продано", "немає в наявності",
        "hết hàng", "agotado", "esgotado", "rupture de stock", "ausverkauft", "nicht vorrätig", "esaurito",
        "stok habis", "habis", "tükendi", "품절", "brak w magazynie", "sin existencias",
    )
)  # fmt: skip
"""Nothing is left."""

AVAILABLE = frozenset(
    (
        "充足", "库存充足", "庫存充足", "现货充足", "現貨充足", "货源充足", "即将售罄", "即將售罄", "一般", "非常多",
        "所剩无几", "所剩無幾", "数量有限", "數量有限", "库存爆棚", "庫存爆棚", "少量", "少量库存", "库存少量", "紧张",
        "库存紧张", "庫存緊張", "有货", "有貨", "现货", "現貨", "大量", "大量现货", "不限", "不限量", "无限", "無限",
        "无限制", "∞", "多", "较多", "很多", "少", "较少", "正常", "销售中", "在售", "热卖中", "长期有货", "在庫あり",
        "残りわずか", "まもなく売り切れ", "十分", "豊富", "在庫僅少",
        "in stock", "instock", "in_stock", "in-stock", "available", "low stock", "low_stock", "low-stock", "unlimited",
        "almost sold out", "almost gone", "limited", "limited quantity", "plenty", "sufficient", "abundant", "average",
        "onbackorder", "on backorder", "available on backorder", "limitedavailability", "limited availability",
        "в наличии",
        "есть в наличии", "много", "мало", "в наявності", "còn hàng", "en stock", "auf lager", "disponible",
        "em estoque", "disponibile", "stok tersedia", "tersedia", "stokta", "재고 있음", "na stanie",
    )
)  # fmt: skip
"""Something is left."""
