"""A digest as one self-contained HTML page: no script, no outside file, readable at phone width."""

from __future__ import annotations

from importlib.resources import files
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from alerts.digest import Digest
from alerts.rendering import lines
from alerts.words import Language, word
from base.sinks import terminal


def as_html(digest: Digest, language: Language, zone: ZoneInfo) -> str:
    """Return the page. Every seller text passes autoescape, and URLs are shown, never linked."""
    jinja = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    jinja.filters["inert"] = terminal
    template = jinja.from_string(files("alerts.rendering").joinpath("digest.html").read_text("utf-8"))
    return template.render(
        digest=digest,
        lang={"en": "en", "zh": "zh-CN"}[language],
        word=lambda key: word(key, language),
        period=lines.period(digest, zone),
        summary=lines.summary(digest, language),
        suppressed=lines.suppressed_line(digest, language),
        roles=[
            (
                role,
                [
                    (seller, lines.seller_title(seller, language), list(lines.seller_lines(seller, language, zone)))
                    for seller in sellers
                ],
            )
            for role, sellers in lines.by_role(digest, language)
        ],
        baselines=[lines.baseline_line(site, language) for site in digest.baselines],
        changes=[(change, lines.change_line(change, language)) for change in digest.changes],
        market=[(move, lines.market_line(move, language)) for move in digest.market],
        sites=[(site, lines.site_line(site, language)) for site in digest.shown_sites],
        families=[lines.family_line(one, language) for one in digest.families],
    )
