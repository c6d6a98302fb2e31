"""A digest as mail: one column, styles on the elements themselves, nothing from outside, no script, no link."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined

from alerts.digest import Digest
from alerts.rendering import lines
from alerts.rendering.charts import HEIGHT, WIDTH, bars
from alerts.words import Language, word
from base.sinks import chat, terminal
from storage.queries.trends import Trend

_COLOURS = {
    "critical": ("#8f1d12", "#fbe3df"),
    "high": ("#a8321f", "#fbe9e5"),
    "medium": ("#8a5a00", "#fdf1d8"),
    "low": ("#4a5563", "#eceff3"),
}
"""Ink and ground of each severity."""


def as_mail(digest: Digest, language: Language, zone: ZoneInfo, trends: Sequence[Trend] = ()) -> str:
    """Return the HTML of the mail. Every seller text passes autoescape; addresses lead nowhere."""
    jinja = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    jinja.filters["inert"] = terminal
    jinja.filters["defanged"] = chat
    template = jinja.from_string(files("alerts.rendering").joinpath("mail.html").read_text("utf-8"))
    return template.render(
        digest=digest,
        lang={"en": "en", "zh": "zh-CN"}[language],
        word=lambda key, **values: word(key, language, **values),
        colours=_COLOURS,
        period=lines.period(digest, zone),
        summary=lines.summary(digest, language),
        suppressed=lines.suppressed_line(digest, language),
        charts=[(trend, bars([count for _, count in trend.days]), _said(trend, language)) for trend in trends],
        width=WIDTH,
        height=HEIGHT,
        roles=[
            (
                role,
                [
                    (seller, lines.seller_title(seller, language), list(lines.seller_lines(seller, language, zone)))
                    for seller in some
                ],
            )
            for role, some in lines.by_role(digest, language)
        ],
        baselines=[lines.baseline_line(site, language) for site in digest.baselines],
        changes=[(change, lines.change_line(change, language)) for change in digest.changes],
        market=[(move, lines.market_line(move, language)) for move in digest.market],
        sites=[(site, lines.site_line(site, language)) for site in digest.shown_sites],
        families=[lines.family_line(one, language) for one in digest.families],
    )


def _said(trend: Trend, language: Language) -> str:
    """Return what a chart shows in words, for readers whose mail program drops it."""
    last = trend.days[-1][1] if trend.days else 0
    total = sum(count for _, count in trend.days)
    return word("trend", language, last=last, days=len(trend.days), total=total, most=trend.most)
