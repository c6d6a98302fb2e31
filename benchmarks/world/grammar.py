"""The words of the world: how a seller's habits turn products, prices and contacts into listings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from benchmarks.world import phrases_data as said
from benchmarks.world.model import Contact, Item, Line, Product, Seller, Site, Style
from benchmarks.world.products_data import ATTRIBUTE_WORDS, CATEGORIES, PLATFORM_WORDS

RATES = {"zh": Decimal(1), "en": Decimal("7.1"), "ru": Decimal("0.08")}
"""CNY for one unit of the money that a language asks in."""
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x30, 0x3A)})
_EMOJI = ("🔥", "💎", "⚡", "🎯", "🚀", "❤️")
_LABELLED = 80
"""Stock up to which a shop with stock words still calls itself well stocked."""


def chance(rng: Random, share: float) -> bool:
    """Return True in *share* of all calls."""
    return rng.random() < share


def filled(template: str, rng: Random, language: str) -> str:
    """Return a phrase with its slots filled at random."""
    return template.format(
        h=rng.choice((1, 2, 6, 12, 24, 48)),
        n=rng.choice((2, 3, 4, 5, 10, 20)),
        d=rng.choice((1, 2, 3, 5, 7, 15)),
        t=rng.choice((8, 9, 10, 11)),
        pay=rng.choice(said.PAYS[language]),
        x="{x}",
    )


def new_style(rng: Random, language: str) -> Style:
    """Return the writing habits of one seller."""
    phrases = said.PHRASES[language]
    clauses = [filled(phrase, rng, language) for phrase in rng.sample(phrases["quality"], rng.randint(1, 3))]
    for topic, share in (("warranty", 0.8), ("rules", 0.6), ("delivery", 0.6), ("pay", 0.4), ("hello", 0.4)):
        if chance(rng, share):
            clauses.append(filled(rng.choice(phrases[topic]), rng, language))
    rng.shuffle(clauses)
    words = {platform: rng.choice(spelt[language]) for platform, spelt in PLATFORM_WORDS.items()}
    words |= {name: rng.choice(spelt[language]) for name, spelt in ATTRIBUTE_WORDS.items()}
    return Style(
        title=rng.choice(said.TITLES[language]),
        bullet=rng.choice(said.BULLETS),
        joiner=rng.choice(said.JOINERS),
        clauses=tuple(clause for clause in clauses if clause),
        contact_lead={kind: rng.choice(leads) for kind, leads in said.CONTACTS[language].items()},
        words=words,
        price_words=rng.choice(said.PRICE_WORDS[language]),
        trick=rng.choices(("plain", "spaced", "fullwidth", "emoji"), (7, 1, 1, 2))[0],
        escrow=filled(rng.choice(phrases["escrow"]), rng, language) if chance(rng, 0.25) else None,
        product_first=chance(rng, 0.6),
        rounding=Decimal(rng.choice(("1", "0.5", "0.1", "0.01"))),
    )


def new_name(rng: Random, language: str) -> str:
    """Return a shop or user name."""
    first, second = said.NAME_PARTS[language]
    glue = "" if language == "zh" else rng.choice(("", "", "_", "-", "."))
    tail = rng.choice(("", "", str(rng.randint(2, 99)), str(rng.randint(100, 9999))))
    return f"{rng.choice(first)}{glue}{rng.choice(second)}{tail}"


def product_words(product: Product, style: Style, rng: Random, language: str) -> str:
    """Return how a seller calls *product* in one listing."""
    name = rng.choice(product.names[language])
    return name.format(p=style.words.get(product.platform or "", ""))


def attribute_words(product: Product, style: Style, language: str) -> str:
    """Return the seller's words for what the product has; a filler where it has nothing."""
    glue = " " if language == "zh" else ", "
    fillers = {"zh": "现货", "en": "bulk", "ru": "опт"}
    return glue.join(style.words[name] for name in product.attributes) or fillers[language]


def title_of(lines: Sequence[Line], style: Style, language: str) -> str:
    """Return the title of a listing; a price list has one for the lot."""
    if len(lines) > 1:
        heads = {"zh": "各类账号价格表", "en": "Price list, accounts", "ru": "Прайс, аккаунты"}
        return _tricked(heads[language], style, title=True)
    product = lines[0].product
    text = style.title.format(n=lines[0].words, a=attribute_words(product, style, language))
    return _tricked(text, style, title=True)


