"""A clause about a call without what was talked about, what was said and what went before."""

import re

from index.news.clauses import PHONE, TALKED

_TOPIC = re.compile(
    r"\b(?:about|regarding|concerning|discussing|that|where|when|as (?:he|she|they|the)|because"
    r"|discuss(?:ed|es)?(?! (?:by|over|on|in|via|during)\b)|over (?!the (?:tele|phone)|(?:tele)?phone)"
    r"|to (?:discuss|review|exchange|thank|express|underscore|underline|reaffirm|congratulate|offer"
    r"|convey|talk|follow|address|mark|coordinate|brief|inform|condole|wish|ask|urge|press)"
    r"|in support of|on behalf of|(?:coordinated|mediated|brokered|arranged) by"
    r"|who (?:briefed|informed|thanked|told|expressed|conveyed)|during which|in which|focus\w+ on"
    r"|on (?:the|his|her|their|its|how|what|efforts|ways|developments|situation|ceasefire|israel"
    r"|gaza|iran|ukraine|syria|peace|trade) (?!sidelines|phone|telephone|initiative|line|same))\b.*"
    r"|(?<!\w)(?:درباره|در مورد|در خصوص|درخصوص|پیرامون|در زمینه|راجع به|با اشاره به|ضمن|با تاکید بر"
    r"|با محوریت|با موضوع|برای بررسی|تا درباره|به منظور|به مناسبت|در باره|بر سر|که در ان|در جریان|او را|وی را|تا)(?!\w).*",
    re.IGNORECASE | re.DOTALL,
)
_ASIDE = re.compile(
    r"\b(?:after|following|ahead of|before|since|despite)\b(?! (?:midnight|noon|lunch))[^,.;:\n]*"
    r"|(?<!\w)(?:پس از|بعد از|در پی|پیش از|قبل از|به دنبال)(?!\w)[^،.؛:\n]*",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|told|stressed|noted|added|called on|urged|warned)\b(?! by).*"
    r"|(?<!\w)(?:گفت|تاکید کرد|افزود|خواستار|اظهار|ابراز|تصریح کرد|خاطرنشان|تشریح)"
    r"(?! ?و ?گو)(?!\w).*",
    re.IGNORECASE | re.DOTALL,
)


def trimmed(text: str) -> str:
    """A folded clause up to the topic of the talk; what stands before "call" always stays.

    >>> trimmed("After the summit, Putin spoke by phone with Xi about Modi")
    ' , Putin spoke by phone with Xi '
    """
    bare = _ASIDE.sub(" ", text)
    if PHONE.search(text) and not PHONE.search(bare):
        bare = text
    for pattern in (_SAID, _TOPIC):
        for match in pattern.finditer(bare):
            if PHONE.search(bare[: match.start()]):
                bare = bare[: match.start()]
                break
    return _before_colon(bare)


def _before_colon(text: str) -> str:
    """«رئیسی در گفت‌وگو با ماکرون: تحریم‌ها باید لغو شود» is a call, then words spoken in it."""
    head, colon, rest = text.partition(": ")
    for pattern in (PHONE, TALKED):
        if colon and pattern.search(head) and not pattern.search(rest):
            return head
    return text
