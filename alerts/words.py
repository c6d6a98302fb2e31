"""The words of digests and messages in both languages; one table, so that neither forgets a line."""

from __future__ import annotations

from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

_WORDS: dict[str, tuple[str, str]] = {
    "digest": ("haoshao digest", "号哨简报"),
    "new_sellers": ("New sellers", "新号商"),
    "changes": ("Changes", "变动"),
    "market": ("Market", "行情"),
    "sites": ("Sites", "站点"),
    "family_broken": (
        "{family}: {field} breaks on {count} sites ({sites})",
        "{family}：{count} 个站点的 {field} 无法正常读取（{sites}）",
    ),
    "baselines": ("First look at a site (baseline, no alerts)", "站点首次完整抓取（基线，不告警）"),
    "baseline_line": (
        "{site}: {sellers} sellers, {listings} listings, {offers} offers",
        "{site}：号商 {sellers} 个，挂单 {listings} 条，供应项 {offers} 个",
    ),
    "no_role": ("no offer in force", "暂无在售"),
    "nothing_new": ("No new sellers.", "没有新号商。"),
    "where": ("where", "出处"),
    "contact": ("contact", "联系号"),
    "sells": ("sells", "供应"),
    "first_seen": ("first seen", "首次出现"),
    "example": ("example", "示例"),
    "evidence": ("evidence", "证据"),
    "why": ("why new", "为何算新"),
    "stock": ("stock {stock}", "库存 {stock}"),
    "offers": ("{count} offers", "{count} 个供应项"),
    "unnamed": ("(no name)", "（无名）"),
    "no_handle": ("(none shown)", "（未留）"),
    "ask": ("price on request", "面议"),
    "more": ("… and {count} more", "…… 另有 {count} 条"),
    "suppressed": ("Not shown", "未列出"),
    "summary_new": ("{count} new sellers", "新号商 {count} 个"),
    "summary_new_one": ("1 new seller", "新号商 1 个"),
    "summary_baseline": ("{count} sites seen for the first time", "首次抓取站点 {count} 个"),
    "summary_baseline_one": ("1 site seen for the first time", "首次抓取站点 1 个"),
    "summary_sites": ("{healthy} of {all} sites healthy", "站点正常 {healthy}/{all}"),
    "simulated": ("Simulated clock: these are not real events.", "模拟时钟：以下并非真实事件。"),
    "summary_seller_on_new_site": ("{count} known sellers on new sites", "已知号商出现在新站点 {count}"),
    "summary_seller_on_new_site_one": ("1 known seller on a new site", "已知号商出现在新站点 1"),
    "summary_price_changed": ("{count} price changes", "价格变动 {count}"),
    "summary_price_changed_one": ("1 price change", "价格变动 1"),
    "summary_sold_out": ("{count} sold out", "售罄 {count}"),
    "summary_sold_out_one": ("1 sold out", "售罄 1"),
    "summary_restocked": ("{count} restocked", "补货 {count}"),
    "summary_restocked_one": ("1 restocked", "补货 1"),
    "summary_relisted": ("{count} relisted", "重新上架 {count}"),
    "summary_relisted_one": ("1 relisted", "重新上架 1"),
    "summary_vanished": ("{count} gone", "消失 {count}"),
    "summary_vanished_one": ("1 gone", "消失 1"),
    "summary_site_down": ("{count} sites down", "站点下线 {count}"),
    "summary_site_down_one": ("1 site down", "站点下线 1"),
    "summary_site_back": ("{count} sites back", "站点恢复 {count}"),
    "summary_site_back_one": ("1 site back", "站点恢复 1"),
    "summary_price_level": ("{count} price levels moved", "价格水平变动 {count}"),
    "summary_price_level_one": ("1 price level moved", "价格水平变动 1"),
    "alerts_count": ("{count} alerts", "{count} 条告警"),
    "alerts_one": ("1 alert", "1 条告警"),
    "why_told": ("why", "原因"),
    "capped": (
        "haoshao: {count} more alerts of \u201c{rule}\u201d from {since} to {until}; see `haoshao alerts list`",
        "号哨：{since} 至 {until} 另有 {count} 条“{rule}”告警，见 haoshao alerts list",
    ),
    "trend_new_sellers": ("New sellers a day", "每日新号商"),
    "trend_changes": ("Changes of offers a day", "每日供应变动"),
    "trend": (
        "{last} on the last day; {total} in {days} days, at most {most} a day",
        "最后一天 {last}；{days} 天共 {total}，单日最多 {most}",
    ),
    "mail_end": (
        "Triage: haoshao alerts list. Addresses are written so that none can be followed by a slip.",
        "处置：haoshao alerts list。网址已改写，避免误点。",
    ),
    "over_cap": ("alerts over a cap", "超出上限的告警"),
    "silenced": ("false positives", "误报"),
    "test_message": (
        "haoshao: a test of channel {channel}. If you can read this, it works.",
        "号哨：渠道 {channel} 的测试消息，能看到即表示可用。",
    ),
    # rules that ship
    "rule:seller_new": ("new seller", "新号商"),
    "rule:seller_on_new_site": ("known seller on a new site", "已知号商出现在新站点"),
    "rule:new_product": ("known seller, new product", "已知号商的新品类"),
    "rule:relisted_after_takedown": ("back after a takedown", "下架后重新上架"),
    "rule:watched": ("watch-list", "关注名单"),
    "rule:price_level": ("price level moved", "价格水平变动"),
    "rule:stock_surge": ("stock surge", "库存激增"),
    "rule:site_dark": ("site dark", "站点失联"),
    "rule:site_unhealthy": ("site cannot be read", "站点无法正常读取"),
    # transitions
    "appeared": ("new offer", "新上架"),
    "price_changed": ("price", "价格"),
    "stock_changed": ("stock", "库存"),
    "sold_out": ("sold out", "售罄"),
    "restocked": ("restocked", "补货"),
    "relisted": ("relisted", "重新上架"),
    "vanished": ("gone", "消失"),
    "seller_new": ("new seller", "新号商"),
    "seller_on_new_site": ("known seller on a new site", "已知号商出现在新站点"),
    "site_down": ("site down", "站点下线"),
    "site_back": ("site back", "站点恢复"),
    "price_level": ("price level", "价格水平"),
    # health
    "healthy": ("healthy", "正常"),
    "partial": ("partial", "不完整"),
    "blocked": ("blocked", "被拦截"),
    "broken": ("broken", "无法解析"),
    "failed": ("failed", "失败"),
    # kinds
    "account": ("accounts", "账号"),
    "sms_code": ("SMS codes", "接码"),
    "sim_card": ("SIM cards", "手机卡"),
    "account_service": ("account services", "账号服务"),
    "identity_data": ("identity data", "料"),
    "stored_value": ("stored value", "卡"),
    "tool": ("tools", "工具"),
    # severities
    "low": ("low", "低"),
    "medium": ("medium", "中"),
    "high": ("high", "高"),
    "critical": ("critical", "紧急"),
    # units
    "each": ("each", "个"),
    "code": ("code", "条"),
    "hour": ("hour", "小时"),
    "day": ("day", "天"),
    "week": ("week", "周"),
    "month": ("month", "月"),
    "year": ("year", "年"),
    "pack": ("pack", "包"),
    "thousand": ("thousand", "千"),
}


def word(key: str, language: Language, **values: object) -> str:
    """Return the wording of *key*; a key without one (a new health cause, a platform) is shown as it is."""
    pair = _WORDS.get(key)
    text = key if pair is None else pair[0 if language == "en" else 1]
    return text.format(**values) if values else text


def rule_word(rule: str, language: Language) -> str:
    """Return what a rule is called; one of an operator's own goes by its name."""
    return word(f"rule:{rule}", language).removeprefix("rule:").replace("_", " ")