def text_of(item: Item, site: Site) -> str:
    """Return the description of a listing as its site shows it today."""
    seller = item.record.seller
    style, language = seller.style, seller.language
    first = [_line_text(line, item, site) for line in item.lines if len(item.lines) > 1 or site.price_form != "field"]
    if site.stock_form == "text" and len(item.lines) == 1:
        words = said.STOCK_WORDS[language]
        sentence = words["none_text"][0] if item.sold_out else words["text"][len(item.key) % 2].format(n=item.stock)
        first.append(sentence)
    rest = [_tricked(style.bullet + clause, style) for clause in item.clauses]
    blocks = [*first, *rest] if style.product_first or len(item.lines) > 1 else [*rest, *first]
    text = "\n".join(first) + "\n" + style.joiner.join(rest) if len(item.lines) > 1 else style.joiner.join(blocks)
    return "\n".join(part for part in (text, *_contact_lines(item, site)) if part)


def _line_text(line: Line, item: Item, site: Site) -> str:
    seller = item.record.seller
    price = money(line.price, seller.style)
    said_price = seller.style.price_words.format(p=price)
    if len(item.lines) == 1:
        return said_price
    words = f"{line.words} {attribute_words(line.product, seller.style, seller.language)}"
    del site
    return f"{seller.style.bullet}{words} {said_price}"


def _contact_lines(item: Item, site: Site) -> list[str]:
    seller = item.record.seller
    style = seller.style
    lines = []
    if item.shows_contact:
        lines += [_contact_text(contact, style) for contact in item.record.contacts]
    if style.escrow and seller.escrow and item.shows_contact:
        lines.append(style.escrow.format(x="@" + seller.escrow.value))
    if site.footer:
        lines.append(site.footer_text)
    return lines


def _contact_text(contact: Contact, style: Style) -> str:
    lead = style.contact_lead.get(contact.type, contact.type + ": {v}")
    value = contact.value
    if style.trick == "fullwidth" and contact.type == "qq":
        value = value.translate(_FULL_WIDTH)
    return lead.format(v=value)


def _tricked(text: str, style: Style, *, title: bool = False) -> str:
    if style.trick == "emoji":
        mark = _EMOJI[len(style.clauses) % len(_EMOJI)]
        return f"{mark}{text}{mark}" if title else text
    if style.trick == "spaced" and title:
        return text.replace("号", " 号 ").strip()
    return text


def money(price: Decimal, style: Style) -> str:
    """Return a price as its seller prints it."""
    whole = price == price.to_integral_value()
    return (
        format(price.quantize(Decimal(1)) if whole else price.quantize(Decimal("0.01")).normalize(), "f")
        if (whole or style.rounding != Decimal("0.01"))
        else f"{price:.2f}"
    )


def price_of(seller: Seller, product: Product, level: Decimal, rng: Random) -> Decimal:
    """Return what *seller* asks for *product* while the market stands at *level*, in its own money."""
    noise = Decimal(str(round(rng.gauss(1, 0.06), 4)))
    raw = product.base * level * seller.level * max(noise, Decimal("0.7")) / RATES[seller.language]
    return rounded(raw, seller.style)


def rounded(raw: Decimal, style: Style) -> Decimal:
    """Return *raw* rounded as the seller does, finer where the sum is small; never zero."""
    step = style.rounding
    while raw < step * 20 and step > Decimal("0.01"):
        step /= 10
    step = max(step, Decimal("0.01"))
    return max((raw / step).to_integral_value() * step, Decimal("0.01"))


def category_of(product: Product, language: str, rng: Random) -> str:
    """Return the category a catalogue puts *product* under."""
    words = PLATFORM_WORDS.get(product.platform or "", {}).get(language, ("",))
    return rng.choice(CATEGORIES[product.kind][language]).format(p=words[0])


def stock_field(item: Item, site: Site) -> object:
    """Return the `stock` of a row, None where the site has no such field."""
    words = said.STOCK_WORDS[site.language]
    if site.stock_form == "number":
        return 0 if item.sold_out else item.stock
    if site.stock_form == "label":
        return words["none"][0] if item.sold_out else words["plenty"][0]
    if site.stock_form == "none" and item.sold_out:
        return words["none"][-1]
    return None


def row_of(item: Item, site: Site) -> dict[str, object]:
    """Return a listing as an import row; what the site does not state is left out."""
    row: dict[str, object] = {
        "url": f"https://{site.host}{item.path}",
        "title": item.title,
        "text": text_of(item, site),
    }
    if site.price_form != "text" and len(item.lines) == 1:
        seller = item.record.seller
        form = site.field_price if site.language == seller.language else said.FIELD_PRICES[seller.language][-1]
        row["price"] = form.format(p=money(item.lines[0].price, seller.style))
    stock = stock_field(item, site) if len(item.lines) == 1 else None
    if stock is not None:
        row["stock"] = stock
    if site.names_sellers and item.record.label:
        row["seller"] = item.record.label
    if item.category:
        row["category"] = item.category
    if item.posted_at:
        row["posted_at"] = item.posted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return row
