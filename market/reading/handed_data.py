"""Wordings, by language, of a mailbox that is handed over or kept, of numbers and papers that were checked."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

MAILS: Final = ("mail", "邮箱", "почт", "ящик", "inbox", "correo", "skrzynk", "poczt", "posta", "пошт", "البريد")
PHONES: Final = (
    "phone",
    "sms",
    "text",
    "number",
    "handset",
    "mobile",
    "手机",
    "短信",
    "号码",
    "смс",
    "номер",
    "телефон",
)
CHECKS: Final = ("verif", "confirm", "check", "valid", "activ", "验", "认证", "подтв", "вериф", "актив", "провер")
DONE: Final = ("пройден", "passed", "done")
TAKEN: Final = ("过", "принят")
PAPERS: Final = (
    "passport", "document", "identity", "kyc", "selfie", "licen", " id ", "身份", "证件", "护照", "人脸", "паспорт",
    "документ", "личност", "селфи",
)  # fmt: skip

_MAIL: Final = (
    r"(?:e-?mails?|mail(?:box(?:es)?)?|inbox(?:es)?)(?: (?:box|account|login|password|address|and password))?"
)
_OWN: Final = (
    r"(?:the |its |their |an? |own |original |native |linked |full |access to |attached |working |first |spare ){0,4}"
)
_MAIL_COMES_EN: Final = re.compile(
    rf"\b{_MAIL}\b(?: (?:is|are|box|too|also|will be|gets?|with|and|its|password|login|pass)){{0,4}} "
    r"(?:included|handed over|handed to you|comes along|come along|comes as part|comes with|goes along|"
    r"go along|goes with|passed on|"
    r"given|provided|supplied|delivered|transferred|part of|in the (?:set|file|bundle|pack|package|box)|yours too|"
    r"yours as well|belongs to|changes? hands|moves? (?:over|along|with)|travels? (?:along|with)|rides? along|"
    r"pass(?:es)? to|goes? to (?:you|the buyer)|inside|turned over|signed over)(?! only| soon| later)"
    rf"|\b(?:in the (?:bundle|set|kit|box|pack|package|file)|hand-?over|handed over|you (?:get|receive)|contents|"
    rf"inside|package|each set|kit)(?: (?:is|are|holds))?: ?[^.\n]{{0,40}}?\b{_MAIL}\b(?! (?:us|me|support))"
    rf"|\b(?:comes? with|coming with|includes?|including|along with|together with|we hand over|you (?:also )?get|"
    rf"you (?:also )?receive|incl\.?|plus|delivered with|sold with) {_OWN}{_MAIL}\b(?! (?:us|me|support|alert|notice))"
    rf"|\+ (?:its |own |the |original |their ){{1,2}}{_MAIL}\b|\bown {_MAIL} inside"
    rf"|\b{_MAIL}\b(?: log-?in)?, (?:which|that) you (?:get|receive)|\b{_MAIL} log-?in\b(?! with)"
    rf"|\b{_MAIL}\b (?:with|and) (?:its |the |their )?(?:own )?password|\b{_MAIL}\b[^.,;\n]{{0,30}},"
    rf"? password (?:inside|included|too)"
    rf"|\b{_MAIL} ?(?:[:/|+-]{{1,4}}) ?(?:e?mail ?)?(?:pass(?:word|w)?|pw|pwd)\b"
)
_MAIL_COMES_LATIN: Final = re.compile(
    r"\bcorreos?(?: electronico)?(?: original| propio| asociado)? "
    r"(?:(?:se |lo |va |esta )?(?:entreg\w+|inclui\w+|dado)|con (?:su )?(?:clave|contrasena|acceso)|junto con|regalo)"
    r"|\b(?:con|incluye|mas|junto con|entrego)(?: el| su)? "
    r"correo(?! (?:verif|confirm))"
    r"|\be-?mail (?:junto|incluso|incluido|com senha|vai junto|acompanha|original incluso)"
    r"|\bcom (?:o )?e-?mail(?! verif)"
    r"|\b(?:skrzynk\w+|poczt\w+|mail\w*)(?: pocztow\w+| mailow\w+| e-?mail\w*)?(?: (?:jest|idzie|takze))? "
    r"(?:w (?:komplecie|zestawie|cenie)|przechodzi|oddaj\w+|oddawan\w+|dolacz\w+|przekaz\w+|razem)"
    r"|\b(?:z|wraz z|razem z) (?:mailem|mejlem|skrzynka|poczta)\b"
    r"|\b(?:e-?posta|e-?mail|mail)\w{0,4}(?: (?:adresi|hesabi|sifresi|sifresiyle|de|da)){0,3} "
    r"(?:erisimi )?(?:birlikte|beraber|ver\w+|dahil|teslim|mevcut)"
    r"|\b(?:mailli|mailiyle|e-?postasiyla|e-?posta sifresiyle)\b"
    r"|\be?mail (?:ikut|disertakan|diserahkan|dikasih|termasuk|asli ikut)|\b(?:kem|full|tang kem|co) (?:hot|g)?e?mail\b"
    r"|\bmail(?:zugang|postfach|konto|adresse)? (?:dabei|inklusive|inkl|wird mit|geht mit|kommt mit)|\bmit (?:e-)?mail"
    r"(?:zugang|postfach)?\b|\b(?:boite )?(?:e-?)?mail (?:fourni\w*|inclus\w*|remis\w*)|\bavec (?:la |sa )?boite mail"
    r"|\bmail inclus[ao]|\bcon (?:la )?mail\b"
)
_MAIL_COMES_EU: Final = re.compile(
    r"(?:пошт\w+|скриньк\w+) (?:в комплект\w|віддає\w*|передає\w*|разом)|(?:з|із|разом з) (?:поштою|скринькою)"
    r"|(?:مع|ومعها|معه|يشمل) (?:البريد|الايميل|الإيميل)|البريد (?:الأصلي|الاصلي|مشمول)"
)
_MAIL_COMES_RU: Final = re.compile(
    r"(?:почт[аыу]|ящик|мейл|мыло) ?(?:[a-z.]{2,12} )?(?:тоже |вместе |сразу |родная |своя |и пароль |"
    r"с паролем ){0,2}(?:в комплекте|"
    r"переход\w+|ваша?(?![а-я])|уход\w+|"
    r"отда[её]м|отда[её]тся|перед[аи][её]?\w*|выда[её]\w*|прилага\w*|ид[её]т|в наборе|включен\w*|входит|"
    r"достанется|доступ\w*)"
    r"|(?:вместе с|с родной|с доступом к|с рабочей|с живой|плюс|отда[её]м|включая|доступ к) (?:родн\w+ |сво\w+ )?"
    r"(?:почт\w+|ящик\w*)"
    r"|(?:почт\w+|ящик\w*) с паролем"
)
_MAIL_COMES_ZH: Final = re.compile(
    r"邮箱(?:账号|和密码|及密码|密码|也|都|均|全部|一起|一并|随号|同时)?(?:一起给|一并给|一起交|一并交|交付|移交|随号|附带|转给|"
    r"归你|归买家|一起发|同发|可登|可收信|能收信|会给|会交|给到|带走)"
    r"|(?:附带?|含|连同?|包含|配|送|并给|交付)(?:上|有)?(?:原始?|注册|绑定|初始|可用|独立|对应|注册时的)?(?:的)?邮箱(?!验证|注册|认证|即可)"
    r"|邮箱 ?[-—|/:]{1,4} ?(?:邮箱)?密码"
)
_MAIL_STAYS_EN: Final = re.compile(
    rf"\b{_MAIL}\b(?: (?:is|are|will be|itself|access|password)){{0,3}} (?:not (?:included|handed|given|for sale|part|"
    r"sold|supplied|provided|delivered|in the)|stays? with us|remains? (?:with us|ours)|kept by us|ours|"
    r"never (?:handed|given|included|sold))"
    rf"|\b(?:without|no|minus|keep|excluding|less) (?:the |its |any |access to (?:the )?)?{_MAIL}\b(?! (?:us|"
    rf"verif|confirm|change))"
)
_MAIL_STAYS_RU: Final = re.compile(
    r"(?:почт\w+|ящик\w*) (?:мы )?(?:не (?:отда|выда|переда|ид|вход|прилаг|да)\w*|оста[её]тся у нас|оставляем)"
    r"|без (?:родной |доступа к )?(?:почт\w+|ящик\w*)"
)
_MAIL_STAYS_ZH: Final = re.compile(
    r"(?:不|无|没有?)(?:带|含|给|附|送|交|提供)?邮箱|邮箱(?:不|没|未)(?:给|带|含|附|送|交|提供|移交|在)|邮箱(?:留|归)(?:我|本店|店)"
)
_PHONE_CHECKED_EN: Final = re.compile(
    r"\b(?:phones?|sms|numbers?|handsets?|mobile)\b(?: (?:is|are|was|were|has been|been|and (?:e-?mail|mail)|number|"
    r"all|already|code|step|check|verification|confirmation|too)){0,4} (?:verified|confirmed|checked|validated|passed|"
    r"done|activated)\b"
    r"|\bphone(?: line)? \((?:still |the )?rent|\b(?:you (?:get|receive)|comes with|included)\b[^.\n]{0,60}[,"
    r":+] phone (?:\(|line|kept)"
    r"|\b(?:verified|confirmed|validated|activated|checked)\b (?:by|with|via|through|on|using|over|against) "
    r"(?:an? |its |their |own |real |physical |local |the |unique |separate |private |us |uk |non-voip |"
    r"(?:e-?mail|mail) and "
    r"(?:by |via )?){0,4}(?:phones?|sms|texts?|numbers?|handsets?|mobiles?|sims?)\b"
)
_PHONE_CHECKED_RU: Final = re.compile(
    r"(?:номер\w*|телефон\w*|смс|sms) (?:уже |был |всех? |тоже ){0,2}(?:подтвержд[её]н\w*|верифициров\w*|активиров\w*)"
    r"|(?:подтвержд[её]н\w*|верифициров\w*|активиров\w*) (?:по|на|через|с)? ?(?:живо\w+ |реальн\w+ |физ\w* |сво\w+ )?"
    r"(?:смс|sms|номер\w*|телефон\w*|симк\w*)"
)
_PHONE_CHECKED_ZH: Final = re.compile(
    r"(?:手机|短信|号码|电话)号?(?:都|均|全部?|也)?已经?(?:过|做|完成)?(?:验证?|认证|验过)"
    r"|(?:手机|短信)号?(?:码)?(?:验证|认证)(?:都|均|已)?(?:过了|过的|完成|通过|已过|做过|做完)"
    r"|已(?:经)?(?:过|做|通过|完成)?(?:了)?(?:手机|短信|号码)(?:号)?(?:验证|认证)"
)
_PAPERS_PASSED_EN: Final = re.compile(
    r"\b(?:passports?|documents?|identity|kyc|selfie|licen[cs]e|id|face)\b(?: (?:and \w+|check|checks|"
    r"verification|step|"
    r"steps|badge|scan|proof|card|control|test|review|video|is|are|was|were|has been|have been|been|already|"
    r"all|fully)){0,4} "
    r"(?:passed|done|verified|approved|completed?|cleared|finished|accepted|confirmed|checked)\b"
    r"|\b(?:verified|confirmed|approved|checked) (?:by|with|via|through|against|on) (?:an? |its |real |the |"
    r"own |local |"
    r"government |us |uk ){0,3}(?:passports?|documents?|identity|id card|id\b|licen[cs]e|selfie)"
)
_PAPERS_PASSED_RU: Final = re.compile(
    r"(?:паспорт\w*|документ\w*|личност\w*|kyc|селфи) (?:уже |был\w? |все |полностью ){0,2}(?:пройден\w*|"
    r"подтвержд[её]н\w*|"
    r"проверен\w*|принят\w*|одобрен\w*)"
    r"|(?:подтвержд[её]н\w*|верифициров\w*|проверен\w*) (?:по |с |через |на )?(?:паспорт\w*|документ\w*|личност\w*)"
)
_PAPERS_PASSED_ZH: Final = re.compile(
    r"(?:身份证?|证件|护照|kyc|人脸)(?:信息|审核|认证|验证|识别)?(?:都|均|全部?|也)?(?:已经?)(?:过|通过|完成|做完|认证|验证|审核)"
    r"|(?:身份证?|证件|护照|kyc|人脸)(?:信息|审核|认证|验证|识别)?(?:都|均|全部)?(?:通过|过了|做完了|做好了)"
)
Wordings: TypeAlias = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
"""By language, those in Latin letters first: words of which a text holds one wherever the pattern finds something, and
the pattern."""
MAIL_COMES: Final[Wordings] = (
    (("mail", "inbox"), _MAIL_COMES_EN),
    (("mail", "correo", "skrzynk", "poczt", "posta"), _MAIL_COMES_LATIN),
    (("пошт", "скриньк", "البريد", "الايميل"), _MAIL_COMES_EU),
    (("почт", "ящик", "мейл", "мыло"), _MAIL_COMES_RU),
    (("邮箱",), _MAIL_COMES_ZH),
)
MAIL_STAYS: Final[Wordings] = (
    (("mail", "inbox"), _MAIL_STAYS_EN),
    (("почт", "ящик"), _MAIL_STAYS_RU),
    (("邮箱",), _MAIL_STAYS_ZH),
)
PHONE_CHECKED: Final[Wordings] = (
    (("verified", "confirmed", "checked", "validated", "passed", "done", "activated"), _PHONE_CHECKED_EN),
    (("подтвер", "верифиц", "активир"), _PHONE_CHECKED_RU),
    (("验", "认证"), _PHONE_CHECKED_ZH),
)
PAPERS_PASSED: Final[Wordings] = (
    (
        (
            "verified",
            "passed",
            "done",
            "approved",
            "complete",
            "cleared",
            "finished",
            "accepted",
            "confirmed",
            "checked",
        ),
        _PAPERS_PASSED_EN,
    ),
    (("пройден", "подтвер", "проверен", "принят", "одобрен", "верифиц"), _PAPERS_PASSED_RU),
    (("身份", "证件", "护照", "kyc", "人脸"), _PAPERS_PASSED_ZH),
)
DENIED: Final = re.compile(
    r"(?:\b(?:not|no|never|without|until|before|if|unless|un|non|can be|must be|to be|needs?|requires?|"
    r"change|changes|replace|put in|set)|n't|(?<![а-я])(?:не|без|нет)|"
    r"[未没无不需须可要待])[^,.;]{0,8}$"
)
SIGNS: Final = (*MAILS, *CHECKS, *DONE, *TAKEN)
"""A region without any of these says nothing of all that: looked for once in the whole text."""


SPEAKS: Final = (
    "mail",
    "phone",
    "passport",
    "document",
    "identity",
    "邮箱",
    "手机",
    "почт",
    "ящик",
    "паспорт",
    "документ",
    "correo",
    "skrzynk",
    "posta",
)
