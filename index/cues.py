"""The words by which a question tells what kind of answer it wants, and of whom."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

from index.gazetteer import Gazetteer
from index.linking import Mention
from index.text import WORD, fold, normalise, words

Kind: TypeAlias = Literal["what", "when", "who", "how_many", "latest", "list", "compare", "yes_no"]

_CALLS_FA = r"(?:تماس|گفت و ?گو|گفتگو|مکالمه|صحبت|تلفن|مذاکره|رایزنی)"
_CALLS_EN = r"(?:phone |telephone )?(?:calls?|conversations?|talks?|phone|discussions?)"
# In the order in which they are tried: "when did they last talk" asks for the latest call.
_KINDS: dict[Kind, re.Pattern[str]] = {
    "how_many": re.compile(
        r"\bhow (?:many|often)\b(?= (?:times|" + _CALLS_EN + r"|did|do|have|has)\b)"
        r"|\bnumber of (?:times|" + _CALLS_EN + r")\b"
        r"|\bچند ?(?:بار|دفعه|مرتبه|نوبت)\b|\bچند(?: تا| فقره)? ?" + _CALLS_FA + r"\b"
        r"|\bتعداد " + _CALLS_FA + r""
    ),
    "compare": re.compile(
        r"\bcompare\b|\bdiffer(?:s|ed|ences?|ently)?\b"
        r"|\bboth (?:sides|accounts|readouts|versions)\b|\beach side\b"
        r"|\bside by side\b|\bversus\b|\bvs\b"
        r"|\bمقایسه\b|\bتفاوت(?:ش|شان|ی|های)?\b|\bفرق(?:ش|شان|ی)?\b|\bاختلاف روایت"
        r"|\bروایت (?:دو|هر دو) (?:طرف|کشور)|\bدو روایت\b|\bهر (?:طرف|کدام) چه\b"
    ),
    "latest": re.compile(
        r"\b(?:latest|most recent|newest|last) (?:\w+ ){0,2}?" + _CALLS_EN + r"\b"
        r"|\blast (?:time|talk(?:ed)?|spoke|speak|spoken|called|call|phoned)\b"
        r"|\b(?:اخرین|تازه ترین|جدیدترین|جدید ترین) (?:بار|دفعه|" + _CALLS_FA + r")"
    ),
    "list": re.compile(
        r"^(?:please )?(?:list|show|give)\b.*\b(?:calls|conversations|talks)\b"
        r"|\b(?:which|what|all)(?: the| phone| telephone| of the)* (?:calls|conversations)\b"
        r"|\b(?:فهرست|لیست|سیاهه)\b|\b(?:کدام|چه|همه|تمام)(?: ی)? " + _CALLS_FA + r" ?ها"
        r"|^" + _CALLS_FA + r" ?های "
    ),
    "when": re.compile(
        r"^(?:and |so )?when\b|\b(?:what|which) (?:date|day|month|year)\b|\bsince when\b"
        r"|\bچه (?:زمانی|وقت|موقع|تاریخی|روزی|ماهی|سالی)\b|\bکدام (?:روز|ماه|سال)\b|\bچه تاریخ"
        r"|\bکی (?:بود|بوده|برگزار|انجام)\b|\bتاریخ(?:ش| تماس| این| گفت)"
    ),
    "who": re.compile(
        r"^(?:and |so )?(?:with |to )?(?:who|whom)\b|\b(?:which|what) (?:leaders?|presidents?|"
        r"prime ministers?|ministers?|countries)\b|\b(?:with|to) whom\b"
        r"|\bچه (?:کسی|کسانی|کس|رهبری|رهبرانی)\b|\bکدام (?:رهبر|رهبران|رییس|نخست|وزیر)"
        r"|\bکی ?ها\b|\bکیا\b|\b(?:با|به) کی\b"
    ),
    "yes_no": re.compile(r"^(?:and )?(?:did|do|does|has|have|had|was|were|is|are|will)\b|\bایا\b"),
}
# «کی» is "when" between two leaders, "who" beside one.
_WHO_OR_WHEN = re.compile(r"\bکی\b")

# Words that say only what kind of answer is wanted: they are no subject.
CUE_WORDS = frozenset(
    words(
        "when who whom how many often times time number last latest most recent newest list show "
        "give me all which date day month year long ago ever other each together compare phone "
        "calls conversations conversation talks readout readouts in there spoken spoke speaking "
        "calling phoned telephoned telephone hold held have had place took take between happen "
        "happened since so far until now it recently both side sides leaders presidents ministers "
        "contact contacts contacted exchange readouts first ring rang get touch president prime "
        "minister leader"
        " چه زمانی زمان وقت موقع تاریخ تاریخی تاریخش روز روزی ماه ماهی سال سالی کسی کسانی کی کیا "
        "رهبر رهبری رهبران چند بار چندبار دفعه مرتبه نوبت تعداد آخرین تازه‌ترین جدیدترین تازه جدید "
        "ترین فهرست لیست همه تمام کدام تماس تماسی تماس‌ها تماس‌های تماسهای گفت‌وگو گفت‌وگوی گفت‌وگوها "
        "گفتگوی مکالمه مکالمات تلفنی تلفن صحبت حرف زدند زد زده‌اند زدن گرفت گرفته گرفتند داشتند "
        "داشته‌اند داشته برگزار انجام شده بوده بود همدیگر یکدیگر هم تا کنون تاکنون حالا اخیر اخیرا "
        "اند است بین میان رئیس جمهور نخست وزیر باهم با هم دیگه دیگر مقایسه"
    )
)


def kind_of(text: str, people: int) -> Kind:
    """What kind of answer a question wants.

    Args:
        people: how many people it names.
    """
    plain = normalise(text)
    for kind, pattern in _KINDS.items():
        if pattern.search(plain):
            return kind
    if _WHO_OR_WHEN.search(plain):
        return "when" if people >= 2 else "who"
    return "what"


# --- who is asked to have said it ---------------------------------------------------------------

_SAYING = re.compile(
    r"\b(?:say|says|said|tell|tells|told|ask|asks|asked|want|wants|wanted|propose|proposed|offer"
    r"|offered|promise|promised|warn|warned|urge|urged|demand|demanded|think|thinks|thought|stress"
    r"|stressed|insist|insisted|claim|claimed|request|requested|suggest|suggested|call for|called"
    r" for|thank|thanked|explain|explained|condemn|condemned|criticise|criticised|criticize"
    r"|criticized|reject|rejected|complain|complained|express|expressed|inform|informed|brief"
    r"|briefed|assure|assured|mean|describe|described|react|respond|reply|view|views|position"
    r"|stance|opinion|reaction|response|proposal|demand|message|warning|offer|request|according)\b"
    r"|گفت(?!ند|ن\b|ه?‌?اند|\s?و)|\bمیگ[هن]\b|خواست(?!ند|ن\b)|پیشنهاد|قول|هشدار|تاکید|نظر|موضع"
    r"|درخواست|تقاضا|دیدگاه|واکنش|پاسخ|جواب|پیام|ادعا|شرط|انتقاد|تشکر|توضیح|محکوم|رد کرد|اعلام"
    r"|ابراز|وعده|اطمینان|یاداور"
)
_TOGETHER = frozenset(words("and و with با between بین میان"))
_ADDRESSED = frozenset(
    words(
        "to with from of by for tell tells told ask asked asks urge urged assure assured promise "
        "promised warn warned thank thanked inform informed brief briefed به با از برای درباره "
        "about on regarding against علیه"
    )
)
_ACCORDING = frozenset(words("according گفته نظر دیدگاه موضع باور نقل قول پیشنهاد درخواست سخنان"))


def speakers_asked_for(text: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """The one person whose words are asked for: "what did Putin tell Macron", «نظر اردوغان».

    Empty when two are asked about together, or nobody is asked to have said anything.

    Args:
        mentions: what the question names, in order.
    """
    if not _SAYING.search(normalise(text)):
        return frozenset()
    surface = [word.lower() for word in WORD.findall(fold(text))]
    people = [m for m in mentions if any(key.startswith("person:") for key in m.keys)]
    speaking = [m for m in people if not _is_addressed(m, surface)]
    if not speaking or _stand_together(people, surface):
        return frozenset()
    return frozenset(key for key in speaking[0].keys if key.startswith("person:"))


def _is_addressed(mention: Mention, surface: Sequence[str]) -> bool:
    before = surface[max(mention.start - 2, 0) : mention.start]
    if not before or before[-1] not in _ADDRESSED:
        return False
    return not any(word in _ACCORDING for word in before)


def _stand_together(people: Sequence[Mention], surface: Sequence[str]) -> bool:
    return any(
        surface[one.end : other.start] in (["and"], ["و"]) for one, other in pairwise(people)
    )


# --- whose readout is asked for -----------------------------------------------------------------

_BY_SOURCE = re.compile(
    r"\baccording to\b|\b(?:readout|account|version|statement|summary|report|transcript)s?\b"
    r"|\bsays?\b|\bsaid\b|به گزارش|به گفته|به روایت|روایت|بیانیه|گزارش|به نقل از|طبق|اعلام"
)


def asks_a_source(text: str, gazetteer: Gazetteer) -> frozenset[str]:
    """The ids of the publishers whose account is asked for: "according to the Kremlin"."""
    plain = normalise(text)
    if not _BY_SOURCE.search(plain):
        return frozenset()
    return frozenset(source.id for source in gazetteer.sources.values() if source.named_in(plain))
