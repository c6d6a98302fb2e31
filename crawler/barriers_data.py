"""What pages say that stand where a shop's page should be."""

from __future__ import annotations

CHALLENGE = (
    "cdn-cgi/challenge-platform",
    "_cf_chl_opt",
    "cf-browser-verification",
    "attention required! | cloudflare",
    "checking your browser before accessing",
    "enable javascript and cookies to continue",
    "verifying you are human",
    "verify you are human",
    "ddos-guard",
    "ddos protection by",
    "sucuri website firewall",
    "_incapsula_resource",
    "incapsula incident id",
    "px-captcha",
    "captcha-delivery.com",
    "acw_sc__v2",
    "aliyun_waf",
    "_waf_bd8ce2ce37",
    "__jsl_clearance",
    "yunsuo_session",
    "/.safeline/",
    "safeline_bot_challenge",
    "waf-captcha",
    "edgeone",
    "tencentcaptcha",
    "网站防火墙",
    "浏览器安全检查",
    "正在检测您的浏览器",
    "请完成安全验证",
    "完成人机验证",
    "人机身份验证",
    "访问验证",
    "安全验证中",
    "滑动验证",
    "проверка браузера",
    "подтвердите, что вы не робот",
)
"""Words of challenges as such; on a page without any listing each is enough."""

CHALLENGE_WIDGET = ("g-recaptcha", "h-captcha", "cf-turnstile", "initgeetest", "gt_captcha", "验证码")
"""Captcha widgets, which ordinary pages carry too: a challenge only on a page that says little else."""

CHALLENGE_TITLE = ("just a moment", "安全验证", "人机验证", "security check", "human verification", "请稍候", "请稍等")

BLOCKED = (
    "access denied",
    "you have been blocked",
    "your ip has been blocked",
    "ip address has been banned",
    "您的访问被拒绝",
    "您的请求带有不合法参数",
    "禁止访问",
    "访问被阻断",
    "访问被拦截",
    "您的ip已被封",
    "ip被禁止",
    "доступ запрещен",
    "доступ ограничен",
)

LOGIN_WALL = (
    "请先登录",
    "请登录后",
    "您还未登录",
    "您需要登录",
    "登录后才能",
    "登录后查看",
    "尚未登录",
    "login required",
    "please log in",
    "please sign in",
    "you must be logged in",
    "you need to log in",
    "log in to continue",
    "sign in to continue",
    "необходимо войти",
    "войдите, чтобы",
)

NEEDS_KEY = (
    "bad_key",
    "no_key",
    "wrong_key",
    "error_key",
    "invalid api key",
    "invalid_api_key",
    "api key is required",
    "api_key is required",
    "missing api key",
    "api key missing",
    "unauthorized api",
    "apikey错误",
    "token错误",
    "缺少token",
    "rest_forbidden",
    "woocommerce_rest_cannot_view",
)
"""Short answers of interfaces that want a key; none is ever configured."""

PARKED = (
    "domain is for sale",
    "domain may be for sale",
    "buy this domain",
    "sedoparking",
    "parkingcrew",
    "bodis.com",
    "this domain is parked",
    "domain has expired",
    "域名已过期",
    "域名出售",
    "该域名可出售",
    "此域名已过期",
    "домен продается",
    "домен припаркован",
)

SUSPENDED = (
    "account suspended",
    "account has been suspended",
    "this site has been suspended",
    "website suspended",
    "站点已暂停",
    "网站已暂停",
    "站点已关闭",
    "网站已关闭",
    "该网站暂时无法进行访问",
    "未备案",
    "没有找到站点",
    "站点创建成功",
    "welcome to nginx!",
    "apache2 ubuntu default page",
    "аккаунт заблокирован",
    "сайт заблокирован",
)
