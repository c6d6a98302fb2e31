"""Names that shops give the fields of a product in embedded JSON, compared without case, `_` and `-`; data only."""

from __future__ import annotations

NAMES = ("name", "title", "goodsname", "productname", "producttitle", "gdname", "goodstitle", "commodityname",
    "itemname", "subject", "displayname", "fullname",
         "tensanpham", "nazvanie")  # fmt: skip
PRICES = ("promotionpriceamount", "promotionprice", "saleprice", "actualprice", "finalprice", "currentprice",
    "sellprice", "sellingprice", "discountprice",
          "priceamount", "displayprice", "price", "unitprice", "goodsprice", "productprice", "pricetext", "pricemin",
          "minprice", "amount", "money", "cost",
          "gia", "cena", "retailprice")  # fmt: skip
"""In order of preference: what is asked now before what was asked."""
CENTS = ("pricecents", "priceincents", "amountcents", "priceminor", "unitamount")
CURRENCIES = ("currency", "currencycode", "pricecurrency", "currencyiso", "currencysymbol")
STOCKS = ("stock", "stockcount", "stocknum", "stockquantity", "instock", "quantity", "qty", "inventory",
    "inventoryquantity", "available", "availablecount",
          "count", "left", "remain", "remaining", "kucun", "leftcount", "autostockavailable", "totalstock", "conlai",
          "soluong", "amountleft",
          "instockcount", "availability", "stockstatus", "maxqty", "isinstock")  # fmt: skip
SOLD_OUT = ("issoldout", "soldout", "isoutofstock", "outofstock")
SOLD = (
    "sales",
    "sold",
    "salescount",
    "salesvolume",
    "ordersold",
    "soldcount",
    "totalsales",
    "salenum",
    "daban",
    "qtysell",
)
IDS = (
    "variationid",
    "id",
    "goodsid",
    "productid",
    "itemid",
    "sku",
    "slug",
    "uuid",
    "gid",
    "pid",
    "code",
    "prodid",
    "handle",
)
URLS = ("url", "link", "href", "permalink", "path", "detailurl", "buyurl")
CATEGORIES = (
    "category",
    "categoryname",
    "catname",
    "cagname",
    "groupname",
    "typename",
    "classname",
    "section",
    "categorytitle",
    "producttype",
)
DESCRIPTIONS = ("description", "desc", "content", "intro", "introduction", "summary", "detail", "details",
    "gddescription", "discription", "body", "bodyhtml",
                "shortdescription", "info")  # fmt: skip
PICTURES = (
    "image",
    "images",
    "picture",
    "pictures",
    "cover",
    "photo",
    "photos",
    "gallery",
    "thumbnail",
    "img",
    "imgurl",
)
MINIMUMS = ("minimum", "minquantity", "minorder", "minqty", "minimumorder", "minpurchase", "buymin")
VARIANTS = ("variants", "variations", "skus", "options", "specs")
GROUPS = ("products", "goods", "items", "list", "shops", "children", "commodities", "accounts")
"""Under these keys an object's own name is the category of what is inside."""
NOT_GOODS = ("pay", "payment", "payments", "payway", "currency", "currencies", "coupon", "coupons", "order",
    "orders", "cart", "shipping", "review", "reviews",
             "comment", "comments", "memberlevels", "levels", "rates", "deposit", "banners", "menu", "menus", "nav",
             "user", "users", "withdraw", "transactions",
             "translations", "i18n", "messages", "routes")  # fmt: skip
